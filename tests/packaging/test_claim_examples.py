"""Claims made of questions: true ones say the question with its answer, spoilt ones something else."""

import random

import pytest

from claim_examples import claims, statement

PASSAGE = "The war began in 1861. Abraham Lincoln led the Union, and Jefferson Davis was the president of the South."


def row(question: str, answer: str, source: int = 1) -> dict[str, object]:
    return {"question": question, "sources": [{"text": PASSAGE}], "source": source, "answers": [answer]}


@pytest.mark.parametrize(
    ("question", "answer", "said"),
    [
        ("Who led the Union?", "Abraham Lincoln", "Abraham Lincoln led the Union."),
        ("What year was the first of the war? ", "1861", "1861 was the first of the war."),
        ("Which man was the president of the South", "Davis", "Davis was the president of the South."),
        ("When did the war begin?", "1861", None),
        ("Who did Lincoln lead?", "the Union", None),
        ("What is Lincoln?", "a president", None),
    ],
)
def test_a_question_for_its_subject_becomes_a_sentence(question: str, answer: str, said: str | None) -> None:
    assert statement(question, answer) == said


def test_true_claims_are_spoilt_with_what_stands_beside_the_answer() -> None:
    made = list(claims([row("Who was the president of the South?", "Jefferson Davis")], random.Random(1)))
    kinds = {claim.kind: claim for claim in made}
    assert kinds["true"].text == "Jefferson Davis was the president of the South."
    assert kinds["bare, true"].text == "Jefferson Davis."
    assert kinds["denied"].text == "Jefferson Davis was not the president of the South."
    other = kinds["a name from beside it"].text.removesuffix(" was the president of the South.")
    assert other in PASSAGE
    assert other not in "Jefferson Davis"
    assert [claim.kind for claim in made if claim.is_true] == ["true", "bare, true"]


def test_numbers_are_exchanged_for_others_and_unanswerable_questions_give_nothing() -> None:
    made = list(claims([row("What was the first year?", "1861"), row("Who led it?", "Grant", 0)], random.Random(1)))
    texts = [claim.text for claim in made if claim.kind == "a number"]
    assert len(texts) == 1
    assert "1861" not in texts[0]
    assert texts[0].endswith(" was the first year.")
