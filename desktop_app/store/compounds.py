"""Compounds: a word that no content holds is looked up by its parts, or by the compounds that hold it.

"Kündigungsfrist" finds "die Frist zur Kündigung", and "Vertrag" the "Mietvertrag", where the
library has no other. Knows no dictionary: parts are words of the library itself. A word that
stands somewhere is found as it is, and costs one look.
"""

import itertools
from collections.abc import Iterator, Sequence

import apsw

from desktop_app.store.word_index import UNSPACED, match_expression
from desktop_app.store.word_stems import SIGNS, stem_in

SHORTEST_COMPOUND, SHORTEST_PART = 8, 4  # letters
LINKS = ("s", "es", "n", "en", "er", "e")  # between the parts of a German compound: "Kündigung-s-frist"
MOST_COMPOUNDS = 16  # that hold one word
SMALL = 20_000  # contents; of larger libraries going through all words takes too long

_HOLDS = "select 1 from words where words match ? limit 1"
_VOCABULARY = "create virtual table if not exists temp.vocabulary using fts5vocab('main', 'words', 'row')"
_WORDS = "select term from temp.vocabulary where term >= ? and term < ?"

_GERMAN = SIGNS["de"], SIGNS["de"][:-1] + chr(ord(SIGNS["de"][-1]) + 1)  # all that begins with the sign


class Compounds:
    """Looks into one library, and keeps its German words in memory until it changes. Use from one thread."""

    def __init__(self) -> None:
        self._db: apsw.Connection | None = None
        self._known: tuple[str, ...] = ()
        self._as_of: tuple[apsw.Connection, int, int] | None = None

    def instead_of(self, db: apsw.Connection, words: Sequence[str]) -> list[str]:
        """Return what to look up besides, for those of `words` that no content holds."""
        shortest = SHORTEST_PART if self._has_german(db) else SHORTEST_COMPOUND
        missing = [
            word
            for word in words
            if len(word) >= shortest and word.isalpha() and not UNSPACED.search(word) and not _is_held(db, word)
        ]
        return [
            *itertools.chain.from_iterable(_parts(db, word) for word in missing),
            *itertools.chain.from_iterable(self._holding(db, word) for word in missing),
        ]

    def _holding(self, db: apsw.Connection, word: str) -> Iterator[str]:
        """Yield the stems of the library's German compounds that begin or end with `word`, the shortest first."""
        stem = stem_in("de", word.casefold())
        bare = stem.removeprefix(SIGNS["de"])
        if len(bare) < SHORTEST_PART:
            return
        found = [
            known
            for known in self._german(db)
            if known.endswith(bare) or known.startswith(stem)
            if len(known) >= len(stem) + SHORTEST_PART - 1
        ]
        yield from sorted(found, key=len)[:MOST_COMPOUNDS]

    def _german(self, db: apsw.Connection) -> tuple[str, ...]:
        version = int(db.execute("pragma data_version").fetchall()[0][0])  # type: ignore[arg-type]
        newest = int(db.execute("select coalesce(max(id), 0) from contents").fetchall()[0][0])  # type: ignore[arg-type]
        if newest > SMALL:
            return ()
        if self._as_of != (db, version, newest):
            self._known = tuple(str(row[0]) for row in db.execute(_WORDS, _GERMAN))
            self._as_of = db, version, newest
        return self._known

    def _has_german(self, db: apsw.Connection) -> bool:
        if self._db is not db:
            db.execute(_VOCABULARY)
            self._db = db
        return bool(db.execute(f"{_WORDS} limit 1", _GERMAN).fetchall())


def _parts(db: apsw.Connection, word: str) -> list[str]:
    """Return the two words of the library that `word` is made of, as even as can be; none where it isn't."""
    found: list[tuple[int, list[str]]] = []
    if len(word) < SHORTEST_COMPOUND:
        return []
    for at in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
        head, tail = word[:at], word[at:]
        if not _is_held(db, tail):
            continue
        bare = next((form for form in _without_link(head) if _is_held(db, form)), "")
        if bare:
            found.append((min(len(bare), len(tail)), [bare, tail]))
    return max(found, default=(0, []), key=lambda split: split[0])[1]


def _without_link(head: str) -> Iterator[str]:
    yield head
    yield from (
        head.removesuffix(link) for link in LINKS if head.endswith(link) and len(head) - len(link) >= SHORTEST_PART
    )


def _is_held(db: apsw.Connection, word: str) -> bool:
    # Most words stand somewhere as they are: only the others are looked for by their stems.
    return any(db.execute(_HOLDS, (form,)).fetchall() for form in (f'"{word}"', match_expression([word])))
