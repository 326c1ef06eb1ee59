"""Which approach: what people in the field would say, with reasons both ways and a next step."""

import itertools

import pytest

from desktop_app.domain import Approach
from desktop_app.evaluation.advice import Changes, Needs, Pace, Seen, Step, Wish, advise

LAPTOP = Seen(folders=1, documents=200, memory_bytes=16_000_000_000, cores=4)


@pytest.mark.parametrize(
    ("needs", "approach"),
    [
        (Needs(), Approach.DOCUMENTS),
        (Needs(Changes.OFTEN, Wish.FACTS, examples=5_000), Approach.DOCUMENTS),
        (Needs(Changes.SELDOM, Wish.FORM, examples=800, sources=False), Approach.ADAPTER),
        (Needs(Changes.SELDOM, Wish.FORM, examples=800, sources=False, pace=Pace.AT_ONCE), Approach.ADAPTER),
        (Needs(Changes.OFTEN, Wish.BOTH, examples=800), Approach.BOTH),
        (Needs(Changes.SELDOM, Wish.FORM, examples=3, sources=False), Approach.ADAPTER),
        (Needs(Changes.SELDOM, Wish.BOTH, examples=3), Approach.BOTH),
        (Needs(Changes.OFTEN, Wish.FORM, examples=10), Approach.DOCUMENTS),
    ],
)
def test_the_approach_follows_what_is_needed(needs: Needs, approach: Approach) -> None:
    assert advise(needs, LAPTOP).approach is approach


def test_documents_that_change_are_seen_without_being_told() -> None:
    busy = Seen(folders=1, documents=200, changed=0.3, memory_bytes=16_000_000_000, cores=4)
    assert any("30 % of your documents changed" in reason for reason in advise(Needs(), busy).reasons)
    assert not any("changed within" in reason for reason in advise(Needs(Changes.SELDOM), busy).reasons)


def test_what_speaks_against_is_said_too() -> None:
    advice = advise(Needs(Changes.SELDOM, Wish.FORM, examples=3, sources=False), LAPTOP)
    assert any("3 good examples are too few" in doubt for doubt in advice.doubts)
    small = Seen(documents=5, memory_bytes=3_000_000_000, cores=2)
    assert any("3 GB of memory" in reason for reason in advise(Needs(), small).reasons)


def test_the_next_step_is_the_first_that_is_missing() -> None:
    assert advise(Needs(), Seen()).steps == (Step.WATCH,)
    assert advise(Needs(), LAPTOP).steps == (Step.TRY,)
    form = Needs(Changes.SELDOM, Wish.FORM, examples=400, sources=False)
    assert advise(form, Seen()).steps == (Step.TRAIN,)
    assert advise(Needs(Changes.OFTEN, Wish.BOTH, examples=400), Seen()).steps == (Step.WATCH, Step.TRAIN)
    assert advise(form, Seen(adapters=1)).steps == (Step.TRY,)
    assert advise(Needs(Changes.SELDOM, Wish.FORM, sources=False), Seen(approved=60)).steps[0] is Step.TRAIN


def test_every_advice_has_reasons_and_a_step_and_sources_are_never_given_up() -> None:
    for changes, wish, examples, sources, pace, documents in itertools.product(
        Changes, Wish, (0, 60, 1000), (True, False), Pace, (0, 50)
    ):
        advice = advise(Needs(changes, wish, examples, sources, pace), Seen(documents=documents, cores=2))
        assert advice.reasons
        assert advice.steps
        assert advice.approach is not Approach.MODEL
        assert not (sources and advice.approach is Approach.ADAPTER)
        assert not set(advice.reasons) & set(advice.doubts)
