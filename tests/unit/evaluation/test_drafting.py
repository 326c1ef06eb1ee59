"""Questions drafted from documents: only those that stand up are kept."""

from collections.abc import Sequence
from random import Random

import pytest

from desktop_app.domain import Turn
from desktop_app.evaluation.drafting import GROUP, TRIES, Candidate, candidates, draft_questions, stands_up

BRIDGE = "The old bridge over the Elder was finished in 1907 by the engineer Marta Lind."
FIRE = "The great fire of the mill destroyed 42 houses near the market."
ASKED = {
    BRIDGE: ("In which year was the old bridge over the Elder finished?", "It was finished in 1907."),
    FIRE: ("How many houses did the great fire of the mill destroy?", "42 houses."),
}


class ScriptedWriter:
    """Writes what it is told for each sentence, and counts how often it is asked."""

    def __init__(self, asked: dict[str, tuple[str, str]]) -> None:
        self.asked = asked
        self.calls = 0

    def write(self, turns: Sequence[Turn], *, begin: str = "", max_tokens: int) -> str:
        self.calls += 1
        sentence, request = turns[-1].text.split("\n\n")
        question, answer = self.asked.get(sentence, ("What?", ""))
        return question if request.startswith("Write the question") else answer


def drafted(texts: list[tuple[str, str]], count: int, asked: dict[str, tuple[str, str]] = ASKED) -> list[object]:
    return list(draft_questions(texts, ScriptedWriter(asked), count, Random(1)))


@pytest.mark.parametrize(
    ("sentence", "answer", "begin"),
    [
        (BRIDGE, "1907", "In which year"),
        (FIRE, "42", "How many"),
        ("The rent of the flat in Alder Street is $1,250.50 for every month.", "$1,250.50", "How much"),
        ("About 35 percent of the members of the club live in the city.", "35 percent", "What percentage"),
        ("The warranty of the heat pump ends after 24 months of normal use.", "24 months", "How long"),
        ("The general meeting of the sailing club takes place on 12 May 2024.", "12 May 2024", "When"),
        ("The minutes of the last meeting were written by Wilhelmina Okonkwo.", "Wilhelmina Okonkwo", "Who"),
    ],
)
def test_a_sentence_is_asked_for_its_short_answer(sentence: str, answer: str, begin: str) -> None:
    (candidate,) = candidates(sentence)
    assert (candidate.sentence, candidate.answer, candidate.begins[0]) == (sentence, answer, begin)


@pytest.mark.parametrize(
    "sentence",
    [
        "It was finished in 1907 by the engineer Marta Lind of Ashford.",  # what was?
        "However, the bridge was closed for good in 1907 by the council.",
        "Finished in 1907.",
        "year | houses | 1907 | 42 | the fire of the mill",
        "Die alte Brücke über den Elder wurde im Jahr 1907 von der Stadt gebaut.",
        "The old bridge over the river is closed to all cars and carts.",
        "Of the 42 houses near the market the fire destroyed all 42 houses.",
    ],
)
def test_what_leans_on_others_or_holds_no_answer_is_not_asked(sentence: str) -> None:
    assert candidates(sentence) == []


@pytest.mark.parametrize(
    ("question", "is_good"),
    [
        ("In which year was the old bridge over the Elder finished?", True),
        ("Which old bridge was finished in 1907?", False),  # gives its answer away
        ("When was it finished?", False),
        ("When was the tunnel below the harbour of Ashford opened?", False),  # the sentence does not say
        ("What does the sentence say about the old bridge over the Elder?", False),
        ("When was the old bridge finished", False),
        ("When was the old bridge finished? Who did it?", False),
        ("", False),
    ],
)
def test_a_question_stands_up_by_its_words(question: str, is_good: bool) -> None:
    assert stands_up(question, Candidate(BRIDGE, "1907", ("In which year", "When"))) is is_good


def test_drafts_keep_answer_file_and_quote() -> None:
    first, second = sorted(drafted([("/a/bridge.md", BRIDGE), ("/a/fire.md", FIRE)], 2), key=repr)  # type: ignore[misc]
    by_file = {question.gold_files: question for question in (first, second)}
    bridge = by_file[("bridge.md",)]
    assert (bridge.text, bridge.answers, bridge.gold_quote) == (ASKED[BRIDGE][0], ("1907",), BRIDGE)
    assert {question.id for question in (first, second)} == {"draft-1", "draft-2"}


def test_a_question_that_the_sentence_does_not_answer_for_the_model_is_dropped() -> None:
    wrong = {BRIDGE: (ASKED[BRIDGE][0], "It was finished in 1912.")}
    rambling = {BRIDGE: (ASKED[BRIDGE][0], "Marta Lind, a famous engineer, was born in 1907 near Ashford.")}
    assert drafted([("/a/bridge.md", BRIDGE)], 1, wrong) == [None]
    assert drafted([("/a/bridge.md", BRIDGE)], 1, rambling) == [None]


def test_the_same_question_is_asked_once() -> None:
    found = drafted([("/a/bridge.md", BRIDGE), ("/b/copy.md", BRIDGE)], 2)
    assert [question is None for question in found] == [False, True]


def test_documents_take_turns() -> None:
    long = " ".join(BRIDGE.replace("1907", str(year)) for year in range(1900, 1950))
    texts = [("/a/long.md", long), ("/a/fire.md", FIRE)]
    asked = dict.fromkeys((long,), ("x", "")) | {FIRE: ASKED[FIRE]}
    found = [question for question in drafted(texts, 1, asked) if question]
    assert [question.gold_files for question in found] == [("fire.md",)]  # type: ignore[attr-defined]


def test_a_model_that_writes_nothing_good_is_not_asked_for_ever() -> None:
    text = " ".join(BRIDGE.replace("Elder", f"Elder {letter}lm") for letter in "abcdefghijklmnopqrstuvwxyz" * 4)
    writer = ScriptedWriter({})
    found = list(draft_questions([("/a/long.md", text)], writer, 1, Random(1)))
    assert found == [None] * TRIES
    assert writer.calls == 2 * TRIES  # a question to a year may begin in two ways


def test_drafting_stops_when_it_is_told() -> None:
    writer = ScriptedWriter(ASKED)
    asked = iter([False] * 3)
    texts = [(f"/a/{number}.md", BRIDGE) for number in range(GROUP)]
    assert list(draft_questions(texts, writer, 2, Random(1), lambda: next(asked, True))) == []
    assert writer.calls == 3
