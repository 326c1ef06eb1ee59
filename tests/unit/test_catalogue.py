"""The list of chat models: the starter first, names unique, nothing lost."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.catalogue import STARTER, ModelCatalogue
from desktop_app.domain import ModelCard
from desktop_app.errors import BadInput, ModelMissing, ModelUnknown, WeightsMissing


@pytest.fixture
def catalogue(tmp_path: Path) -> ModelCatalogue:
    (tmp_path / "starter.gguf").write_bytes(b"GGUF")
    return ModelCatalogue(tmp_path / "models.json", tmp_path / "starter.gguf")


def card(folder: Path, name: str = "Tiny 1B", file: str = "tiny.gguf") -> ModelCard:
    (folder / file).write_bytes(b"GGUF")
    return replace(STARTER, name=name, path=str(folder / file), sha256="")


def test_the_starter_comes_first_and_is_what_empty_means(catalogue: ModelCatalogue, tmp_path: Path) -> None:
    added = catalogue.add(card(tmp_path))
    assert [entry.name for entry in catalogue.list()] == [STARTER.name, added.name]
    assert catalogue.find("") == catalogue.list()[0] == catalogue.find("smollm2 135m instruct")
    assert catalogue.find("").path == str(tmp_path / "starter.gguf")


def test_what_was_added_is_found_by_name_and_by_path_and_survives(catalogue: ModelCatalogue, tmp_path: Path) -> None:
    added = catalogue.add(card(tmp_path))
    again = ModelCatalogue(catalogue.file, catalogue.starter)
    assert again.find("tiny 1b") == again.find(added.path) == added


def test_a_second_model_of_the_same_name_gets_a_number(catalogue: ModelCatalogue, tmp_path: Path) -> None:
    names = [catalogue.add(card(tmp_path, file=f"{number}.gguf")).name for number in range(3)]
    assert names == ["Tiny 1B", "Tiny 1B (2)", "Tiny 1B (3)"]
    assert catalogue.add(card(tmp_path, name=STARTER.name, file="other.gguf")).name == f"{STARTER.name} (2)"


def test_adding_a_file_again_renews_its_card_and_keeps_its_name(catalogue: ModelCatalogue, tmp_path: Path) -> None:
    catalogue.add(card(tmp_path))
    renewed = catalogue.add(replace(card(tmp_path, name="Other"), sha256="ab"))
    assert catalogue.list()[1:] == [renewed]
    assert (renewed.name, renewed.sha256) == ("Tiny 1B", "ab")


def test_the_starter_is_not_added_and_not_removed(catalogue: ModelCatalogue) -> None:
    catalogue.add(replace(STARTER, path=str(catalogue.starter)))
    assert len(catalogue.list()) == 1
    with pytest.raises(BadInput):
        catalogue.remove(STARTER.name)


def test_removing_leaves_the_file_alone(catalogue: ModelCatalogue, tmp_path: Path) -> None:
    added = catalogue.add(card(tmp_path))
    assert catalogue.remove("TINY 1B") == added
    assert Path(added.path).exists()
    with pytest.raises(ModelUnknown):
        catalogue.find("Tiny 1B")
    with pytest.raises(ModelUnknown):
        catalogue.remove("Tiny 1B")


def test_a_file_that_went_away_is_missing_and_still_listed(catalogue: ModelCatalogue, tmp_path: Path) -> None:
    added = catalogue.add(card(tmp_path))
    Path(added.path).unlink()
    assert added in catalogue.list()
    with pytest.raises(ModelMissing, match=r"tiny\.gguf"):
        catalogue.find("Tiny 1B")


def test_without_the_starters_file_the_rest_works(tmp_path: Path) -> None:
    catalogue = ModelCatalogue(tmp_path / "models.json", tmp_path / "gone.gguf")
    added = catalogue.add(card(tmp_path))
    assert catalogue.list() == [added]
    with pytest.raises(WeightsMissing):
        catalogue.find("")


@pytest.mark.parametrize(
    "content", ["{", "7", '[{"name": "x"}]', "[null]", json.dumps([{"name": 1, "path": "p"}]), '{"a": 1}']
)
def test_a_damaged_list_is_an_error_and_is_not_overwritten(
    catalogue: ModelCatalogue, tmp_path: Path, content: str
) -> None:
    catalogue.file.write_text(content)
    for use in (catalogue.list, lambda: catalogue.add(card(tmp_path)), lambda: catalogue.find("Tiny 1B")):
        with pytest.raises(BadInput, match="damaged"):
            use()
    assert catalogue.file.read_text() == content
    assert catalogue.find("").name == STARTER.name


def test_two_processes_adding_at_once_lose_nothing(catalogue: ModelCatalogue, tmp_path: Path) -> None:
    program = """
import sys
from dataclasses import replace
from pathlib import Path
from desktop_app.catalogue import STARTER, ModelCatalogue
catalogue = ModelCatalogue(Path(sys.argv[1]), Path(sys.argv[2]))
for number in range(15):
    catalogue.add(replace(STARTER, name="M", path=f"/models/{sys.argv[3]}-{number}.gguf"))
"""
    arguments = [sys.executable, "-c", program, str(catalogue.file), str(catalogue.starter)]
    processes = [subprocess.Popen([*arguments, who]) for who in ("first", "second")]
    assert [process.wait(60) for process in processes] == [0, 0]
    added = catalogue.list()[1:]
    assert len({entry.path for entry in added}) == len({entry.name for entry in added}) == 30
