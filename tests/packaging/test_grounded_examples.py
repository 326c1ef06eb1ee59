"""Examples for the adapter that ships: what the model is told to say is what the passages it sees hold."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from desktop_app.answering.prompt import INSTRUCTION, NOT_THERE
from grounded_examples import Example, chosen, chosen_further, read_learnt, right_answer, written

MOORING = "The harbour office rents twelve moorings. A mooring costs 40 euros a night in July."
LIGHTS = "The lights of the north pier are lit from dusk until dawn, and the fog horn sounds every minute."


def row(question: str, answers: list[str], source: int) -> dict[str, Any]:
    sources = [{"title": "Harbour", "text": MOORING}, {"title": "Lights", "text": LIGHTS}]
    return {"question": question, "sources": sources, "answers": answers, "source": source, "document": "Harbour"}


PRICE = row("What does a mooring cost in July?", ["40 euros"], 1)


def test_the_answer_has_the_number_under_which_its_source_is_shown() -> None:
    assert right_answer(PRICE, [f"[1] Lights: {LIGHTS}", f"[2] Harbour: {MOORING}"]) == "40 euros [2]."


def test_where_the_sentence_is_not_shown_the_right_answer_is_that_it_is_not_there() -> None:
    assert (
        right_answer(PRICE, [f"[1] Lights: {LIGHTS}", "[2] Harbour: The harbour office rents moorings."]) == NOT_THERE
    )
    assert right_answer(row("Who built the pier?", [], 0), [f"[1] Lights: {LIGHTS}"]) == NOT_THERE


def test_words_that_stand_in_another_passage_teach_nothing() -> None:
    assert right_answer(PRICE, ["[1] Camping: A pitch is 40 euros a week."]) is None


def test_examples_are_what_carrel_would_ask(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    asked = [PRICE, row("Who rents the moorings in winter?", [], 0)]
    examples = list(written(asked, tmp_path, random.Random(1)))
    assert {example.is_answerable for example in examples} == {True, False}
    for example in examples:
        assert example.prompt.startswith(INSTRUCTION)
        assert example.answer == NOT_THERE or example.answer.startswith("40 euros [")
    messages = json.loads(examples[0].as_json())["messages"]
    assert [message["role"] for message in messages] == ["user", "assistant"]


def test_answers_are_kept_and_refusals_are_rationed() -> None:
    answered = [Example(f"{number}", "Yes [1].", "d", True, True) for number in range(50)]
    refused = [Example(f"{number}", NOT_THERE, "d", False, True) for number in range(2000)]
    kept = chosen([*answered, *refused], random.Random(1))
    assert sum(not example.is_refused for example in kept) == 50
    assert sum(example.is_refused for example in kept) == 900


def test_further_training_has_new_answers_and_few_refusals(tmp_path: Path) -> None:
    answered = [Example(f"{number}", "Yes [1].", "d", True, True) for number in range(100)]
    refused = [Example(f"{number}", NOT_THERE, "d", False, True) for number in range(300)]
    learnt = tmp_path / "learnt.jsonl"
    learnt.write_text("".join(f"{example.as_json()}\n" for example in answered[:10]), encoding="utf-8")
    kept = chosen_further([*answered, *refused], read_learnt(learnt), random.Random(1))
    assert sum(not example.is_refused for example in kept) == 90
    assert sum(example.is_refused for example in kept) == 10
