"""What the kernel refuses is tried for real, from C, in processes of their own."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from desktop_app import sealed_linux

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's own seal is Linux's")

BEGINNING = """
import ctypes, os, signal, socket, sys, threading
from pathlib import Path
from desktop_app import sealed_linux
C = ctypes.CDLL(None, use_errno=True)

def refused(call, *arguments):
    ctypes.set_errno(0)
    if call(*arguments) != -1 or ctypes.get_errno() not in (1, 13):
        print("allowed:", call.__name__, arguments, ctypes.get_errno())
        os._exit(1)
"""


def run(program: str, *arguments: str) -> None:
    script = BEGINNING + textwrap.dedent(program) + "\nprint('done')"
    done = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "done", done.stdout + done.stderr


def test_no_socket_opens_even_from_c_nor_from_a_thread_that_was_there_before() -> None:
    run(
        """
        sealed, tried = threading.Event(), []
        def early():
            sealed.wait()
            tried.append(C.socket(2, 1, 0))
        thread = threading.Thread(target=early)
        thread.start()
        assert sealed_linux.refuse_sockets()
        sealed.set()
        thread.join()
        assert tried == [-1]
        for family in range(46):
            refused(C.socket, family, 1, 0)
        refused(C.connect, 0, b"", 0)
        first, second = socket.socketpair()
        first.sendall(b"heron")
        assert second.recv(5) == b"heron"
        assert C.syscall(425, 8, ctypes.create_string_buffer(256)) == -1  # io_uring_setup
        """
    )


def test_a_window_may_speak_to_its_screen_and_to_nobody_else() -> None:
    run(
        """
        assert sealed_linux.refuse_sockets(allow_local=True)
        assert C.socket(1, 1, 0) >= 0
        for family in (2, 10, 16, 17, 40):
            refused(C.socket, family, 1, 0)
        """
    )


def test_nothing_is_borrowed_from_processes_outside_the_seal() -> None:
    run(
        """
        memory = os.open(f"/proc/{os.getppid()}/mem", os.O_RDONLY)  # before, it may
        os.close(memory)
        held = C.syscall(434, os.getppid(), 0)  # pidfd_open
        assert held >= 0
        assert sealed_linux.refuse_sockets()
        refused(C.syscall, 438, held, 0, 0)  # pidfd_getfd
        refused(C.ptrace, 16, os.getppid(), 0, 0)
        refused(C.process_vm_writev, os.getppid(), None, 0, None, 0, 0)
        refused(C.setns, held, 0x40000000)
        refused(C.syscall, 321, 0, None, 0)  # bpf
        if Path("/sys/kernel/security/lsm").exists() and "landlock" not in Path("/sys/kernel/security/lsm").read_text():
            print("done")
            os._exit(0)
        refused(C.open, f"/proc/{os.getppid()}/mem".encode(), os.O_RDWR)
        assert os.system("cat /proc/self/mem >/dev/null 2>&1; exit 7") >> 8 == 7  # what it starts goes on as ever
        """
    )


def test_a_sealed_process_still_moves_files_from_one_folder_into_another(tmp_path: Path) -> None:
    for folder in ("made", "kept"):
        (tmp_path / folder).mkdir()
    (tmp_path / "made" / "copy.onnx").write_bytes(b"weights")
    run(
        """
        assert sealed_linux.refuse_sockets()
        top = Path(sys.argv[1])
        os.replace(top / "made" / "copy.onnx", top / "kept" / "copy.onnx")
        os.link(top / "kept" / "copy.onnx", top / "made" / "again.onnx")
        """,
        str(tmp_path),
    )
    assert (tmp_path / "kept" / "copy.onnx").read_bytes() == b"weights"


def test_no_program_is_started_and_no_other_process_touched_but_threads_are() -> None:
    run(
        """
        assert sealed_linux.refuse_programs()
        refused(C.fork)
        assert C.system(b"true") != 0
        refused(C.execv, b"/bin/true", (ctypes.c_char_p * 2)(b"true", None))
        refused(C.kill, os.getppid(), 0)
        refused(C.ptrace, 16, os.getppid(), 0, 0)
        try:
            os.posix_spawn("/bin/true", ["true"], {})
        except OSError:
            pass
        else:
            os._exit(1)
        heard = []
        thread = threading.Thread(target=heard.append, args=("heron",))
        thread.start()
        thread.join()
        assert heard == ["heron"]
        """
    )


def test_nothing_on_the_disk_can_be_changed(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("heron")
    (tmp_path / "folder").mkdir()
    run(
        """
        folder = sys.argv[1].encode()
        kept = folder + b"/kept"
        assert sealed_linux.refuse_writing()
        for flags in (os.O_WRONLY, os.O_RDWR, os.O_RDONLY | os.O_TRUNC, os.O_WRONLY | os.O_APPEND, os.O_TMPFILE | 1):
            refused(C.open, kept, flags, 0o600)
        refused(C.open, folder + b"/new", os.O_CREAT, 0o600)
        refused(C.creat, folder + b"/new", 0o600)
        refused(C.truncate, kept, 0)
        refused(C.unlink, kept)
        refused(C.rename, kept, folder + b"/other")
        refused(C.link, kept, folder + b"/other")
        refused(C.symlink, kept, folder + b"/other")
        refused(C.mkdir, folder + b"/new", 0o700)
        refused(C.rmdir, folder + b"/folder")
        refused(C.chmod, kept, 0o777)
        refused(C.utimes, kept, None)
        refused(C.setxattr, kept, b"user.a", b"b", 1, 0)
        assert Path(sys.argv[1], "kept").read_text() == "heron"
        """,
        str(tmp_path),
    )
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["folder", "kept"]
    assert (tmp_path / "kept").read_text() == "heron"


def test_writing_can_be_left_to_some_folders_alone(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "others").write_text("heron")
    run(
        """
        folder = Path(sys.argv[1])
        if not sealed_linux.write_only_below([folder / "own", folder / "missing"]):
            print("done")
            os._exit(0)  # a kernel without Landlock
        (folder / "own" / "new").write_text("mine")
        (folder / "own" / "new").rename(folder / "own" / "renamed")
        refused(C.open, bytes(folder / "others"), os.O_WRONLY, 0)
        refused(C.unlink, bytes(folder / "others"))
        refused(C.open, bytes(folder / "new"), os.O_CREAT | os.O_WRONLY, 0o600)
        assert (folder / "others").read_text() == "heron"
        """,
        str(tmp_path),
    )


def test_on_other_systems_nothing_is_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not sealed_linux.refuse_sockets()
    assert not sealed_linux.write_only_below([])
