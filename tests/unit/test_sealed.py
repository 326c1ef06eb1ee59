"""The seal holds in every process: no connection, no name look-up, no listening."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import desktop_app

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
    source = (Path(desktop_app.__file__).parent.parent / (role.replace(".", "/") + ".py")).read_text(encoding="utf-8")
    main = source[source.index("def main(") :]
    first = next(line.strip() for line in main.splitlines()[1:] if line.startswith("    ") and '"""' not in line)
    assert first.endswith("close_network()")
