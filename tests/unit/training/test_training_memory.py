"""Memory is told as it was measured, and too little of it is said before anything is loaded."""

import pytest

from desktop_app.errors import TrainingOutOfMemory
from desktop_app.training.training_memory import ALL, NONE, SOME, ModelShape, choose_recomputed, needed_bytes

SMOLLM2 = ModelShape(parameters=134_515_008, layers=30, width=576, feed_forward=1536)
GB = 1_000_000_000


@pytest.mark.parametrize(
    ("weight_bytes", "recomputed", "measured"), [(4, NONE, 2.601), (4, ALL, 1.481), (2, NONE, 1.664)]
)
def test_what_is_told_is_what_was_measured(weight_bytes: int, recomputed: int, measured: float) -> None:
    needed = needed_bytes(SMOLLM2, tokens=512, rank=16, weight_bytes=weight_bytes, recomputed=recomputed)
    assert needed / GB == pytest.approx(measured, rel=0.1)


def chosen(free: float, *, shape: ModelShape = SMOLLM2, weight_bytes: int = 4, saves_memory: bool = False) -> int:
    return choose_recomputed(
        shape, tokens=512, rank=16, weight_bytes=weight_bytes, free=int(free * GB), saves_memory=saves_memory
    )


def test_a_small_model_takes_no_more_than_two_gigabytes_where_there_is_plenty() -> None:
    for weight_bytes in (2, 4):
        recomputed = chosen(64, weight_bytes=weight_bytes)
        assert recomputed == (SOME if weight_bytes == 4 else NONE)
        needed = needed_bytes(SMOLLM2, tokens=512, rank=16, weight_bytes=weight_bytes, recomputed=recomputed)
        assert needed < 2 * GB


def test_a_model_that_is_larger_anyway_computes_nothing_twice_where_there_is_plenty() -> None:
    large = ModelShape(parameters=1_500_000_000, layers=28, width=1536, feed_forward=8960)
    assert chosen(64, shape=large) == NONE


def test_a_card_of_its_own_is_used_as_far_as_it_goes() -> None:
    def chosen_on_card(free: float) -> int:
        return choose_recomputed(
            SMOLLM2, tokens=4096, rank=16, weight_bytes=2, free=int(free * GB), saves_memory=False, is_shared=False
        )

    assert chosen_on_card(16) == NONE
    assert chosen_on_card(6) == SOME
    with pytest.raises(TrainingOutOfMemory):
        chosen_on_card(1)


def test_where_memory_is_short_every_layer_is_computed_twice() -> None:
    assert chosen(2.9) == SOME
    assert chosen(8, saves_memory=True) == ALL
    assert chosen(1.75) == ALL


def test_too_little_memory_is_said_with_figures() -> None:
    with pytest.raises(TrainingOutOfMemory, match=r"about 1\.5 GB of memory and 1\.0 GB are free"):
        chosen(1.0)
