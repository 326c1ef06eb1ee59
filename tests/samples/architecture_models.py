"""A small model with random weights of each architecture that adapters are trained for, as GGUF."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from gguf import GGUFWriter

from tests.samples.gguf_files import TEMPLATE, add_vocabulary

WIDTH, LAYERS, HEADS, KV_HEADS, FEED_FORWARD, CONTEXT = 64, 2, 4, 2, 96, 512


@dataclass(frozen=True)
class Kind:
    """What one architecture has beside, or instead of, a llama's parts."""

    head: int = 16
    biases: tuple[str, ...] = ()
    norms: tuple[str, ...] = ()  # of the layer's width
    head_norms: tuple[str, ...] = ()  # of a head's width
    fused: bool = False
    tied: bool = False
    architecture: str = ""  # where it differs from the kind's name
    more: Callable[[GGUFWriter], None] = field(default=lambda writer: None)


def _gemma2(writer: GGUFWriter) -> None:
    writer.add_attn_logit_softcapping(50.0)
    writer.add_final_logit_softcapping(30.0)
    writer.add_sliding_window(CONTEXT)


def _phi3(writer: GGUFWriter) -> None:
    writer.add_sliding_window(CONTEXT)
    writer.add_pad_token_id(0)  # transformers takes 32000 otherwise, beyond this vocabulary


POST = ("post_attention_norm", "post_ffw_norm")
KINDS = {
    "llama": Kind(),
    "mistral": Kind(architecture="llama", more=lambda writer: writer.add_name("Mistral 7B Instruct")),
    "qwen2": Kind(biases=("attn_q", "attn_k", "attn_v")),
    "qwen3": Kind(head=128, head_norms=("attn_q_norm", "attn_k_norm")),
    "gemma": Kind(head=256, tied=True),
    "gemma2": Kind(head=256, norms=POST, tied=True, more=_gemma2),
    "gemma3": Kind(
        head=256,
        norms=POST,
        head_norms=("attn_q_norm", "attn_k_norm"),
        tied=True,
        more=lambda writer: writer.add_sliding_window(CONTEXT),
    ),
    "phi3": Kind(fused=True, more=_phi3),
}


def architecture_of(name: str) -> str:
    """Return what GGUF calls a kind: a Mistral is a llama there."""
    return KINDS[name].architecture or name


def write_model_of(name: str, path: Path) -> Path:
    """Write a model of that kind with random weights and a byte vocabulary."""
    kind = KINDS[name]
    writer = GGUFWriter(path, architecture_of(name))
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(FEED_FORWARD)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KV_HEADS)
    writer.add_key_length(kind.head)
    writer.add_value_length(kind.head)
    writer.add_rope_dimension_count(kind.head)
    writer.add_rope_freq_base(10_000.0)
    writer.add_layer_norm_rms_eps(1e-6)
    kind.more(writer)
    words = add_vocabulary(writer, ())
    writer.add_chat_template(TEMPLATE)
    random = np.random.default_rng(1)
    for tensor, shape in _shapes(kind, words).items():
        around = 1.0 if tensor.endswith("norm.weight") else 0.0
        writer.add_tensor(tensor, random.normal(around, 0.15, shape).astype(np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _shapes(kind: Kind, words: int) -> dict[str, tuple[int, ...]]:
    queries, keys = HEADS * kind.head, KV_HEADS * kind.head
    shapes: dict[str, tuple[int, ...]] = {"token_embd.weight": (words, WIDTH), "output_norm.weight": (WIDTH,)}
    if not kind.tied:
        shapes["output.weight"] = (words, WIDTH)
    for layer in range(LAYERS):
        block = f"blk.{layer}."
        matrices = {"attn_q": (queries, WIDTH), "attn_k": (keys, WIDTH), "attn_v": (keys, WIDTH)}
        matrices |= {"ffn_gate": (FEED_FORWARD, WIDTH), "ffn_up": (FEED_FORWARD, WIDTH)}
        if kind.fused:
            matrices = {"attn_qkv": (queries + 2 * keys, WIDTH), "ffn_up": (2 * FEED_FORWARD, WIDTH)}
        matrices |= {"attn_output": (WIDTH, queries), "ffn_down": (WIDTH, FEED_FORWARD)}
        shapes |= {f"{block}{name}.weight": shape for name, shape in matrices.items()}
        shapes |= {f"{block}{name}.bias": matrices[name][:1] for name in kind.biases}
        shapes |= {f"{block}{name}.weight": (WIDTH,) for name in ("attn_norm", "ffn_norm", *kind.norms)}
        shapes |= {f"{block}{name}.weight": (kind.head,) for name in kind.head_norms}
    return shapes
