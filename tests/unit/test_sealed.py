"""The seal holds in every process: no connection, no name look-up, no listening."""

import ast
import logging
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import desktop_app
from desktop_app.logs import log_to_file
from desktop_app.paths import DataPaths
from desktop_app.workers.child import ChildProcess
from desktop_app.workers.seal_protocol import ConnectionAttempted, ConnectionTried, TryToConnect, keep_attempt

ATTEMPTS = {
    "connect": "socket.create_connection(('127.0.0.1', 9), timeout=1)",
    "look up a name": "socket.getaddrinfo('localhost', 80)",
    "look up an address": "socket.gethostbyname('localhost')",
    "listen": "socket.socket().bind(('127.0.0.1', 0))",
    "send a datagram": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9))",
    "open an address": "urllib.request.urlopen('http://127.0.0.1:9/')",
}
ROLES = ("desktop_app.__main__", *(f"desktop_app.workers.{role}" for role in ("indexing", "inference", "parser")))


def run(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS.keys())
def test_no_connection_can_be_tried(attempt: str) -> None:
    done = run(
        f"""
        import socket, urllib.request
        from desktop_app.errors import ConnectionRefusedBySeal
        from desktop_app.sealed import close_network
        close_network()
        try:
            {attempt}
        except ConnectionRefusedBySeal:
            print("refused")
        """
    )
    assert done.stdout.strip() == "refused", done.stderr


def test_importing_text_recognition_tries_nothing(tmp_path: Path) -> None:
    done = run(
        f"""
        from pathlib import Path
        from desktop_app.logs import log_to_file
        from desktop_app.paths import DataPaths
        from desktop_app.sealed import close_network
        close_network()
        log_to_file(DataPaths(Path({str(tmp_path)!r})).create(), "command")
        import rapidocr
        """
    )
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "logs" / "connections.log").exists()


def test_libraries_are_told_that_there_is_no_network() -> None:
    done = run(
        """
        import os
        from desktop_app.sealed import close_network
        close_network()
        print(os.environ["HF_HUB_OFFLINE"], os.environ["TRANSFORMERS_OFFLINE"])
        """
    )
    assert done.stdout.split() == ["1", "1"], done.stderr


@pytest.mark.parametrize("role", ROLES)
def test_every_process_closes_the_network_before_anything_else(role: str) -> None:
    path = Path(desktop_app.__file__).parent.parent / (role.replace(".", "/") + ".py")
    first = first_statement(path, "main")
    if "open_worker(" in first:
        first = first_statement(path.with_name("opening.py"), "open_worker")
    assert "close_network(" in first


def first_statement(path: Path, function: str) -> str:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    body = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == function).body
    return ast.unparse(body[1] if ast.get_docstring(ast.Module(body, [])) else body[0])


def test_what_was_tried_is_written_down_without_anyones_words(tmp_path: Path) -> None:
    done = run(
        f"""
        import socket, urllib.request
        from pathlib import Path
        from desktop_app.errors import ConnectionRefusedBySeal
        from desktop_app.logs import log_to_file
        from desktop_app.paths import DataPaths
        from desktop_app.sealed import close_network
        close_network()
        log_to_file(DataPaths(Path({str(tmp_path)!r})).create(), "command")
        for attempt in (
            lambda: urllib.request.urlopen("http://me:secret@example.org/a-question?q=rent"),
            lambda: socket.getaddrinfo("example.net", 80),
        ):
            try:
                attempt()
            except ConnectionRefusedBySeal:
                print("refused")
        """
    )
    assert done.stdout.split() == ["refused", "refused"], done.stderr
    written = (tmp_path / "logs" / "connections.log").read_text(encoding="utf-8").splitlines()
    assert [line.rpartition(": ")[2] for line in written] == [
        "refused urllib.Request example.org",
        "refused socket.getaddrinfo example.net",
    ]


def test_what_the_parser_tried_stands_in_the_log_of_who_started_it(tmp_path: Path) -> None:
    log_to_file(DataPaths(tmp_path).create(), "test")
    try:
        with ChildProcess(["-m", "desktop_app.workers.parser"], tmp_path / "parser.log") as parser:
            list(parser.ask(TryToConnect(parser.next_id()), total=60))
    finally:
        handlers, logging.getLogger().handlers[:] = logging.getLogger().handlers[:], []
        handlers += logging.getLogger("carrel.seal").handlers
        logging.getLogger("carrel.seal").handlers[:] = []
        for handler in handlers:
            handler.close()
    written = (tmp_path / "logs" / "connections.log").read_text(encoding="utf-8")
    assert "in the parser: refused socket." in written


def test_an_attempt_that_a_hostile_file_makes_up_stays_one_short_line(caplog: pytest.LogCaptureFixture) -> None:
    keep_attempt(ConnectionAttempted(0, "x\nfaked line\x1b[2J" + "y" * 1000), "parser")
    assert "\n" not in caplog.messages[0]
    assert "\x1b" not in caplog.messages[0]
    assert len(caplog.messages[0]) < 200


def test_a_trial_shows_what_refuses() -> None:
    done = run(
        """
        from desktop_app.sealed import close_network, try_to_connect
        close_network()
        trial = try_to_connect()
        print(trial.holds, trial.python, trial.kernel)
        """
    )
    kernel = "True" if sys.platform == "linux" else "None"
    assert done.stdout.split() == ["True", "True", kernel], done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's own seal is Linux's")
def test_a_program_started_from_inside_the_seal_connects_no_more_than_carrel_itself() -> None:
    done = run(
        """
        import subprocess, sys
        from desktop_app.sealed import close_network
        close_network(window=True)
        child = subprocess.run([sys.executable, "-c", "import socket; socket.socket()"], capture_output=True, text=True)
        print(child.returncode, "Operation not permitted" in child.stderr)
        import socket
        socket.socketpair()
        socket.socket(socket.AF_UNIX).close()
        """
    )
    assert done.stdout.split() == ["1", "True"], done.stderr


def test_without_the_kernels_help_no_foreign_program_is_started() -> None:
    done = run(
        """
        import subprocess, sys
        from desktop_app import sealed
        from desktop_app.errors import ConnectionRefusedBySeal
        sys.addaudithook(sealed._refusal(frozenset({sys.executable})))
        print(subprocess.run([sys.executable, "-c", ""]).returncode)
        try:
            subprocess.run(["/bin/true"])
        except ConnectionRefusedBySeal:
            print("refused")
        """
    )
    assert done.stdout.split() == ["0", "refused"], done.stderr


def test_every_worker_lets_a_person_try_its_seal(tmp_path: Path) -> None:
    child = ChildProcess(["-m", "desktop_app.workers.parser"], tmp_path / "parser.log")
    with child:
        events = list(child.ask(TryToConnect(child.next_id()), total=30))
    assert [type(event) for event in events] == [ConnectionTried]
    assert isinstance(events[0], ConnectionTried)
    assert events[0].python
    assert events[0].kernel in (True, None)


def test_desktops_are_asked_to_open_files_only_never_addresses() -> None:
    """A browser outside the seal would connect to whatever address a document names."""
    sources = [file.read_text(encoding="utf-8") for file in Path(desktop_app.__file__).parent.rglob("*.py")]
    opened = [line for source in sources for line in source.splitlines() if "openUrl(" in line]
    assert opened
    assert [line for line in opened if "openUrl(QUrl.fromLocalFile(" not in line] == []
    assert not [source for source in sources if "import webbrowser" in source or "OpenExternalLinks(True)" in source]
