"""How much memory a training needs, told before anything is loaded, and which layers to compute twice.

Between a step's way forward and back every layer's results are kept; those of layers that are
computed twice are not. The factors are from SmolLM2 135M in float32, 512 tokens, rank 16: a process
took 1.98 GB at its height with no layer computed twice, 1.74 with every second, 1.51 with all of them
(in bfloat16 1.33 with none, 1.14 with every second).
"""

from dataclasses import dataclass

from desktop_app.errors import TrainingOutOfMemory

ALL, SOME, NONE = 1, 2, 0  # every layer, every second, none: what BaseModel.learn takes
PLENTY = 0.7  # of the free memory; the rest stays for the programs beside it
_RUNTIME = 830_000_000  # bytes of Python, torch, transformers and what they set aside to compute with
_KEPT = 0.6  # of a layer's results; the others are not needed on the way back
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
    per_layer = 4 * tokens * (12 * shape.width + 4 * shape.feed_forward) * _KEPT
    kept_layers = shape.layers * (1 - 1 / recomputed if recomputed else 1) + 1
    adapter = shape.layers * rank * (10 * shape.width + 3 * shape.feed_forward)
    return int(_RUNTIME + shape.parameters * weight_bytes + per_layer * kept_layers + adapter * _ADAPTER_COPIES)


def choose_recomputed(
    shape: ModelShape, *, tokens: int, rank: int, weight_bytes: int, free: int, saves_memory: bool
) -> int:
    """Return which layers to compute twice so that it fits into `free` bytes: none where there is plenty of room.

    What is computed twice costs up to a quarter of the time. Raises TrainingOutOfMemory where not even ALL fits.
    """
    for recomputed in (ALL,) if saves_memory else (NONE, SOME, ALL):
        needed = needed_bytes(shape, tokens=tokens, rank=rank, weight_bytes=weight_bytes, recomputed=recomputed)
        if needed <= (free if recomputed == ALL else PLENTY * free):
            return recomputed
    raise TrainingOutOfMemory(
        f"Training this model needs about {needed / 1e9:.1f} GB of memory and {free / 1e9:.1f} GB are free;"
        " close other programs, shorten the examples with --max-tokens, or choose a smaller model."
    )
