"""The adapter that comes with Carrel: the manifest says what its file says, and it answers in the learnt form."""

from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.adapter_list import AdapterList
from desktop_app.answering.prompt import INSTRUCTION, NOT_THERE
from desktop_app.catalogue import STARTER
from desktop_app.domain import Scope, Turn
from desktop_app.errors import BadInput
from desktop_app.inference.adapter_card import read_adapter
from desktop_app.inference.chat_model import ChatModel
from desktop_app.inference.model_file import file_sha256
from desktop_app.paths import DataPaths
from desktop_app.settings import Settings
from desktop_app.weights import shipped_adapters, starter_model
from desktop_app.workers.asking import Asking

SOURCES = """[1] Harbour: The harbour office was opened in 1921 by Martha Lindqvist. It rents moorings to guests.

[2] Lights: The lights of the north pier are lit from dusk until dawn."""


def test_the_manifest_repeats_what_the_file_says() -> None:
    (shipped,) = shipped_adapters()
    read = read_adapter(Path(shipped.card.path)).card
    assert shipped.card == replace(read, name=shipped.card.name, sha256=file_sha256(Path(read.path)))
    assert shipped.card.base_sha256 == STARTER.sha256
    assert shipped.card.bytes < 12_000_000
    assert Path(shipped.card.path).with_name("README.md").is_file()


def test_it_turns_the_starter_model_into_one_that_answers_briefly_with_its_source() -> None:
    model = ChatModel.open(starter_model())
    asked = [Turn("user", f"{INSTRUCTION}\n\n{SOURCES}\n\nQuestion: Who opened the harbour office?")]
    try:
        plain, tuned = _written(model, asked), ""
        model.use_adapters([(shipped_adapters()[0].card, 1.0)])
        tuned = _written(model, asked)
    finally:
        model.close()
    assert tuned == "Martha Lindqvist [1]."
    assert len(tuned) < len(plain)


def test_it_is_used_where_nobody_says_how_and_only_with_its_own_model(tmp_path: Path) -> None:
    asking = Asking(DataPaths(tmp_path), Settings)
    approach, uses = asking.models.usual_way("", Scope())
    assert (approach.value, [use.name for use in uses]) == ("both", ["Grounded answers"])
    asking.close()


def test_it_stands_on_the_list_and_can_be_neither_removed_nor_bound(tmp_path: Path) -> None:
    adapters = AdapterList.of(DataPaths(tmp_path))
    assert [card.name for card in adapters.list()] == ["Grounded answers"]
    with pytest.raises(BadInput, match="came with Carrel"):
        adapters.remove("grounded answers")
    with pytest.raises(BadInput, match="came with Carrel"):
        adapters.bind("Grounded answers", str(tmp_path))


def _written(model: ChatModel, asked: list[Turn]) -> str:
    pieces = model.write(
        asked, max_tokens=60, is_cancelled=lambda: False, on_prompt_read=lambda *_: None, first={NOT_THERE: -20.0}
    )
    return "".join(pieces).strip()
