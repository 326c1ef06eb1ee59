"""SRT and WebVTT: what is said, in pages of about a minute that say from when to when."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import ClassVar

from desktop_app.domain import Page
from desktop_app.parsing.base import OpenedDocument
from desktop_app.parsing.clean_text import clean, one_line
from desktop_app.parsing.encodings import decode
from desktop_app.parsing.page_builder import PageBuilder, require_text
from desktop_app.parsing.plain_text import plain_pages
from desktop_app.parsing.source import MEGABYTE, read_whole
from desktop_app.place_labels import SECONDS, clock

MAX_BYTES = 20 * MEGABYTE
SECONDS_A_PAGE = 90  # about as many words as a passage holds
SECONDS_A_PARAGRAPH = 20
_TIMES = re.compile(r"(?:(\d{1,4}):)?(\d{1,2}):(\d{2})[.,]\d{1,3}\s*-->\s*(?:(\d{1,4}):)?(\d{1,2}):(\d{2})")
_SPEAKER = re.compile(r"<v(?:\.[^\s<>]*+)?\s++([^>]{1,100})>")
_TAG = re.compile(r"</?[a-zA-Z][^>]{0,100}>|<[\d:.]{5,15}>|\{\\[^}]{1,100}\}")


class SubtitlesParser:
    """Subtitles and transcripts with times."""

    suffixes: ClassVar[frozenset[str]] = frozenset({".srt", ".vtt"})
    name: ClassVar[str] = "Subtitles"

    def open(self, path: Path) -> OpenedDocument:
        text = clean(decode(read_whole(path, MAX_BYTES)))
        cues = list(_cues(text))
        return OpenedDocument(path.stem, 0, require_text(_pages(cues) if cues else plain_pages(text)))


@dataclass(frozen=True, slots=True)
class _Cue:
    """Words shown from `start` to `end`, in seconds."""

    start: int
    end: int
    text: str


def _cues(text: str) -> Iterator[_Cue]:
    for block in re.split(r"\n[^\S\n]*\n", text):
        lines = block.split("\n")
        for place, line in enumerate(lines[:3]):
            if times := _TIMES.search(line):
                spoken = _SPEAKER.sub(r"\1: ", " ".join(lines[place + 1 :]))
                words = one_line(unescape(_TAG.sub("", spoken)))
                if words:
                    yield _Cue(_seconds(*times.group(1, 2, 3)), _seconds(*times.group(4, 5, 6)), words)
                break


def _pages(cues: list[_Cue]) -> Iterator[Page]:
    builder = PageBuilder(counted=SECONDS)
    place = 0
    while place < len(cues):
        page = _until(cues, place, SECONDS_A_PAGE)
        last = max(cue.end for cue in page)
        yield from builder.new_page(f"{clock(page[0].start)}–{clock(last)}")
        said = 0
        while said < len(page):
            group = _until(page, said, SECONDS_A_PARAGRAPH)
            yield from builder.paragraph(
                f"{clock(group[0].start)} " + " ".join(cue.text for cue in group), group[0].start
            )
            said += len(group)
        place += len(page)
    yield from builder.finish()


def _until(cues: list[_Cue], first: int, seconds: int) -> list[_Cue]:
    """Return the cues from `first` on that begin within so many seconds of it."""
    begin = cues[first].start
    end = first + 1
    while end < len(cues) and begin <= cues[end].start < begin + seconds:
        end += 1
    return cues[first:end]


def _seconds(hours: str | None, minutes: str, seconds: str) -> int:
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
