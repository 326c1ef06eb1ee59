"""The [n] markers in a model's text: read, taken out, and kept out.

After `take_markers` no text holds anything that looks like a marker, so every marker in the
final answer is one that was put there for a citation.
"""

import re
from dataclasses import dataclass

_MARKER = re.compile(
    r"[ \t]*\[[ \t]*(?:sources?[ \t]*)?([0-9]{1,3}(?:[ \t]*(?:,|;|&|and)[ \t]*(?:sources?[ \t]*)?[0-9]{1,3})*)[ \t]*\]",
    re.IGNORECASE,
)
_LOOKALIKE = re.compile(r"\[(\s*\d[\d\s,;]*)\]")  # \d: digits of every script, so that none passes for ours
_UNFINISHED = re.compile(r"[ \t]*\[(?:[ \t]*(?:s|so|sou|sour|sourc|source|sources)?[ \t]*[0-9, ]*)?$", re.IGNORECASE)


_PREAMBLE = re.compile(
    r"^\s*(?:the )?(?:short |correct |exact )?answer(?: to (?:this|the|your) question)?(?: is)?\s*:\s*", re.IGNORECASE
)

_LONGEST_PREAMBLE = 40  # characters for which a text that may be one is held back


@dataclass(frozen=True, slots=True)
class Marked:
    """A text without markers, and the numbers that stood at which of its offsets."""

    text: str
    claims: tuple[tuple[int, int], ...]  # (offset in text, number)


def take_markers(written: str) -> Marked:
    """Return what was written without its markers: `[1]`, `[1, 2]`, `[1][3]`, `[Source 2]`; and without "Answer:".

    Other bracketed numbers, such as years, get round brackets.
    """
    written = _PREAMBLE.sub("", written, count=1)
    parts: list[str] = []
    claims: list[tuple[int, int]] = []
    position = length = 0
    for match in _MARKER.finditer(written):
        parts.append(written[position : match.start()])
        length += match.start() - position
        claims += [(length, int(number)) for number in re.findall("[0-9]+", match[1])]
        position = match.end()
    text = "".join([*parts, written[position:]])
    return Marked(without_lookalikes(text), tuple(claims))


def without_lookalikes(text: str) -> str:
    """Turn bracketed numbers into round brackets; the text keeps its length."""
    return _LOOKALIKE.sub(r"(\1)", text)


class MarkerFilter:
    """Takes markers out of a text that arrives in pieces, so that what is shown while writing stays true."""

    def __init__(self) -> None:
        self._held = ""
        self._is_opening = True

    def feed(self, piece: str) -> str:
        """Return what can be shown now; what may become a marker or a preamble is held back until it is decided."""
        text = self._held + piece
        if self._is_opening and _may_be_preamble(text):
            self._held = text
            return ""
        if self._is_opening:
            text = _PREAMBLE.sub("", text, count=1)
            self._is_opening = False
        text = _MARKER.sub("", text)
        unfinished = _UNFINISHED.search(text)
        cut = unfinished.start() if unfinished else len(text)
        cut = min(cut, len(text.rstrip(" \t")))
        self._held = text[cut:]
        return without_lookalikes(text[:cut])

    def finish(self) -> str:
        """Return what was still held back."""
        rest, self._held = without_lookalikes(_MARKER.sub("", self._held)), ""
        return rest.rstrip(" \t[")


def _may_be_preamble(text: str) -> bool:
    begun = text.lstrip().lower()
    if len(begun) > _LONGEST_PREAMBLE or ":" in begun.rstrip().removesuffix(":"):
        return False
    return any(opening.startswith(begun) or begun.startswith(opening) for opening in ("the answer", "answer"))
