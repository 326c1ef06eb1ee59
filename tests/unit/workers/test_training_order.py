"""What was asked to be trained, as it is understood."""

import pytest

from desktop_app.errors import BadInput
from desktop_app.workers.training_order import read_order
from desktop_app.workers.training_protocol import TrainAdapter


def test_a_larger_model_learns_at_a_lower_rate_where_none_was_asked_for() -> None:
    order = read_order(TrainAdapter(1, "examples.jsonl", "Tone", epochs=1.0, settings={"rank": 8}))
    small, large = (order.for_model_of(parameters).settings for parameters in (135_000_000, 7_000_000_000))
    assert small.learning_rate > large.learning_rate
    assert large.rank == 8


def test_a_learning_rate_that_was_asked_for_counts_for_every_model() -> None:
    order = read_order(TrainAdapter(1, "examples.jsonl", "Tone", epochs=1.0, settings={"learning_rate": 1e-3}))
    assert order.for_model_of(7_000_000_000).settings.learning_rate == 1e-3


def test_a_setting_that_is_unknown_is_refused() -> None:
    with pytest.raises(BadInput, match="unknown"):
        read_order(TrainAdapter(1, "examples.jsonl", "Tone", epochs=1.0, settings={"speed": 3}))
