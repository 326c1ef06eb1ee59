"""Folders as peft saves them, made without peft."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file

from desktop_app.inference.gguf_header import read_gguf_header

# The modules of a llama in transformers, by what llama.cpp calls them.
MODULES = {
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}


def peft_matrices(
    model: Path, *, rank: int = 4, kinds: Sequence[str] = tuple(MODULES), seed: int = 0, size: float = 0.05
) -> dict[str, np.ndarray]:
    """Return lora_A and lora_B of each layer of a llama, named as peft names them."""
    random = np.random.default_rng(seed)
    matrices = {}
    for tensor in read_gguf_header(model).tensors:
        parts = tensor.name.split(".")
        if parts[0] == "blk" and parts[2] in kinds:
            module = f"base_model.model.model.layers.{parts[1]}.{MODULES[parts[2]]}"
            wide, high = tensor.shape
            matrices[f"{module}.lora_A.weight"] = random.normal(0, size, (rank, wide)).astype(np.float32)
            matrices[f"{module}.lora_B.weight"] = random.normal(0, size, (high, rank)).astype(np.float32)
    return matrices


def write_peft_folder(folder: Path, matrices: Mapping[str, np.ndarray], **config: Any) -> Path:
    """Write the two files; `config` replaces or adds to what adapter_config.json says."""
    folder.mkdir()
    said = {
        "peft_type": "LORA",
        "r": 4,
        "lora_alpha": 8,
        "base_model_name_or_path": "HuggingFaceTB/SmolLM2-135M-Instruct",
        "target_modules": ["q_proj", "v_proj"],
        **config,
    }
    (folder / "adapter_config.json").write_text(json.dumps(said), encoding="utf-8")
    save_file(dict(matrices), folder / "adapter_model.safetensors")
    return folder
