"""What the reader learns from: answers lie where the examples say, and spoilt questions have none."""

import random
from typing import Any

from reader_examples import Paragraphs, asked, gaps

TOWER = (
    "The lighthouse of Mill Bay was built by Ada Stone in 1871. It is 31 metres high. "
    "Bo Reed kept the lamp of the tower until 1920, when the harbour bought it for 400 crowns."
)
BREAD = "Bread is baked at night in the old bakery of Cleo Marsh. Her oven from 1902 bakes 60 loaves an hour."
NEAR = {"built": ["destroyed"], "old": ["modern"], "bought": ["sold"], "kept": ["lost"]}


def row(question: str, answers: list[str], source: int) -> dict[str, Any]:
    sources = [{"title": "Mill Bay", "text": TOWER}, {"title": "Mill Bay", "text": BREAD}]
    return {"question": question, "sources": sources, "answers": answers, "source": source, "document": "Mill Bay"}


ROWS = [
    row("Who built the lighthouse of Mill Bay?", ["Ada Stone"], 1),
    row("How many loaves an hour are baked?", ["60"], 2),
    row("Who built the bakery in 1902?", [], 0),
]


def test_an_answer_lies_where_the_example_says_and_only_there() -> None:
    paragraphs, seen = Paragraphs.of(ROWS), set()
    for seed in range(40):
        for example in asked(ROWS, paragraphs, NEAR, random.Random(seed)):
            said = {example.passage[start:end] for start, end in example.answers}
            assert said <= {"Ada Stone", "60"}
            if not said and example.question == ROWS[0]["question"]:
                assert "Ada Stone" not in example.passage
            seen.add((example.question, bool(said)))
    assert {(ROWS[0]["question"], True), (ROWS[0]["question"], False)} <= seen
    assert (ROWS[2]["question"], True) not in seen


def test_some_questions_are_spoilt_and_then_nothing_answers_them() -> None:
    examples = [e for s in range(60) for e in asked(ROWS[:2], Paragraphs.of(ROWS), NEAR, random.Random(s))]
    spoilt = [e for e in examples if e.question not in {row["question"] for row in ROWS}]
    assert spoilt
    assert not any(example.answers for example in spoilt)


def test_questions_made_of_sentences_leave_the_answer_out() -> None:
    made = list(gaps(Paragraphs.of(ROWS), NEAR, 60, random.Random(1)))
    answered = [example for example in made if example.answers]
    assert 10 < len(answered) < 55
    for example in answered:
        ((start, end),) = example.answers
        answer = example.passage[start:end]
        assert answer in TOWER + BREAD
        assert example.question.endswith("?")
