"""A question that names a file is about that file: its passages come from there.

A file counts as named where the question holds its name with the suffix ("Lease 2024.pdf"),
its name in quotation marks, or a name without suffix that can't be mistaken for plain words
(it has digits or underscores in it). Knows nothing of folders, dates or kinds.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath

_SHORTEST = 4  # characters of a name without suffix
# Without one of these no name can be meant, and the library need not be asked for its names.
_HINT = re.compile(r"\.\w{2,5}\b|[\d_]|[\"“”„«»‚‘’]")
_DISTINCT = re.compile(r"[\d_]")
_EMPTY_BRACKETS = re.compile(r"[(\[]\s*[)\]]|[\"“„«]\s*[\"”“»]")
_BEFORE_STOP = re.compile(r"\s+(?=[?.!,;])")


@dataclass(frozen=True, slots=True)
class Named:
    """The files that a question names, and what is left of it to search for."""

    paths: tuple[str, ...]
    question: str


def may_name_files(question: str) -> bool:
    """Tell whether it is worth looking for names in `question`."""
    return bool(_HINT.search(question))


def find_named(question: str, paths: Iterable[str]) -> Named:
    """Return which of `paths` the question names; the question is left whole where nothing else would be left."""
    folded = _fold(question)
    found: dict[str, str] = {}  # path → the name as it stands in the question
    for path in paths:
        name, stem = _names_of(path)
        if name in folded and "." in name[1:] and _stands_alone(folded, name):
            found[path] = name
        elif len(stem) >= _SHORTEST and stem in folded and _is_meant(folded, stem):
            found[path] = stem
    rest = question
    for name in sorted(set(found.values()), key=len, reverse=True):
        rest = re.sub(re.escape(name).replace(r"\ ", r"\s+"), " ", _compose(rest), flags=re.IGNORECASE)
    rest = _BEFORE_STOP.sub("", " ".join(_EMPTY_BRACKETS.sub(" ", rest).split()))
    return Named(tuple(found), rest if re.search(r"\w\w", rest) else question)


@lru_cache(maxsize=100_000)  # a library's paths are the same from question to question
def _names_of(path: str) -> tuple[str, str]:
    """Return the file's name with and without its suffix, folded."""
    return _fold(PurePath(path).name), _fold(PurePath(path).stem)


def _is_meant(folded: str, stem: str) -> bool:
    if re.search(rf"[\"“”„«»‚‘’']{re.escape(stem)}[\"“”„«»‚‘’']", folded):
        return True
    return bool(_DISTINCT.search(stem)) and not stem.isdigit() and _stands_alone(folded, stem)


def _stands_alone(folded: str, name: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", folded))


def _fold(text: str) -> str:
    return " ".join(_compose(text).casefold().split())


def _compose(text: str) -> str:
    return unicodedata.normalize("NFC", text)
