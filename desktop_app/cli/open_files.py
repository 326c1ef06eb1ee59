"""`carrel open [FILE ...]`: the window, given these files as if they were dropped on it; what desktops call."""

import argparse
from pathlib import Path
from typing import Any

NAME = "open"


def add_to(commands: Any, shared: argparse.ArgumentParser) -> None:
    command = commands.add_parser(NAME, help="open the window, and give it files", parents=[shared])
    command.add_argument("files", metavar="FILE", type=_path, nargs="*", help="models, adapters, documents, folders")


def _path(given: str) -> Path:
    return Path(given).expanduser().absolute()
