"""The list of adapters: names unique, the person's files left alone, our own copies gone with them."""

from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.adapter_list import AdapterList, bound_to
from desktop_app.domain import AdapterCard
from desktop_app.errors import AdapterMissing, AdapterUnknown, BadInput


@pytest.fixture
def adapters(tmp_path: Path) -> AdapterList:
    return AdapterList(tmp_path / "adapters.json", tmp_path / "adapters")


def card(folder: Path, name: str = "Tone", file: str = "tone.gguf", bound: str = "") -> AdapterCard:
    (folder / file).write_bytes(b"GGUF")
    return AdapterCard(name, str(folder / file), "llama", 8, 16.0, ("attn_q", "attn_v"), 4, folder=bound)


def test_what_was_added_survives_and_is_found_by_name_and_path(adapters: AdapterList, tmp_path: Path) -> None:
    added = adapters.add(card(tmp_path))
    again = AdapterList(adapters.file, adapters.kept)
    assert again.list() == [added]
    assert again.find(" tONE ") == again.find(added.path) == added


def test_names_are_unique_and_a_file_keeps_its_name(adapters: AdapterList, tmp_path: Path) -> None:
    adapters.add(card(tmp_path))
    assert adapters.add(card(tmp_path, file="other.gguf")).name == "Tone (2)"
    assert adapters.add(card(tmp_path, name="Anything", file="other.gguf")).name == "Tone (2)"
    assert len(adapters.list()) == 2


def test_removing_leaves_the_persons_file_and_takes_our_copy(adapters: AdapterList, tmp_path: Path) -> None:
    theirs = adapters.add(card(tmp_path))
    kept = adapters.new_folder("My / tone")
    assert adapters.new_folder("My / tone") != kept
    ours = adapters.add(replace(card(kept), source="/home/ada/tone"))
    assert adapters.find("/home/ada/tone") == ours
    for known in (theirs, ours):
        adapters.remove(known.name)
    assert Path(theirs.path).is_file()
    assert not kept.exists()
    assert adapters.list() == []


def test_an_adapter_is_bound_to_the_innermost_folder(adapters: AdapterList, tmp_path: Path) -> None:
    adapters.add(card(tmp_path, "Outer", "outer.gguf", "/home/ada"))
    inner = adapters.add(card(tmp_path, "Inner", "inner.gguf", "/home/ada/law"))
    assert bound_to(adapters.list(), ["/home/ada/law/a.pdf", "/home/ada/law"]) == inner
    assert bound_to(adapters.list(), ["/home/ada/letters"]) == adapters.find("Outer")
    for elsewhere in ([], ["/home/adam"], ["/home/ada", "/srv"]):
        assert bound_to(adapters.list(), elsewhere) is None
    assert adapters.bind("inner", "").folder == ""
    assert bound_to(adapters.list(), ["/home/ada/law"]) == adapters.find("Outer")


def test_what_is_not_there_is_told(adapters: AdapterList, tmp_path: Path) -> None:
    added = adapters.add(card(tmp_path))
    Path(added.path).unlink()
    with pytest.raises(AdapterMissing, match="not at"):
        adapters.find("Tone")
    for change in (adapters.find, adapters.remove, lambda name: adapters.bind(name, "")):
        with pytest.raises(AdapterUnknown, match="Nobody"):
            change("Nobody")


@pytest.mark.parametrize(
    "text", ["", "{", '{"a": 1}', "[3]", '[{"name": "x"}]', '[{"targets": 3}]', '[{"targets": []}]']
)
def test_a_list_that_cannot_be_read_is_never_taken_for_empty(adapters: AdapterList, text: str) -> None:
    adapters.file.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput):
        adapters.list()
