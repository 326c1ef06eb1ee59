"""An adapter of random numbers for a model at hand: it says nothing sensible, and shows that adapters work.

For the self-test and for measuring: what an adapter costs depends on its layers and rank alone.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from desktop_app.inference.adapter_card import ALPHA, DOWN, UP, target_kind
from desktop_app.inference.gguf_header import read_gguf_header


def write_random_adapter(
    path: Path, model: Path, *, rank: int, kinds: Sequence[str], size: float, seed: int = 0
) -> Path:
    """Write to `path` an adapter for these kinds of layers ("attn_q"); `size` is how far its numbers spread."""
    from gguf import GGUFWriter

    random = np.random.default_rng(seed)
    header = read_gguf_header(model)
    writer = GGUFWriter(path, header.architecture)
    try:
        writer.add_string("general.type", "adapter")
        writer.add_string("adapter.type", "lora")
        writer.add_float32(ALPHA, 2.0 * rank)
        for tensor in header.tensors:
            if len(tensor.shape) == 2 and target_kind(tensor.name) in kinds:
                wide, high = tensor.shape
                writer.add_tensor(f"{tensor.name}{DOWN}", random.normal(0, size, (rank, wide)).astype(np.float32))
                writer.add_tensor(f"{tensor.name}{UP}", random.normal(0, size, (high, rank)).astype(np.float32))
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
    finally:
        writer.close()
    return path
