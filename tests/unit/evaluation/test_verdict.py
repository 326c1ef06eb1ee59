"""The verdict says what the questions can carry, and no more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain import Answer, Approach
from desktop_app.evaluation.bootstrap import paired_difference
from desktop_app.evaluation.comparison import Result
from desktop_app.evaluation.metrics import judge
from desktop_app.evaluation.verdict import judge_approaches
from desktop_app.questions import Question, Way

scores = st.lists(st.tuples(st.sampled_from([0.0, 1.0]), st.sampled_from([0.0, 1.0])), min_size=1, max_size=60)


def results(right: dict[Approach, list[int]], seconds: dict[Approach, float] | None = None) -> list[Result]:
    """One result per approach and question: 1 answers it right, 0 wrong."""
    found = []
    for approach, rights in right.items():
        for number, is_right in enumerate(rights):
            question = Question(str(number), "Who?", ("Ada",))
            took = (seconds or {}).get(approach, 1.0) * 1000
            answer = Answer("Who?", "Ada" if is_right else "Bob", False, approach, "tiny", total_ms=took)
            found.append(Result(question, Way(approach, "tiny"), answer, judge(question, answer)))
    return found


@given(scores)
def test_the_interval_lies_within_the_differences_and_mirrors(pairs: list[tuple[float, float]]) -> None:
    first, second = zip(*pairs, strict=True)
    there, back = paired_difference(first, second), paired_difference(second, first)
    differences = [a - b for a, b in pairs]

    assert min(differences) <= there.low <= there.high <= max(differences)
    assert (there.low, there.high) == (pytest.approx(-back.high), pytest.approx(-back.low))
    assert there == paired_difference(first, second)


@given(st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=1, max_size=60))
def test_an_approach_does_not_differ_from_itself(same: list[float]) -> None:
    interval = paired_difference(same, same)
    assert (interval.mean, interval.low, interval.high) == (0, 0, 0)
    assert not interval.excludes_zero


def test_more_questions_make_the_interval_narrower() -> None:
    pairs = [(1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (1.0, 0.0)]
    few = paired_difference(*zip(*(pairs * 5), strict=True))
    many = paired_difference(*zip(*(pairs * 80), strict=True))
    assert many.high - many.low < (few.high - few.low) / 3
    assert many.excludes_zero
    # The normal approximation: 1.96 standard deviations of the differences over the root of their number.
    assert many.high - many.low == pytest.approx(2 * 1.96 * (0.6875 / 320) ** 0.5, rel=0.05)


def test_unequal_or_no_scores_are_a_mistake() -> None:
    for first, second in (([1.0], [1.0, 0.0]), ([], [])):
        with pytest.raises(ValueError, match=r"paired|broadcast"):
            paired_difference(first, second)


def test_a_clear_winner_is_named_with_what_the_others_cost() -> None:
    verdict = judge_approaches(
        results(
            {Approach.MODEL: [1] * 3 + [0] * 37, Approach.DOCUMENTS: [1] * 34 + [0] * 6},
            {Approach.MODEL: 0.5, Approach.DOCUMENTS: 1.7},
        )
    )
    assert verdict.approach == Approach.DOCUMENTS
    assert verdict.is_certain
    assert verdict.text.startswith(
        "Use Documents: it answers 34 of 40 correctly. Model only answers 3 of 40: 78 points"
    )
    assert "1.2 s sooner" in verdict.text


def test_nearly_alike_is_too_few_questions_and_the_quicker_one_is_advised() -> None:
    verdict = judge_approaches(
        results(
            {Approach.DOCUMENTS: [1] * 15 + [0] * 5, Approach.BOTH: [1] * 16 + [0] * 4},
            {Approach.DOCUMENTS: 1.0, Approach.BOTH: 2.0},
        )
    )
    assert verdict.approach == Approach.DOCUMENTS
    assert not verdict.is_certain
    assert verdict.text.startswith("Too few questions to tell Documents with the adapter and Documents apart")


def test_of_two_that_chance_may_explain_the_quicker_one_is_not_advised_where_it_got_far_fewer_right() -> None:
    verdict = judge_approaches(
        results(
            {Approach.DOCUMENTS: [1] * 8 + [0] * 4, Approach.BOTH: [0] * 2 + [1] * 3 + [0] * 5 + [1] * 2},
            {Approach.DOCUMENTS: 1.0, Approach.BOTH: 0.8},
        )
    )
    assert not verdict.is_certain
    assert verdict.approach == Approach.DOCUMENTS
    assert "use Documents, which has most right so far" in verdict.text


def test_five_questions_are_too_few_whatever_they_say() -> None:
    verdict = judge_approaches(results({Approach.MODEL: [0] * 5, Approach.DOCUMENTS: [1] * 5}))
    assert verdict.approach is None
    assert verdict.text.startswith("Too few questions to tell: Documents 5 of 5, Model only 0 of 5 right.")


def test_only_questions_that_were_answered_every_way_count() -> None:
    verdict = judge_approaches(results({Approach.MODEL: [0] * 10, Approach.DOCUMENTS: [1] * 12}))
    assert "10 of 10" in verdict.text


def test_answers_alone_carry_no_verdict() -> None:
    question = Question("1", "Why?")
    answer = Answer("Why?", "Because", False, Approach.MODEL, "tiny")
    alone = Result(question, Way(Approach.MODEL, "tiny"), answer, judge(question, answer))
    assert judge_approaches([alone]).approach is None
    assert "nothing to compare" in judge_approaches(results({Approach.MODEL: [1, 0]})).text
