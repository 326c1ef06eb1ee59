"""Loading a model partly or wholly onto a graphics card, and onto the processor where that does not work."""

import logging
from collections.abc import Callable, Sequence

from desktop_app.errors import ModelError
from desktop_app.inference.gguf_header import GgufHeader
from desktop_app.inference.gpu import Gpu, Placement, all_layers, find_gpus, layers_that_fit
from desktop_app.inference.llama_context import LlamaContext

logger = logging.getLogger(__name__)

ALL_THAT_FIT = -1
TROUBLE = "The graphics card {gpu} could not compute this model, so the processor does."
LESS = "The graphics card {gpu} took {layers} of {of} layers; for more it has too little memory."
_TRIES = 3  # each with half of the layers before

Open = Callable[[int], LlamaContext]


def open_placed(
    header: GgufHeader,
    gpu_layers: int,
    context: int,
    step: int,
    open_context: Open,
    look: Callable[[], Sequence[Gpu]] = find_gpus,
) -> tuple[LlamaContext, Placement]:
    """Call `open_context` with the number of layers for the graphics card: none, ALL_THAT_FIT, or `gpu_layers`.

    A token is computed before this returns, so that a card that can't is found out now: then it
    is tried with fewer layers, at last with none. Raises what `open_context(0)` raises.
    """
    of = all_layers(header)
    gpus = look() if gpu_layers else ()
    if not gpus:
        return open_context(0), Placement(of=of)
    fit = layers_that_fit(header, context, step, sum(gpu.free for gpu in gpus))
    wanted = fit if gpu_layers < 0 else min(gpu_layers, of)
    layers = wanted
    for _ in range(_TRIES):
        if not layers:
            break
        llama = _opened(open_context, layers)
        if llama is not None:
            logger.info("%d of %d layers on %s", layers, of, _names(gpus))
            told = "" if layers == wanted else LESS.format(gpu=_names(gpus), layers=layers, of=of)
            return llama, Placement(_names(gpus), layers, of, told)
        layers //= 2
    return open_context(0), Placement(of=of, trouble=TROUBLE.format(gpu=_names(gpus)) if wanted else "")


def _opened(open_context: Open, layers: int) -> LlamaContext | None:
    """Return what computes finite numbers with so many layers on the card, None where nothing does."""
    try:
        llama = open_context(layers)
    except ModelError as error:
        logger.warning("with %d layers on the graphics card the model does not load: %s", layers, error)
        return None
    if llama.computes():
        return llama
    logger.warning("with %d layers on the graphics card the model computes no numbers", layers)
    llama.close()
    return None


def _names(gpus: Sequence[Gpu]) -> str:
    return ", ".join(dict.fromkeys(gpu.name for gpu in gpus))
