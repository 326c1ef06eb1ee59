"""Makes small messages and mailboxes for the tests."""

from collections.abc import Sequence
from pathlib import Path

from tests.samples.ole_files import make_ole
from tests.samples.paragraph import PARAGRAPH

MAIL = f"""From: =?utf-8?q?J=C3=BCrgen?= <juergen@example.org>\r
To: Ada <ada@example.org>\r
Subject: Herons\r
Date: Fri, 3 May 2024 10:00:00 +0200\r
\r
{PARAGRAPH}\r
"""


def make_eml(path: Path, text: str = MAIL) -> Path:
    path.write_text(text, "utf-8", newline="")
    return path


def make_mbox(path: Path, messages: Sequence[str] = (MAIL,)) -> Path:
    path.write_text("".join(f"From ada Fri May  3 10:00:00 2024\n{text}\n" for text in messages), "utf-8", newline="")
    return path


def make_mhtml(path: Path) -> Path:
    page = f"<html><title>Herons</title><body><p>{PARAGRAPH}</p></body></html>"
    return make_eml(
        path,
        "From: <Saved by Blink>\r\nSubject: Herons\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n'
        f"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page}\r\n--b--\r\n",
    )


def make_msg(path: Path, streams: dict[str, bytes] | None = None) -> Path:
    """Write an Outlook message, or a container of these `streams`."""
    moment = 133_591_968_000_000_000  # 3 May 2024, 08:00 UTC, in 100 ns from 1601
    properties = bytes(32) + (0x00390040).to_bytes(4, "little") + bytes(4) + moment.to_bytes(8, "little")
    return make_ole(
        path,
        streams
        or {
            "__properties_version1.0": properties,
            "__substg1.0_0037001F": "Herons".encode("utf-16-le"),
            "__substg1.0_0C1A001F": "Jürgen".encode("utf-16-le"),
            "__substg1.0_1000001F": PARAGRAPH.encode("utf-16-le"),
        },
    )
