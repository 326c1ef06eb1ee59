"""The second question of a conversation, with the starter weights: what it is about is read ahead."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.domain import Answer, Approach, Scope, Turn
from desktop_app.errors import BadInput
from desktop_app.folders import WatchedFolders
from desktop_app.paths import DataPaths
from desktop_app.settings import Settings
from desktop_app.workers.asking import Asking
from desktop_app.workers.updating import LibraryUpdate

LEASE = """# Notice

The tenants may end the lease with a notice period of three months to the end of a month. The notice must reach the
landlord in writing, signed by both tenants, by the third working day of the first of these months.
"""
PUMP = "# Heat pump\n\nThe maker warrants the compressor of the heat pump for seven years if it is serviced.\n"
FIRST, SECOND, OTHER = (
    "What is the notice period of the tenants?",
    "By which working day must the notice reach the landlord?",
    "For how many years does the maker warrant the compressor of the heat pump?",
)


@pytest.fixture
def asking(tmp_path: Path, data: DataPaths) -> Iterator[Asking]:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "lease.md").write_text(LEASE, encoding="utf-8")
    (folder / "pump.txt").write_text(PUMP, encoding="utf-8")
    WatchedFolders(data.folders).add(folder)
    update = LibraryUpdate(data, Settings())
    update.run()
    update.close()
    asking = Asking(data, Settings)
    yield asking
    asking.close()


def ask(asking: Asking, question: str, history: tuple[Turn, ...] = ()) -> tuple[Answer, int]:
    """Return the answer, and how many tokens of its prompt had to be read."""
    *_, answer = asking.answer(question, approach=Approach.DOCUMENTS, history=history)
    assert isinstance(answer, Answer)
    assert asking.models.loaded is not None
    run = asking.models.loaded.last_run
    return answer, run.prompt_tokens - run.reused_tokens


def test_a_follow_up_reads_little_and_a_new_subject_is_found_as_ever(asking: Asking) -> None:
    first, read_first = ask(asking, FIRST)
    history = (Turn("user", FIRST), Turn("assistant", first.text))
    asking.read_ahead(history, lambda: False)
    second, read_second = ask(asking, SECOND, history)
    assert [citation.title for citation in second.citations] == ["Notice"]
    assert read_second <= 0.6 * read_first
    asking.read_ahead(history, lambda: False)
    other, read_other = ask(asking, OTHER, history)
    assert other.passages[0].path.endswith("pump.txt")
    assert read_other > read_second, "its own sources are read"


def test_what_was_not_read_ahead_is_not_counted_on(asking: Asking) -> None:
    first, _ = ask(asking, FIRST)
    history = (Turn("user", FIRST), Turn("assistant", first.text))
    assert asking._kept is not None
    assert asking._kept_for(history) is None, "nothing was read yet"
    asking.read_ahead(history, lambda: False)
    assert asking._kept_for(history) == asking._kept.passage
    assert asking._kept_for((Turn("user", "Another"), Turn("assistant", "talk."))) is None


def test_a_scope_may_hold_filters(asking: Asking) -> None:
    scope = asking.scope_of(["type:txt"])
    assert {passage.path[-8:] for passage in asking.find(FIRST, 5, scope).passages} == {"pump.txt"}
    named = asking.scope_of(["in:lease"])
    assert {passage.path[-8:] for passage in asking.find(OTHER, 5, named).passages} == {"lease.md"}
    both = asking.find(f"{OTHER} type:md", 5, scope)
    assert {passage.path[-8:] for passage in both.passages} == {"lease.md"}, "what is typed counts"
    assert asking.scope_of([]) == Scope()
    with pytest.raises(BadInput, match="Zebra"):
        asking.scope_of(["in:Zebra"])
