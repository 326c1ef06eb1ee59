"""What an answer is worth."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain import Answer, Approach, Citation
from desktop_app.evaluation.metrics import contains, f1, gives, is_supported, judge, words
from desktop_app.questions import Question

LEASE = Question("1", "How much notice ends the lease?", ("ninety days", "90 days"), gold_files=("docs/Lease.pdf",))
ROOF = Question("2", "What is the colour of the roof?", unanswerable=True)
QUOTE = "The lease ends with a notice of ninety days."


def answered(text: str, *quotes: str, refused: bool = False, approach: Approach = Approach.DOCUMENTS) -> Answer:
    citations = tuple(Citation(n, "/papers/lease.pdf", "Lease", 1, "", quote) for n, quote in enumerate(quotes, 1))
    return Answer("", text, refused, approach, "tiny", citations)


@pytest.mark.parametrize(
    ("answer", "gold", "is_there", "score"),
    [
        ("The League of Augsburg [1].", "league of Augsburg", True, 1.0),
        ("It is ninety days.", "Ninety Days", True, 2 * 2 / 6),
        ("ninety", "ninety days", False, 2 / 3),
        ("seventy-five", "five", True, 2 / 3),
        ("fivefold", "five", False, 0.0),
        ("grade A", "A", False, 0.0),
        ("A", "A", True, 1.0),
        ("她在北京工作。", "北京", True, 2 * 2 / 8),
        ("", "x", False, 0.0),
        ("anything", "...", False, 0.0),
        ("ﬁne Ⅳ", "fine iv", True, 1.0),
    ],
)
def test_known_matches(answer: str, gold: str, is_there: bool, score: float) -> None:
    assert contains(answer, gold) is is_there
    assert f1(answer, gold) == pytest.approx(score)


@given(st.text(), st.text())
def test_f1_is_symmetric_bounded_and_whole_for_itself(a: str, b: str) -> None:
    assert 0 <= f1(a, b) <= 1
    assert f1(a, b) == f1(b, a)
    assert f1(a, a) == (1.0 if words(a) else 0.0)


@given(st.lists(st.sampled_from(["red", "green", "blue", "ninety", "days"])), st.integers(0, 5), st.integers(0, 5))
def test_what_is_cut_from_an_answer_is_contained_in_it(answer: list[str], start: int, length: int) -> None:
    gold = " ".join(answer[start : start + length])
    assert contains(" ".join(answer), gold) is bool(gold)
    assert f1(" ".join(answer), gold) > 0 or not gold


@given(st.text(), st.text())
def test_containing_implies_some_overlap(answer: str, gold: str) -> None:
    if contains(answer, gold):
        assert f1(answer, gold) > 0


@pytest.mark.parametrize(
    ("answer", "is_given"),
    [
        ("Ninety days, in writing [1].", True),
        ("You give notice of ninety days in writing.", True),
        ("Sixty days, in writing.", False),
        ("In writing.", False),
        ("90 days in writing", False),
    ],
)
def test_a_sentence_is_given_by_what_it_tells_beyond_the_question(answer: str, is_given: bool) -> None:
    gold = "The notice that ends the lease is ninety days, in writing."
    assert gives(LEASE.text, answer, gold) is is_given


def test_every_number_of_a_sentence_must_be_said() -> None:
    gold = "The rent is 1,200 euros a month and is due on day 3."
    assert gives("How much is the rent?", "1200 euros a month, due on day 3", gold)
    assert not gives("How much is the rent?", "1200 euros a month, due on day 5", gold)
    assert not gives("How much is the rent?", "1300 euros a month, due on day 3", gold)


def test_a_right_answer_with_its_source() -> None:
    marks = judge(LEASE, answered("It ends with ninety days [1].", QUOTE))
    assert (marks.correct, marks.contains, marks.cited, marks.cites_gold_file, marks.supported) == (True,) * 5
    assert (marks.refused_wrong, marks.refused_right, marks.invented) == (False, None, False)


def test_a_wrong_answer_that_no_quote_holds_is_invented() -> None:
    marks = judge(LEASE, answered("Sixty weeks after Easter [1].", QUOTE))
    assert (marks.correct, marks.supported, marks.invented) == (False, False, True)


def test_without_documents_nothing_is_said_of_sources() -> None:
    marks = judge(LEASE, answered("Ninety days.", approach=Approach.MODEL))
    assert (marks.correct, marks.cited, marks.supported, marks.cites_gold_file, marks.invented) == (
        True, None, None, None, False,
    )  # fmt: skip


def test_a_wrong_answer_without_documents_is_invented_and_a_right_one_is_not() -> None:
    assert judge(LEASE, answered("One month.", approach=Approach.MODEL)).invented
    assert not judge(LEASE, answered("Ninety days.", approach=Approach.ADAPTER)).invented
    assert not judge(LEASE, answered("I don't know.", refused=True, approach=Approach.MODEL)).invented
    assert not judge(Question("3", "Why?"), answered("Because.", approach=Approach.MODEL)).invented


def test_a_refusal_is_right_only_where_there_is_no_answer() -> None:
    refusal = answered("Not in your documents. Ninety days is what the closest passages say.", refused=True)
    wrongly, rightly = judge(LEASE, refusal), judge(ROOF, refusal)
    assert (wrongly.correct, wrongly.contains, wrongly.f1, wrongly.refused_wrong) == (False, False, 0.0, True)
    assert (rightly.correct, rightly.refused_right, rightly.invented, rightly.f1) == (True, True, False, None)


def test_answering_what_has_no_answer_is_invention_however_well_cited() -> None:
    marks = judge(ROOF, answered("Ninety days [1].", QUOTE))
    assert (marks.correct, marks.refused_right, marks.invented) == (False, False, True)


def test_a_question_without_gold_is_not_judged() -> None:
    marks = judge(Question("3", "Why?"), answered("Because.", QUOTE))
    assert (marks.correct, marks.contains, marks.f1, marks.refused_right, marks.refused_wrong) == (None,) * 5


def test_a_number_that_stands_nowhere_is_not_supported() -> None:
    assert is_supported("How long?", "The lease ends with a notice of ninety days.", [QUOTE])
    assert not is_supported("How long?", "The lease ends with a notice of 90 days.", [QUOTE])
    assert is_supported("Is it 90 days?", "Yes, a notice of 90 days ends the lease.", [QUOTE])


def test_every_statement_needs_its_source() -> None:
    assert not is_supported("How long?", "The notice is ninety days [1]. Goats eat purple curtains.", [QUOTE])


def test_nothing_is_supported_by_nothing() -> None:
    assert not is_supported("How long?", "Ninety days.", [])
