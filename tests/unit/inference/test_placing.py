"""Which layers go to a graphics card, and what happens where it can't."""

import math
from collections.abc import Sequence
from typing import Any

import pytest

from desktop_app.errors import ModelTooLarge
from desktop_app.inference.chat_model import ChatModel
from desktop_app.inference.gguf_header import GgufHeader, read_gguf_header
from desktop_app.inference.gpu import Gpu, Placement, all_layers, find_gpus, layers_that_fit
from desktop_app.inference.llama_context import LlamaContext
from desktop_app.inference.placing import ALL_THAT_FIT, open_placed
from desktop_app.weights import starter_model

CARD = Gpu("Card 9", 8_000_000_000, 8_000_000_000)


@pytest.fixture(scope="module")
def header() -> GgufHeader:
    return read_gguf_header(starter_model())


class Opened:
    """A model as far as placing knows one."""

    def __init__(self, layers: int, computes: bool = True) -> None:
        self.layers, self._computes, self.closed = layers, computes, False

    def computes(self) -> bool:
        return self._computes

    def close(self) -> None:
        self.closed = True


def place(header: GgufHeader, asked: int, open_context: Any, cards: Sequence[Gpu] = (CARD,)) -> tuple[Any, Placement]:
    return open_placed(header, asked, 2048, 256, open_context, lambda: cards)


def test_more_memory_takes_more_layers_and_enough_takes_all(header: GgufHeader) -> None:
    taken = [layers_that_fit(header, 2048, 256, megabytes * 1_000_000) for megabytes in range(0, 1000, 50)]
    assert taken == sorted(taken)
    assert taken[0] == 0
    assert taken[-1] == all_layers(header) == 31
    assert any(0 < layers < 31 for layers in taken)


def test_what_is_said_to_fit_does_fit(header: GgufHeader) -> None:
    """Weights of the layers and the output, their cache, and what is computed with are within the memory."""
    free = 450_000_000
    layers = layers_that_fit(header, 2048, 256, free)
    weights = sum(tensor.bytes for tensor in header.tensors if tensor.name.startswith("blk."))
    assert 1 < layers < 31
    assert weights / 30 * (layers - 1) < free


def test_a_longer_context_leaves_fewer_layers(header: GgufHeader) -> None:
    assert layers_that_fit(header, 8192, 256, 450_000_000) < layers_that_fit(header, 1024, 256, 450_000_000)


def test_without_a_card_the_processor_does_all(header: GgufHeader) -> None:
    opened, placement = place(header, ALL_THAT_FIT, Opened, ())
    assert opened.layers == 0
    assert placement == Placement(of=31)


@pytest.mark.parametrize(("asked", "taken"), [(ALL_THAT_FIT, 31), (12, 12), (99, 31), (0, 0)])
def test_the_card_takes_what_is_asked_for(header: GgufHeader, asked: int, taken: int) -> None:
    opened, placement = place(header, asked, Opened)
    assert opened.layers == placement.layers == taken
    assert placement.trouble == ""


def test_a_card_with_less_memory_than_it_says_gets_fewer_layers(header: GgufHeader) -> None:
    def open_context(layers: int) -> Opened:
        if layers > 10:
            raise ModelTooLarge
        return Opened(layers)

    opened, placement = place(header, ALL_THAT_FIT, open_context)
    assert opened.layers == placement.layers == 7
    assert placement.trouble == "The graphics card Card 9 took 7 of 31 layers; for more it has too little memory."


def test_a_card_that_computes_nonsense_is_left_for_the_processor(header: GgufHeader) -> None:
    tried: list[Opened] = []

    def open_context(layers: int) -> Opened:
        tried.append(Opened(layers, computes=layers == 0))
        return tried[-1]

    opened, placement = place(header, ALL_THAT_FIT, open_context)
    assert opened.layers == placement.layers == 0
    assert all(one.closed for one in tried[:-1])
    assert placement.trouble == "The graphics card Card 9 could not compute this model, so the processor does."


def test_a_model_that_loads_nowhere_says_why(header: GgufHeader) -> None:
    def open_context(_layers: int) -> Opened:
        raise ModelTooLarge("too large")

    with pytest.raises(ModelTooLarge, match="too large"):
        place(header, ALL_THAT_FIT, open_context)


def test_the_starter_model_computes_and_tells_where() -> None:
    llama = LlamaContext(starter_model(), context=256, threads=2)
    try:
        assert llama.computes()
        assert llama.held([0]) == 0, "nothing of the trial stays in the cache"
    finally:
        llama.close()


def test_the_chat_model_says_where_it_is_computed() -> None:
    model = ChatModel.open(starter_model(), context=512, gpu_layers=ALL_THAT_FIT)
    try:
        gpus = find_gpus()
        assert model.placement.of == 31
        assert model.placement.layers == (31 if gpus and math.fsum(gpu.free for gpu in gpus) > 1e9 else 0)
    finally:
        model.close()
