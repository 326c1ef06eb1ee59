"""MSG: one message as Outlook saves it, read from the streams of its container."""

import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from desktop_app.errors import DamagedDocument, DocumentError
from desktop_app.parsing.base import Inside, OpenedDocument
from desktop_app.parsing.clean_text import one_line
from desktop_app.parsing.encodings import decode_html
from desktop_app.parsing.held_file import Insides, openable
from desktop_app.parsing.letter import Attachment, Letter, better_body
from desktop_app.parsing.letter_pages import attached, letter_pages
from desktop_app.parsing.page_builder import PageBuilder, require_text
from desktop_app.parsing.source import MEGABYTE, check_file

MAX_BYTES = 100 * MEGABYTE
MAX_STREAM = 48 * MEGABYTE
MAX_ATTACHMENTS = 200
PROPERTIES = "__properties_version1.0"
SUBJECT, SENDER, SENDER_MAIL, TO, CC, BODY, HTML = "0037", "0C1A", "5D01", "0E04", "0E03", "1000", "1013"
LONG_NAME, SHORT_NAME, DATA = "3707", "3704", "3701"
SENT_AT, RECEIVED_AT = 0x00390040, 0x0E060040
_START_OF_TIME = datetime(1601, 1, 1, tzinfo=UTC)


class OutlookParser:
    """Messages saved by Outlook."""

    suffixes: ClassVar[frozenset[str]] = frozenset({".msg"})
    name: ClassVar[str] = "Outlook"

    def open(self, path: Path) -> OpenedDocument:
        check_file(path, MAX_BYTES)
        letter = _read(path)
        builder = PageBuilder()
        pages = [*letter_pages(letter, builder), *builder.finish()]
        return OpenedDocument(one_line(letter.subject)[:200] or path.stem, 0, require_text(iter(pages)))

    def inside(self, path: Path, wanted: str = "") -> Iterator[Inside]:  # noqa: ARG002 - all are near
        return attached(_read(path), Insides(path))


def _read(path: Path) -> Letter:
    import olefile

    try:
        with olefile.OleFileIO(openable(path)) as container:
            return _letter(container)
    except DocumentError:
        raise
    except Exception as error:  # olefile throws whatever broken bytes lead it to
        raise DamagedDocument from error


def _letter(container: Any) -> Letter:
    if not container.exists(PROPERTIES):
        raise DamagedDocument
    sender, address = _text(container, SENDER), _text(container, SENDER_MAIL)
    moment = _moment(_stream(container, PROPERTIES))
    fields = (
        ("From", f"{sender} <{address}>" if address and address != sender else sender),
        ("To", _text(container, TO)),
        ("Cc", _text(container, CC)),
        ("Date", f"{moment:%Y-%m-%d %H:%M} UTC" if moment else ""),
    )
    raw = _stream(container, f"__substg1.0_{HTML}0102")
    html = decode_html(raw) if raw else _text(container, HTML)
    folders = sorted({entry[0] for entry in container.listdir() if entry[0].startswith("__attach_version1.0_")})
    attachments = [
        Attachment(
            _text(container, LONG_NAME, one) or _text(container, SHORT_NAME, one),
            _stream(container, f"{one}/__substg1.0_{DATA}0102"),
        )
        for one in folders[:MAX_ATTACHMENTS]
    ]
    body = better_body(_text(container, BODY), html)
    return Letter(_text(container, SUBJECT), fields, moment, (body,), tuple(one for one in attachments if one.name))


def _text(container: Any, tag: str, folder: str = "") -> str:
    """Return a property that holds text: UTF-16, or bytes of a code page that nobody noted."""
    prefix = f"{folder}/__substg1.0_{tag}" if folder else f"__substg1.0_{tag}"
    wide = _stream(container, f"{prefix}001F")
    if wide:
        return wide.decode("utf-16-le", errors="replace").rstrip("\0")
    narrow = _stream(container, f"{prefix}001E").rstrip(b"\0")
    try:
        return narrow.decode("utf-8")
    except UnicodeDecodeError:
        return narrow.decode("cp1252", errors="replace")


def _stream(container: Any, name: str) -> bytes:
    if not container.exists(name) or container.get_size(name) > MAX_STREAM:
        return b""
    return bytes(container.openstream(name).read())


def _moment(properties: bytes) -> datetime | None:
    """Return when the message was sent, else when it came; times count 100 ns from 1601."""
    found: dict[int, int] = {}
    for place in range(32, len(properties) - 15, 16):
        tag, _flags, value = struct.unpack_from("<IIQ", properties, place)
        found[tag] = value
    ticks = found.get(SENT_AT) or found.get(RECEIVED_AT) or 0
    try:
        return _START_OF_TIME + timedelta(microseconds=ticks // 10) if ticks else None
    except OverflowError:
        return None
