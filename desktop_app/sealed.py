"""The seal: no process of Carrel opens a connection, asks for a name, or listens.

An audit hook can't be taken out again, so whatever a library tries later fails too. It
sees what Python code does; C code below it is covered by the tests, which run the app
without a network. `close_network` is the first thing every process does.
"""

import os
import sys
from typing import Any

from desktop_app.errors import ConnectionRefusedBySeal

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


def close_network() -> None:
    """Refuse every connection from here on, in this process; children get the environment."""
    os.environ.update(OFFLINE_ENVIRONMENT)
    sys.addaudithook(_refuse)


def _refuse(event: str, _: tuple[Any, ...]) -> None:
    if event in FORBIDDEN:
        raise ConnectionRefusedBySeal
