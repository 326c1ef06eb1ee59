"""Turn bytes of unknown encoding into text.

A byte order mark decides; then UTF-8, which other encodings almost never happen to be;
then UTF-16 and UTF-32 without a mark, told by where their zeros stand; then a guess from
the frequency of characters. Bytes that are no text in any encoding are refused.
"""

import codecs
import re

from charset_normalizer import from_bytes

from desktop_app.errors import DamagedDocument

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SAMPLE = 64 * 1024  # guessing takes about 0.1 s for as much
FALLBACK = "cp1252"
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_\-:.]{2,40})""", re.IGNORECASE)
NOT_TEXT = "The file has the name of a text but holds other data; rename it after what it is, or replace it."


def decode(data: bytes) -> str:
    """Return the text; raise DamagedDocument where the bytes are no text."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _require_text(data.decode(encoding, errors="replace"))
    wide = _wide_encoding(data[:SAMPLE])
    if wide:
        return _require_text(data.decode(wide, errors="replace"))
    try:
        return _require_text(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        if _is_nearly_utf8(data, error.start):
            return _require_text(data.decode("utf-8", errors="replace"))
    return _require_text(data.decode(_guess(data), errors="replace"))


def decode_html(data: bytes) -> str:
    """Like `decode`, but a page that says its encoding is believed where it is not UTF-8 or marked."""
    declared = _DECLARED.search(data[:4096])
    if declared and not any(data.startswith(mark) for mark, _ in _MARKS):
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            name = declared[1].decode("ascii").lower()
        try:
            # Browsers read Latin-1 as Windows-1252, and so do we.
            return data.decode(FALLBACK if name in {"iso-8859-1", "latin-1", "ascii"} else name, errors="replace")
        except LookupError:
            pass
    return decode(data)


def _wide_encoding(sample: bytes) -> str | None:
    """Tell UTF-16 and UTF-32 without a mark by their zeros: one side of each pair is mostly zero."""
    if len(sample) < 4 or 0 not in sample:
        return None
    quarters = [sample[start::4] for start in range(4)]
    empty = [quarter.count(0) / len(quarter) for quarter in quarters]
    if empty[2] > 0.9 and empty[3] > 0.9 and empty[0] < 0.3:
        return "utf-32-le"
    if empty[0] > 0.9 and empty[1] > 0.9 and empty[3] < 0.3:
        return "utf-32-be"
    even, odd = (empty[0] + empty[2]) / 2, (empty[1] + empty[3]) / 2
    if odd > 0.3 and even < 0.05:
        return "utf-16-le"
    if even > 0.3 and odd < 0.05:
        return "utf-16-be"
    return None


def _is_nearly_utf8(data: bytes, first_bad: int) -> bool:
    """A few bad bytes among many good sequences: UTF-8 that was damaged, or cut at the end."""
    sample = data[:SAMPLE]
    if first_bad >= len(data) - 4:
        return True
    text = sample.decode("utf-8", errors="replace")
    bad = text.count("\ufffd")
    good = sum(character > "\x7f" for character in text) - bad
    return bad * 10 <= good


def _guess(data: bytes) -> str:
    best = from_bytes(data[:SAMPLE]).best()
    return best.encoding if best else FALLBACK


def _require_text(text: str) -> str:
    sample = text[:SAMPLE]
    strange = len(_CONTROLS.findall(sample)) + sample.count("\ufffd")
    if strange > 0.1 * len(sample) and strange > 8:
        raise DamagedDocument(NOT_TEXT)
    return text
