"""In a large library common words are not ranked by; in a small one every word counts."""

from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from desktop_app.store import rare_words
from desktop_app.store.library import Library
from desktop_app.store.rare_words import LARGE, RANKED, worth_looking_up

# Asked against counts near the limits, so that 60,000 rows are enough.
COMMON, OFTEN, RARE = 20_000, 15_000, 5


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[apsw.Connection]:
    library = Library(tmp_path_factory.mktemp("words") / "library.db")
    db = library._db
    db.execute("begin")
    for start, end, words in (
        (0, RARE, "heron common often"),
        (RARE, OFTEN, "common often"),
        (OFTEN, COMMON, "common"),
    ):
        db.execute(
            "with recursive n(i) as (select ? union all select i + 1 from n where i < ?)"
            " insert into words (rowid, heading, text) select i, '', ? from n",
            (start + 1, end, words),
        )
    db.execute("insert into contents (id, hash, heading, text, tokens) values (?, x'00', '', 'x', 1)", (LARGE + 1,))
    db.execute("commit")
    yield db
    library.close()


def test_common_words_are_left_out_of_a_large_library(db: apsw.Connection) -> None:
    assert RARE + OFTEN <= RANKED < RARE + OFTEN + COMMON
    assert worth_looking_up(db, ["common", "heron", "often"]) == ["heron", "often"]


def test_the_rarest_word_stays_however_common(db: apsw.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rare_words, "RANKED", 100)
    assert len(worth_looking_up(db, ["common", "often"])) == 1
    assert worth_looking_up(db, ["common"]) == ["common"]


def test_words_that_stand_nowhere_are_dropped(db: apsw.Connection) -> None:
    assert worth_looking_up(db, ["unheard", "heron"]) == ["heron"]
    assert worth_looking_up(db, ["unheard", "…"]) == []


def test_in_a_small_library_every_word_is_looked_up(tmp_path: Path) -> None:
    library = Library(tmp_path / "library.db")
    assert worth_looking_up(library._db, ["common", "heron"]) == ["common", "heron"]
    library.close()
