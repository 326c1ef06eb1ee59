"""LoRA adapters made on the spot: random weights of the right shapes, and ones with something wrong."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from gguf import GGUFWriter

from desktop_app.inference.gguf_header import read_gguf_header

ATTENTION = ("attn_q", "attn_v")

Matrices = dict[str, np.ndarray]


def random_matrices(
    model: Path, *, rank: int = 4, kinds: Sequence[str] = ATTENTION, seed: int = 0, size: float = 0.05
) -> Matrices:
    """Return both matrices for each layer of these kinds, as a GGUF adapter names them."""
    random = np.random.default_rng(seed)
    matrices: Matrices = {}
    for tensor in read_gguf_header(model).tensors:
        if tensor.name.split(".")[-2] in kinds and tensor.name.endswith(".weight"):
            wide, high = tensor.shape
            matrices[f"{tensor.name}.lora_a"] = random.normal(0, size, (rank, wide)).astype(np.float32)
            matrices[f"{tensor.name}.lora_b"] = random.normal(0, size, (high, rank)).astype(np.float32)
    return matrices


def write_adapter(
    path: Path,
    matrices: Mapping[str, np.ndarray],
    *,
    architecture: str = "llama",
    kind: str = "adapter",
    adapter_type: str = "lora",
    alpha: float | None = 8.0,
    base: str = "",
    texts: Mapping[str, str] | None = None,
    numbers: Mapping[str, int] | None = None,
) -> Path:
    """Write a GGUF adapter of these matrices."""
    writer = GGUFWriter(path, architecture)
    writer.add_string("general.type", kind)
    writer.add_string("adapter.type", adapter_type)
    if alpha is not None:
        writer.add_float32("adapter.lora.alpha", alpha)
    if base:
        writer.add_string("general.base_model.0.name", base)
    for key, text in (texts or {}).items():
        writer.add_string(key, text)
    for key, number in (numbers or {}).items():
        writer.add_uint32(key, number)
    for name, matrix in matrices.items():
        writer.add_tensor(name, matrix)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path
