"""What was measured of a model, and the advice that follows."""

from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.catalogue import STARTER
from desktop_app.model_speeds import ModelSpeed, ModelSpeeds, quicker_quantisation

SPEEDS = {"Q4_0": 350.0, "Q4_1": 146.0, "Q4_K_M": 257.0, "Q5_K_M": 200.0, "Q6_K": 180.0, "Q8_0": 190.0}
CARD = replace(STARTER, path="/models/one.gguf")


def test_a_quicker_quantisation_of_as_many_bits_is_advised() -> None:
    name, times = quicker_quantisation("Q4_1", SPEEDS)
    assert (name, round(times, 1)) == ("Q4_0", 2.4)


@pytest.mark.parametrize("quantisation", ["Q4_0", "Q6_K", "Q5_K_M", "IQ2_XS", "mixed"])
def test_where_nothing_is_much_quicker_nothing_is_advised(quantisation: str) -> None:
    assert quicker_quantisation(quantisation, SPEEDS) == ("", 1.0)


def test_the_sentence_says_what_was_measured_and_what_to_do() -> None:
    speed = ModelSpeed(146.2, 57.4, 2, quicker="Q4_0", times=2.4)
    assert speed.sentence == (
        "Reads 146 and writes 57 tokens a second here with 2 threads, no graphics processor."
        " As Q4_0 it would read up to 2.4 times as fast on this processor."
    )
    assert "1 thread," in ModelSpeed(146.2, 57.4, 1).sentence


def test_measurements_are_kept_by_model_file(tmp_path: Path) -> None:
    speeds = ModelSpeeds(tmp_path / "speeds.json")
    assert speeds.of(CARD) is None
    measured = ModelSpeed(100.0, 50.0, 2)
    speeds.keep(CARD, measured)
    speeds.keep(replace(CARD, path="/models/two.gguf"), ModelSpeed(10.0, 5.0, 4))
    assert speeds.of(CARD) == measured
    assert speeds.of(replace(CARD, bytes=1)) is None, "another file at the same path"


@pytest.mark.parametrize("content", ["{", "[]", '{"/models/one.gguf 98362432": {"reading": 1}}'])
def test_a_damaged_file_counts_as_nothing_measured(tmp_path: Path, content: str) -> None:
    speeds = ModelSpeeds(tmp_path / "speeds.json")
    speeds.file.write_text(content)
    assert speeds.of(CARD) is None
    speeds.keep(CARD, ModelSpeed(100.0, 50.0, 2))
    assert speeds.of(CARD) is not None
