"""What differs between two runs, in words."""

from desktop_app.domain import AdapterUse, Approach
from desktop_app.questions import Way
from desktop_app.workers.conditions import what_changed, write_conditions

ALWAYS = ("0.1", "sha-of-model", "256 tokens")
DOCUMENTS = ("minilm", "3 passages", "sha-of-library")
TONE = AdapterUse("tone", 1.0)


def way(
    always: tuple[str, str, str] = ALWAYS,
    documents: tuple[str, ...] = DOCUMENTS,
    adapters: tuple[tuple[AdapterUse, str], ...] = (),
    model: str = "tiny",
) -> Way:
    conditions = write_conditions(always, [key for _, key in adapters], documents)
    return Way(Approach.BOTH, model, tuple(use for use, _ in adapters), conditions)


def test_nothing_changed_is_nothing() -> None:
    assert what_changed([way()], [way()]) == []


def test_each_change_is_named_once() -> None:
    assert what_changed([way()], [way(("0.2", "sha-of-model", "512 tokens"))]) == [
        "Carrel's version", "the length of answers",
    ]  # fmt: skip
    assert what_changed([way()], [way(documents=("bge", "3 passages", "another"))]) == [
        "the embedder", "the documents or what was asked of them",
    ]  # fmt: skip
    other = way(("0.1", "another", "256 tokens"), model="large")
    assert what_changed([way()], [other]) == ["the model (tiny, now large)"]
    mended = (way(("0.1", "another", "256 tokens")),)
    assert what_changed([way()], mended) == ["the model's file"]


def test_another_strength_is_a_change_and_so_is_another_file_of_the_same_name() -> None:
    plain, tone = way(adapters=((TONE, "file-1"),)), way(adapters=((AdapterUse("tone", 0.5), "file-1"),))
    assert what_changed([plain], [tone]) == ["the adapter (tone at 1, now tone at 0.5)"]
    assert what_changed([way()], [plain]) == ["the adapter (none, now tone at 1)"]
    assert what_changed([plain], [way(adapters=((TONE, "file-2"),))]) == ["the adapter's file"]


def test_conditions_of_another_version_are_left_alone() -> None:
    assert what_changed([Way(Approach.BOTH, "tiny", (), "old")], [way()]) == []
