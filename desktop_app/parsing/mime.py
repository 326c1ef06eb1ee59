"""Messages in the format of the Internet (MIME), as forgiving as mail programs are."""

import binascii
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message
from email.policy import Compat32
from email.utils import parsedate_to_datetime

from desktop_app.errors import DamagedDocument, DocumentTooLarge
from desktop_app.parsing.clean_text import one_line
from desktop_app.parsing.encodings import decode, decode_html
from desktop_app.parsing.letter import Attachment, Body, Letter, better_body

FIELDS = ("From", "To", "Cc", "Date")
MAX_PARTS = 5000
MAX_ATTACHMENTS = 200
MAX_HEADER = 50_000  # characters; decoding words and parameters in a header takes time with the square
SCAN_BYTES = 30_000  # a picture in the text that is as large as that may be a scanned letter; signatures are smaller


class _ShortHeaders(Compat32):
    """What the standard library does, with headers cut where no honest one ends."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:MAX_HEADER]


_POLICY = _ShortHeaders()


def read_letter(data: bytes) -> Letter:
    """Return the message; raise DamagedDocument for what is none, DocumentTooLarge where it nests too deep."""
    try:
        message = message_from_bytes(data.lstrip(b"\r\n"), policy=_POLICY)
    except RecursionError as error:
        raise DocumentTooLarge("The message holds messages in messages, too deep to be read.") from error
    except (MessageError, ValueError, IndexError, LookupError, AttributeError) as error:
        raise DamagedDocument from error
    fields = tuple((name, _header(message, name)) for name in FIELDS)
    bodies, attachments = _contents(message)
    subject = _header(message, "Subject")
    if not subject and not any(text for _, text in fields) and not message.is_multipart() and not message.keys():
        bodies = (Body(decode(data), is_html=False),)  # no message at all, but perhaps a text
    try:
        moment = parsedate_to_datetime(_header(message, "Date"))
    except (ValueError, TypeError, IndexError, OverflowError):
        moment = None
    return Letter(subject, fields, moment, bodies, attachments)


def _contents(message: Message) -> tuple[tuple[Body, ...], tuple[Attachment, ...]]:
    """Return the words in all parts, and what is attached."""
    bodies: list[Body] = []
    attachments: list[Attachment] = []
    for part, title in _parts(message):
        kind = part.get_content_type()
        if kind == "multipart/alternative":
            bodies.append(_alternative(part, title))
        elif _is_attached(part):
            if len(attachments) < MAX_ATTACHMENTS:
                attachments.append(Attachment(_file_name(part) or kind, _attached(part)))
        elif kind in ("text/plain", "text/html"):
            bodies.append(Body(_text(part), kind == "text/html", title))
        elif kind == "message/rfc822":
            bodies.append(Body("", is_html=False, title=title))
    return tuple(body for body in bodies if body.text.strip() or body.title), tuple(attachments)


def _parts(message: Message) -> Iterator[tuple[Message, str]]:
    """Yield the parts in order with the subject of a forwarded message at its first; alternatives stay whole."""
    stack: list[tuple[Message, str]] = [(message, "")]
    for _ in range(MAX_PARTS):
        if not stack:
            return
        part, title = stack.pop()
        kind = part.get_content_type()
        below = _parts_below(part)
        if kind == "multipart/alternative" and below and _is_flat(below):
            yield part, title
        elif below:
            if kind == "message/rfc822":
                inner = below[0]
                sender = _header(inner, "From")
                words = f"Attached message: {_header(inner, 'Subject')}" + (f" (from {sender})" if sender else "")
                yield part, words[:300]
            stack += [(one, "") for one in reversed(below)]
        else:
            yield part, title
    raise DocumentTooLarge("The message is made of more parts than Carrel reads; save its attachments as files.")


def _parts_below(part: Message) -> list[Message]:
    below = part.get_payload()
    return [one for one in below if isinstance(one, Message)] if isinstance(below, list) else []


def _is_flat(parts: list[Message]) -> bool:
    return not any(part.is_multipart() for part in parts)


def _alternative(part: Message, title: str) -> Body:
    texts = {"text/plain": "", "text/html": ""}
    for one in _parts_below(part):
        if one.get_content_type() in texts and not texts[one.get_content_type()]:
            texts[one.get_content_type()] = _text(one)
    body = better_body(texts["text/plain"], texts["text/html"])
    return Body(body.text, body.is_html, title)


def _is_attached(part: Message) -> bool:
    if part.is_multipart():
        return False
    disposition = str(part.get("Content-Disposition", "")).strip().lower()
    return disposition.startswith("attachment") or part.get_content_maintype() not in ("text", "message", "multipart")


def _attached(part: Message) -> bytes:
    """Return an attachment's bytes, none of a small picture in the text, which only adorns it."""
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, AttributeError, binascii.Error, MessageError):
        return b""
    if not isinstance(data, bytes):
        return b""
    disposition = str(part.get("Content-Disposition", "")).strip().lower()
    adorns = part.get_content_maintype() == "image" and not disposition.startswith("attachment")
    return b"" if adorns and len(data) < SCAN_BYTES else data


def _text(part: Message) -> str:
    try:
        data = part.get_payload(decode=True)
        charset = part.get_content_charset("")
    except (ValueError, LookupError, AttributeError, binascii.Error, MessageError):
        return ""
    if not isinstance(data, bytes) or not data:
        return ""
    try:
        if charset and charset not in ("us-ascii", "ascii", "unknown-8bit"):
            return data.decode(charset, errors="replace")
    except (LookupError, ValueError):
        pass
    try:
        return decode_html(data) if part.get_content_subtype() == "html" else decode(data)
    except DamagedDocument:
        return ""


def _header(message: Message, name: str) -> str:
    """Return a header as a person reads it; what can't be decoded stays as it was sent."""
    try:
        return _decoded(str(message.get(name, "") or ""))
    except (ValueError, LookupError, AttributeError):
        return ""


def _file_name(part: Message) -> str:
    try:
        return _decoded(part.get_filename() or "")
    except (ValueError, LookupError, AttributeError, TypeError):
        return ""


def _decoded(sent: str) -> str:
    try:
        parts = [
            part if isinstance(part, str) else part.decode(charset or "utf-8", errors="replace")
            for part, charset in decode_header(sent)
        ]
    except (HeaderParseError, LookupError, ValueError):
        return one_line(sent)
    return one_line("".join(parts))
