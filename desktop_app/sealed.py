"""The seal: no process of Carrel opens a connection, asks for a name, or listens.

Two layers. An audit hook, which can't be taken out again, refuses what Python code tries and
writes it down. On Linux the kernel refuses sockets too, C code and programs started from here
included (sealed_linux.py). `close_network` is the first thing every process does.

A downloader of models, if there is ever one, is a program of its own that is started by the
person and never by a process of Carrel: from inside the seal nothing can be started that
connects.
"""

import ctypes
import logging
import os
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop_app.errors import ConnectionRefusedBySeal
from desktop_app.sealed_linux import refuse_sockets

FORBIDDEN = frozenset(
    {
        "socket.connect",
        "socket.bind",
        "socket.sendto",
        "socket.sendmsg",
        "socket.getaddrinfo",
        "socket.gethostbyname",
        "socket.gethostbyaddr",
        "urllib.Request",
        "ftplib.connect",
        "smtplib.connect",
    }
)
# Where the kernel does not hold what a process starts, nothing but Carrel's own processes is started.
STARTING = frozenset({"os.system", "os.exec", "os.posix_spawn", "os.spawn", "subprocess.Popen"})

# Read by huggingface_hub, transformers and tokenizers when they are imported, and by onnxruntime,
# which has a reporter of its own inside since 1.31.
OFFLINE_ENVIRONMENT = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "ORT_DISABLE_TELEMETRY": "1",
    "TOKENIZERS_PARALLELISM": "false",
}

ATTEMPTS = "carrel.seal"  # the logger whose lines are the attempts; logs.py keeps them in a file of their own
NOWHERE = ("192.0.2.1", 443)  # TEST-NET-1 (RFC 5737): an address that belongs to nobody
_LOCAL = getattr(socket, "AF_UNIX", None)  # pairs of such sockets wake event loops
_FILTERED = "Seccomp:\t2"  # of /proc/PID/status: the kernel filters this process's calls

logger = logging.getLogger(ATTEMPTS)


@dataclass(frozen=True, slots=True)
class SealTrial:
    """What became of an attempt to connect. `kernel` is None where the system offers no such layer."""

    python: bool
    kernel: bool | None

    @property
    def holds(self) -> bool:
        """Whether no connection came about, on any layer there is."""
        return self.python and self.kernel is not False


def close_network(*, window: bool = False) -> None:
    """Refuse every connection from here on, in this process; children get the environment, on Linux the seal too.

    A `window` may speak to the screen and the desktop (local sockets, which reach no other
    machine). Where its screen is another machine's, the kernel waits for `close_kernel`.
    """
    os.environ.update(OFFLINE_ENVIRONMENT)
    socket.has_ipv6 = False  # urllib3, which RapidOCR brings, else tries a socket when it is imported
    if not (window and _screen_is_elsewhere()):
        close_kernel(window=window)
    sys.addaudithook(_refusal(may_start=None if kernel_refuses() else _own_programs()))


def close_kernel(*, window: bool) -> None:
    """Let the kernel refuse sockets from here on; does nothing where it can't."""
    refuse_sockets(allow_local=window)


def kernel_refuses() -> bool:
    """Whether the kernel filters what this process calls, as Linux itself tells."""
    try:
        return _FILTERED in Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False


def try_to_connect() -> SealTrial:
    """Try to reach an address that belongs to nobody, from Python and from C; tell what was refused."""
    try:
        socket.create_connection(NOWHERE, timeout=0.1).close()
    except ConnectionRefusedBySeal:
        python = True
    except OSError as error:
        python = isinstance(error, PermissionError)  # the kernel was there first
    else:
        python = False
    if sys.platform != "linux":
        return SealTrial(python, None)
    library = ctypes.CDLL(None, use_errno=True)
    opened = library.socket(int(socket.AF_INET), int(socket.SOCK_STREAM), 0)
    if opened >= 0:
        os.close(opened)
    return SealTrial(python, opened < 0)


def _refusal(may_start: frozenset[str] | None) -> Callable[[str, tuple[Any, ...]], None]:
    """Return the audit hook; `may_start` are the only programs it lets start, None for any."""

    def refuse(event: str, details: tuple[Any, ...]) -> None:
        if event in FORBIDDEN or (event == "socket.__new__" and details[1] != _LOCAL):
            logger.warning("refused %s %s", event, _target(details))
            raise ConnectionRefusedBySeal
        if may_start is not None and event in STARTING:
            program = str(details[0]) if details else ""
            if event != "subprocess.Popen" or program not in may_start:
                logger.warning("refused to start %s", Path(program).name)
                raise ConnectionRefusedBySeal

    return refuse


def _own_programs() -> frozenset[str]:
    here = Path(sys.executable)
    return frozenset({str(here), *(str(file) for file in here.parent.glob("carrel*"))})


def _target(details: tuple[Any, ...]) -> str:
    """Return where an attempt wanted to go; of an address on the web only its host, the rest may be anyone's words."""
    for detail in details:
        if isinstance(detail, str | bytes):
            text = detail.decode("ascii", "replace") if isinstance(detail, bytes) else detail
            return text.split("://")[-1].split("/")[0].rpartition("@")[2][:100]
        if isinstance(detail, tuple) and detail:
            return ":".join(str(part) for part in detail[:2])
    return ""


def _screen_is_elsewhere() -> bool:
    """Whether windows would be shown over a connection of X11's own (`ssh -X`)."""
    display = os.environ.get("DISPLAY", "")
    return bool(display) and not display.startswith((":", "/", "unix:")) and not os.environ.get("WAYLAND_DISPLAY")
