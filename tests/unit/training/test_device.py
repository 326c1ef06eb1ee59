"""What computes a training says when it has no memory left, and nothing else is taken for that."""

import pytest
import torch

from desktop_app.errors import TrainingOutOfMemory
from desktop_app.training.device import best_device, free_memory, memory_in_use, telling_of_memory, weight_type


def test_too_little_memory_for_torch_is_told_as_such() -> None:
    with pytest.raises(TrainingOutOfMemory), telling_of_memory():
        torch.empty(10**15)


def test_what_a_card_says_in_its_own_words_is_told_as_such() -> None:
    with pytest.raises(TrainingOutOfMemory), telling_of_memory():
        raise RuntimeError("MPS backend out of memory (MPS allocated: 9.00 GB, max allowed: 9.07 GB).")
    with pytest.raises(TrainingOutOfMemory), telling_of_memory():
        raise torch.OutOfMemoryError


def test_another_mistake_stays_what_it_is() -> None:
    with pytest.raises(RuntimeError, match="shapes"), telling_of_memory():
        torch.zeros(2, 3) @ torch.zeros(2, 3)


def test_the_processor_is_always_there() -> None:
    processor = torch.device("cpu")
    assert best_device().type in {"cpu", "cuda", "mps"}
    assert weight_type(processor) in {torch.float32, torch.bfloat16}
    assert memory_in_use(processor) > 0
    assert free_memory(processor) > 0
