"""What Linux itself refuses a process from here on, C code included: sockets, programs, writing.

    refuse_sockets()       no connection of any kind; the window needs `allow_local=True` (X11, Wayland, D-Bus)
    refuse_programs()      no program is started, no other process is made, watched or signalled
    refuse_writing()       nothing on any disk is made, written, renamed, removed or otherwise changed
    write_only_below(...)  the same, but for some folders

Each tells whether the kernel took it, holds for all threads (but see `write_only_below`) and
for every process started later, and can't be taken back. On other systems, and on processors
whose call numbers are not known here, they do nothing and return False. What is already open
stays open.

seccomp refuses system calls by number and by the values of their arguments; Landlock refuses
what is done to files by whatever call. Numbers are those of <asm/unistd.h>.
"""

import ctypes
import os
import platform
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from desktop_app.system_calls import BORROWING, CALLS, CHANGING_FILES, OTHER_PROCESSES, PROGRAMS, SOCKETS, Machine

AF_UNIX = 1
CLONE_THREAD = 0x10000
OPENING_TO_WRITE = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

_PR_SET_NO_NEW_PRIVS = 38  # <linux/prctl.h>
_SECCOMP_SET_MODE_FILTER = 1  # <linux/seccomp.h>
_SECCOMP_ALL_THREADS = 1
_SECCOMP_NOTED = 2  # SECCOMP_FILTER_FLAG_LOG
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050000  # SECCOMP_RET_ALLOW, _KILL_PROCESS, _ERRNO
_EPERM, _ENOSYS = 1, 38
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _IF_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # <linux/filter.h>
_NUMBER_AT, _MACHINE_AT, _ARGUMENTS_AT = 0, 4, 16  # offsets in struct seccomp_data
_SECOND_TABLE = 0x40000000  # from here on x86-64 has the calls of x32, by which a filter could be passed

_LANDLOCK_READ = 0b1100  # READ_FILE and READ_DIR
_LANDLOCK_FILE = 0b1100000000000110  # of a rule for a single file: write, read, truncate, ioctl
_LANDLOCK_MAKE_BLOCK_DEVICE = 1 << 11
_LANDLOCK_REFER = 1 << 13  # to move a file into another folder; refused by every domain that does not allow it
_LANDLOCK_KNOWS_REFER = 2  # the version
_LANDLOCK_FILES_BY_VERSION = (0, 13, 14, 15, 15, 16)  # how many rights on files each version knows
_LANDLOCK_VERSION_FLAG = 1
_LANDLOCK_BELOW = 1
_O_PATH = 0o10000000


class _Unless(Enum):
    """When a call is refused, by one of its arguments."""

    ALWAYS = "always"
    EQUAL = "unless the argument equals the value"
    ANY_BIT = "unless the argument has one of the bits"
    NO_BIT = "if the argument has one of the bits"


@dataclass(frozen=True, slots=True)
class _Rule:
    call: str
    unless: _Unless = _Unless.ALWAYS
    argument: int = 0
    value: int = 0
    error: int = _EPERM


def refuse_sockets(*, allow_local: bool = False) -> bool:
    """Refuse sockets of every family, with `allow_local` all but Unix ones; pairs of connected ones are no harm.

    io_uring goes too, because it opens sockets past any filter, and so does working through another
    process: one's own processes outside the seal (a browser) could connect. The kernel notes each refusal in
    the system's own log (`journalctl -k`, records of type 1326), which no process here can edit.
    """
    rules = [_Rule("socket", _Unless.EQUAL, 0, AF_UNIX)] if allow_local else [_Rule(call) for call in SOCKETS]
    if not allow_local:
        _stay_among_own()  # else /proc/PID/mem would do what the calls below are refused for
    return _filter_calls([*rules, *map(_Rule, BORROWING), *_without_ring()], noted=True)


def refuse_programs() -> bool:
    """Refuse to start programs, to fork, to look into other processes and to signal them; threads are allowed."""
    rules = [_Rule(call) for call in (*PROGRAMS, *OTHER_PROCESSES)]
    rules.append(_Rule("clone", _Unless.ANY_BIT, 0, CLONE_THREAD))
    rules.append(_Rule("clone3", error=_ENOSYS))  # its flags can't be seen; the C library then takes clone
    rules.append(_Rule("tgkill", _Unless.EQUAL, 0, os.getpid()))
    return _filter_calls([*rules, *_without_ring()])


def refuse_writing() -> bool:
    """Refuse to open anything for writing and to change any file, by seccomp and by Landlock where there is one."""
    rules = [_Rule(call) for call in CHANGING_FILES]
    rules += [_Rule("open", _Unless.NO_BIT, 1, OPENING_TO_WRITE), _Rule("openat", _Unless.NO_BIT, 2, OPENING_TO_WRITE)]
    rules.append(_Rule("openat2", error=_ENOSYS))
    write_only_below(())
    return _filter_calls([*rules, *_without_ring()])


def write_only_below(folders: Sequence[Path]) -> bool:
    """Refuse to change anything but at and below `folders`; False where the kernel has no Landlock.

    It holds for the thread that calls it and those that it starts later: call it before there
    are others. Folders that don't exist are passed over.
    """
    return _restrict(-1 & ~_LANDLOCK_READ & ~1, folders)  # bit 0 is to run a program


def _stay_among_own() -> bool:
    """Refuse to look into processes that are not in this one's Landlock domain: itself and what it starts.

    A domain refuses at least one thing: here device nodes, which nobody but root can make. The first kernels with
    Landlock (5.13 to 5.18) also refuse to move any file into another folder, so there it is done without.
    """
    refused, allowed = _LANDLOCK_MAKE_BLOCK_DEVICE, _LANDLOCK_REFER
    return _restrict(refused | allowed, (Path("/"),), allowed, oldest=_LANDLOCK_KNOWS_REFER)


def _restrict(rights: int, folders: Sequence[Path], allowed: int = -1, *, oldest: int = 1) -> bool:
    """Refuse `rights`, but for those among them that are `allowed` below `folders`."""
    machine = _machine()
    if machine is None:
        return False
    library = ctypes.CDLL(None, use_errno=True)
    version = library.syscall(CALLS["landlock_create_ruleset"][machine], None, 0, _LANDLOCK_VERSION_FLAG)
    if version < oldest:
        return False
    rights &= (1 << _LANDLOCK_FILES_BY_VERSION[min(version, len(_LANDLOCK_FILES_BY_VERSION) - 1)]) - 1
    wanted = ctypes.c_uint64(rights)  # the fields behind it (network, signals) are seccomp's business here
    rules = library.syscall(CALLS["landlock_create_ruleset"][machine], ctypes.byref(wanted), 8, 0)
    if rules < 0:
        return False
    try:
        for folder in folders:
            _allow_below(library, machine, rules, folder, rights & allowed)
        library.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        return bool(library.syscall(CALLS["landlock_restrict_self"][machine], rules, 0) == 0)
    finally:
        os.close(rules)


class _PathRule(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("rights", ctypes.c_uint64), ("folder", ctypes.c_int32))


def _allow_below(library: ctypes.CDLL, machine: Machine, rules: int, path: Path, rights: int) -> None:
    try:
        held = os.open(path, _O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        rule = _PathRule(rights if path.is_dir() else rights & _LANDLOCK_FILE, held)
        library.syscall(CALLS["landlock_add_rule"][machine], rules, _LANDLOCK_BELOW, ctypes.byref(rule), 0)
    finally:
        os.close(held)


def _without_ring() -> list[_Rule]:
    return [_Rule(call, error=_ENOSYS) for call in ("io_uring_setup", "io_uring_enter", "io_uring_register")]


def _machine() -> Machine | None:
    if sys.platform != "linux" or sys.maxsize < 2**32:
        return None
    return {"x86_64": Machine.X86_64, "aarch64": Machine.AARCH64}.get(platform.machine())


# The filter ---------------------------------------------------------------------------


class _Instruction(ctypes.Structure):
    _fields_ = (("code", ctypes.c_uint16), ("yes", ctypes.c_uint8), ("no", ctypes.c_uint8), ("value", ctypes.c_uint32))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("instructions", ctypes.POINTER(_Instruction)))


def _filter_calls(rules: Iterable[_Rule], *, noted: bool = False) -> bool:
    machine = _machine()
    if machine is None:
        return False
    written = list(_program(machine, rules))
    instructions = (_Instruction * len(written))(*(_Instruction(*one) for one in written))
    program = _Program(len(written), instructions)
    library = ctypes.CDLL(None, use_errno=True)
    library.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    number, pointer = CALLS["seccomp"][machine], ctypes.byref(program)
    # Kernels before 4.14 note nothing and refuse to be asked.
    for flags in (_SECCOMP_ALL_THREADS | _SECCOMP_NOTED, _SECCOMP_ALL_THREADS)[0 if noted else 1 :]:
        if library.syscall(number, _SECCOMP_SET_MODE_FILTER, flags, pointer) == 0:
            return True
    return False


def _program(machine: Machine, rules: Iterable[_Rule]) -> Iterable[tuple[int, int, int, int]]:
    """Yield (code, jump if so, jump if not, value); a jump counts the instructions passed over."""
    yield _LOAD, 0, 0, _MACHINE_AT
    yield _IF_EQUAL, 1, 0, machine.value
    yield _RETURN, 0, 0, _KILL
    yield _LOAD, 0, 0, _NUMBER_AT
    if machine is Machine.X86_64:
        yield _IF_AT_LEAST, 0, 1, _SECOND_TABLE
        yield _RETURN, 0, 0, _REFUSE | _ENOSYS
    for rule in rules:
        number = CALLS[rule.call][machine]
        if number is None:
            continue
        if rule.unless is _Unless.ALWAYS:
            yield _IF_EQUAL, 0, 1, number
            yield _RETURN, 0, 0, _REFUSE | rule.error
            continue
        test = _IF_EQUAL if rule.unless is _Unless.EQUAL else _IF_ANY_BIT
        yield _IF_EQUAL, 0, 4, number
        yield _LOAD, 0, 0, _ARGUMENTS_AT + 8 * rule.argument
        yield test, *((0, 1) if rule.unless is _Unless.NO_BIT else (1, 0)), rule.value
        yield _RETURN, 0, 0, _REFUSE | rule.error
        yield _RETURN, 0, 0, _ALLOW
    yield _RETURN, 0, 0, _ALLOW
