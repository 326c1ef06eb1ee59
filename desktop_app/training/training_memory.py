"""How much memory a training needs, told before anything is loaded, and which layers to compute twice.

Between a step's way forward and back every layer's results are kept; those of layers that are
computed twice are not. The factors are from SmolLM2 135M, rank 16, steps on 8 examples of 250 tokens each, 512
tokens at once: a process took 2.60 GB at its height in float32 with no layer computed twice, 1.48 with all of them
(1.61 with every second, of which there were two steps only), and 1.66 in bfloat16 with none.
"""

from dataclasses import dataclass

from desktop_app.errors import TrainingOutOfMemory

ALL, SOME, NONE = 1, 2, 0  # every layer, every second, none: what BaseModel.learn takes
PLENTY = 0.7  # of the free memory; the rest stays for the programs beside it
# A person works beside a training. Where computing twice brings it below, it takes no more than this even where
# there is plenty; a model that is larger anyway is trained the quickest way that fits.
MODEST = 2_000_000_000
_RUNTIME = 800_000_000  # bytes of Python, torch, transformers and what they set aside to compute with
_KEPT = 1.15  # of a layer's results, what lies between them in memory included
_ADAPTER_COPIES = 6 * 4  # bytes a trained weight: itself, gradient, two moments, the best, a checkpoint's copy


@dataclass(frozen=True, slots=True)
class ModelShape:
    """What a model's header says about its size."""

    parameters: int
    layers: int
    width: int
    feed_forward: int


def needed_bytes(shape: ModelShape, *, tokens: int, rank: int, weight_bytes: int, recomputed: int) -> int:
    """Return about how much memory steps on `tokens` at a time take; `recomputed` is ALL, SOME or NONE."""
    per_layer = weight_bytes * tokens * (12 * shape.width + 4 * shape.feed_forward) * _KEPT
    kept_layers = shape.layers * (1 - 1 / recomputed if recomputed else 1) + 1
    adapter = shape.layers * rank * (10 * shape.width + 3 * shape.feed_forward)
    return int(_RUNTIME + shape.parameters * weight_bytes + per_layer * kept_layers + adapter * _ADAPTER_COPIES)


def choose_recomputed(
    shape: ModelShape,
    *,
    tokens: int,
    rank: int,
    weight_bytes: int,
    free: int,
    saves_memory: bool,
    is_shared: bool = True,
) -> int:
    """Return which layers to compute twice so that it fits into `free` bytes: as few as leave it MODEST.

    Memory that is not `is_shared` with a person's programs, a card's own, is taken as far as PLENTY goes. What
    is computed twice costs up to a quarter of the time. Raises TrainingOutOfMemory where not even ALL fits.
    """
    choices = (ALL,) if saves_memory else (NONE, SOME, ALL)
    needs = {
        choice: needed_bytes(shape, tokens=tokens, rank=rank, weight_bytes=weight_bytes, recomputed=choice)
        for choice in choices
    }
    fitting = [choice for choice in choices if needs[choice] <= (free if choice == ALL else PLENTY * free)]
    if fitting and not is_shared:
        return fitting[0]
    if fitting:
        return next((choice for choice in fitting if needs[choice] <= MODEST), fitting[0])
    needed = needs[ALL]
    raise TrainingOutOfMemory(
        f"Training this model needs about {needed / 1e9:.1f} GB of memory and {free / 1e9:.1f} GB are free;"
        " close other programs, shorten the examples with --max-tokens, or choose a smaller model."
    )
