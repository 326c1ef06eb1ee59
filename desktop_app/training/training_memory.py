"""How much memory a training needs, told before anything is loaded, and which layers to compute twice.

Between a step's way forward and back every layer's results are kept; those of layers that are
computed twice are not. The factors were measured with SmolLM2 135M in float32, 512 tokens: 1.2 GB
for all layers (2.2 GB in all), 0.6 GB with every layer computed twice (1.6 GB in all).
"""

from dataclasses import dataclass

from desktop_app.errors import TrainingOutOfMemory

ALL, SOME, NONE = 1, 3, 0  # every layer, every third, none: what BaseModel.learn takes
_RUNTIME = 350_000_000  # bytes of Python, torch and transformers
_OVERHEAD = 1.75  # of what is kept, for what is only passed through
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
    per_layer = 4 * tokens * (12 * shape.width + 4 * shape.feed_forward) * _OVERHEAD
    kept_layers = shape.layers * (1 - 1 / recomputed if recomputed else 1) + 1
    adapter = shape.layers * rank * (10 * shape.width + 3 * shape.feed_forward)
    return int(_RUNTIME + shape.parameters * weight_bytes + per_layer * kept_layers + adapter * _ADAPTER_COPIES)


def choose_recomputed(
    shape: ModelShape, *, tokens: int, rank: int, weight_bytes: int, free: int, saves_memory: bool
) -> int:
    """Return which layers to compute twice so that it fits into `free` bytes: SOME where there is room.

    A third costs little time and keeps a small laptop's memory free. Raises TrainingOutOfMemory
    where not even ALL fits.
    """
    for recomputed in (ALL,) if saves_memory else (SOME, ALL):
        needed = needed_bytes(shape, tokens=tokens, rank=rank, weight_bytes=weight_bytes, recomputed=recomputed)
        if needed <= free:
            return recomputed
    raise TrainingOutOfMemory(
        f"Training this model needs about {needed / 1e9:.1f} GB of memory and {free / 1e9:.1f} GB are free;"
        " close other programs, shorten the examples with --max-tokens, or choose a smaller model."
    )
