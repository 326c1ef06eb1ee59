"""Documents inside a file: their names, what addresses them, and how one is found again by its path.

Each is a document of its own, at the path of the outer file with its name below it. What can't
be taken out costs no other one: it is listed with the reason.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from desktop_app.domain import Member, Page
from desktop_app.errors import DamagedDocument, DocumentError, DocumentGone, DocumentTooLarge
from desktop_app.held_paths import file_on_disk
from desktop_app.parsing.base import HoldsDocuments, Inside, Parser, TakesPassword
from desktop_app.parsing.clean_text import one_line
from desktop_app.parsing.held_file import MAX_FILES, HeldFile, holds_too_deep, too_deep
from desktop_app.shown_names import TURNING

MAX_NAME = 200
BETWEEN = " › "
TOO_MANY = "more files"  # stands for all those that are not listed


def find_document(path: Path, password: str = "") -> tuple[Path, str]:
    """Return the file at `path` and an empty text; or what lies inside a file there, and its place in that file.

    Raises DocumentGone where the file on the disk holds no such document, or what taking it out raises.
    """
    outer = file_on_disk(path)
    if outer == path:
        return path, ""
    return _find(outer, path.relative_to(outer).as_posix(), password)


def members_of(parser: Parser, path: Path) -> Iterator[Member]:
    """Yield the documents inside the file at `path`; none where files of its kind hold none."""
    if not isinstance(parser, HoldsDocuments):
        return
    for number, inside in enumerate(_with_own_names(parser.inside(path))):
        if holds_too_deep(path):
            yield _not_taken_out(TOO_MANY, too_deep())
            return
        if number >= MAX_FILES:
            error = DocumentTooLarge(f"There are more than {MAX_FILES:,} files in it; unpack it into a folder.")
            yield _not_taken_out(TOO_MANY, error)
            return
        try:
            data = _take_out(inside).data
        except DocumentError as error:
            yield _not_taken_out(inside.name, error)
        else:
            yield Member(inside.name, len(data), hashlib.sha256(data).digest())


def placed(page: Page, place: str) -> Page:
    """Return the page with the place of its document before its own label."""
    label = "" if page.label == "picture" else page.label
    return replace(page, label=f"{place}{BETWEEN}{label}" if place and label else place or page.label)


def shown_name(name: str) -> str:
    """Return the name of a file inside a file as it is shown: on one line, in one direction, as no way out."""
    parts = TURNING.sub("", one_line(name)).replace("\\", "/").split("/")
    return "/".join(part for part in parts if part not in ("", ".", ".."))[-MAX_NAME:].strip("/ ") or "unnamed"


def _find(outer: Path, name: str, password: str) -> tuple[Path, str]:
    from desktop_app.parsing import parser_for  # which knows all parsers, this module's users among them

    parser = parser_for(outer)
    if password and isinstance(parser, TakesPassword):
        parser = parser.with_password(password)
    if not isinstance(parser, HoldsDocuments):
        raise DocumentGone
    for inside in _with_own_names(parser.inside(outer, name)):
        if inside.name == name:
            return _take_out(inside), inside.place
        if name.startswith(f"{inside.name}/"):
            found, place = _find(_take_out(inside), name.removeprefix(f"{inside.name}/"), password)
            return found, f"{inside.place}{BETWEEN}{place}"
    raise DocumentGone


def _take_out(inside: Inside) -> HeldFile:
    try:
        return inside.unpack()
    except (DocumentError, MemoryError):
        raise
    except Exception as error:  # a library's own words for a damaged file: it must not cost the others
        raise DamagedDocument from error


def _not_taken_out(name: str, error: DocumentError) -> Member:
    return Member(name, 0, hashlib.sha256(error.code.encode()).digest(), error.code, str(error))


def _with_own_names(files: Iterator[Inside]) -> Iterator[Inside]:
    """Give each a name that no other has, and none a name that is another one's folder."""
    names: set[str] = set()
    folders: set[str] = set()
    numbers: dict[str, int] = {}
    for inside in files:
        name = inside.name
        if names.intersection(_folders_of(name)):
            name = name.replace("/", "_")
        stem, dot, suffix = name.rpartition(".") if "." in name.rpartition("/")[2] else (name, "", "")
        wanted = name
        while name in names or name in folders:
            numbers[wanted] = numbers.get(wanted, 1) + 1
            name = f"{stem} ({numbers[wanted]}){dot}{suffix}"
        names.add(name)
        folders.update(_folders_of(name))
        yield inside if name == inside.name else replace(inside, name=name)


def _folders_of(name: str) -> list[str]:
    return [name[:place] for place, letter in enumerate(name) if letter == "/"]
