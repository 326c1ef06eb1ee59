"""Memory is told as it was measured, and too little of it is said before anything is loaded."""

import pytest

from desktop_app.errors import TrainingOutOfMemory
from desktop_app.training.training_memory import ALL, NONE, SOME, ModelShape, choose_recomputed, needed_bytes

SMOLLM2 = ModelShape(parameters=134_515_008, layers=30, width=576, feed_forward=1536)
GB = 1_000_000_000


@pytest.mark.parametrize(("recomputed", "measured"), [(NONE, 1.978), (SOME, 1.743), (ALL, 1.514)])
def test_what_is_told_is_what_was_measured(recomputed: int, measured: float) -> None:
    needed = needed_bytes(SMOLLM2, tokens=512, rank=16, weight_bytes=4, recomputed=recomputed)
    assert needed / GB == pytest.approx(measured, rel=0.1)


def chosen(free: float, *, saves_memory: bool = False) -> int:
    return choose_recomputed(
        SMOLLM2, tokens=512, rank=16, weight_bytes=4, free=int(free * GB), saves_memory=saves_memory
    )


def test_where_memory_is_short_every_layer_is_computed_twice() -> None:
    assert chosen(8) == NONE
    assert chosen(2.6) == SOME
    assert chosen(8, saves_memory=True) == ALL
    assert chosen(1.75) == ALL


def test_too_little_memory_is_said_with_figures() -> None:
    with pytest.raises(TrainingOutOfMemory, match=r"about 1\.5 GB of memory and 1\.0 GB are free"):
        chosen(1.0)
