"""What commands print: results as text or JSON on stdout, progress and errors on stderr."""

import json
import re
import sys
from collections.abc import Mapping
from typing import Any

from desktop_app.errors import CarrelError

# What moves the cursor, colours or rings on a terminal, and letters that turn the direction of writing.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """Return `text` with characters that would steer a terminal written out: a file's name may hold them."""
    return _STEERING.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def on_one_line(path: str) -> str:
    """Return a path as a line can hold it."""
    return visible(path).replace("\n", "\\n").replace("\t", "\\t")


class Output:
    """One command's two voices."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self._shows_progress = sys.stderr.isatty()
        self._progress = ""

    def result(self, value: Mapping[str, Any]) -> None:
        """Print one JSON object on a line of its own."""
        print(json.dumps(value, ensure_ascii=False), flush=True)

    def text(self, line: str = "", *, end: str = "\n") -> None:
        """Print a line for people; what would steer their terminal is shown as it is written."""
        print(visible(line), end=end, flush=True)

    def note(self, line: str) -> None:
        """Tell the person something that is not the result."""
        self.progress("")
        print(visible(line), file=sys.stderr, flush=True)

    def progress(self, line: str) -> None:
        """Show how far things are, on one line that is written over; only where someone watches."""
        if self._shows_progress and line != self._progress:
            print(f"\r{line:<{len(self._progress)}}", end="" if line else "\r", file=sys.stderr, flush=True)
            self._progress = line

    def error(self, error: CarrelError) -> None:
        """Say what went wrong, once for people and once for programs."""
        if self.as_json:
            self.result({"error": error_as_json(error)})
        self.note(str(error))


def error_as_json(error: CarrelError) -> dict[str, str]:
    return {"code": error.code, "message": str(error)}
