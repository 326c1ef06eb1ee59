"""What was freed does not stay with the process."""

import sys

import psutil
import pytest
import torch

from desktop_app.training.returned_memory import give_back_memory

PIECE = 100_000  # bytes; glibc asks the system for larger pieces one by one, and gives those back by itself


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc keeps it")
def test_freed_pieces_between_living_ones_are_given_back() -> None:
    pieces = [torch.ones(PIECE, dtype=torch.uint8) for _ in range(2_000)]
    living = pieces[::20]
    before = psutil.Process().memory_info().rss
    pieces.clear()
    give_back_memory(large=0)
    assert psutil.Process().memory_info().rss < before - 150_000_000
    assert sum(int(piece[0]) for piece in living) == 100
