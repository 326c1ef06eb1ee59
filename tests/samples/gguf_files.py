"""Small GGUF files made on the spot: a complete tiny llama, and ones with something wrong."""

import struct
from pathlib import Path

import numpy as np
from gguf import GGUFWriter, TokenType

TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
WIDTH, LAYERS, HEADS, FEED_FORWARD = 32, 1, 2, 64


def write_tiny_model(
    path: Path,
    *,
    architecture: str = "llama",
    template: str | None = TEMPLATE,
    kind: str = "",
    pooling: int = 0,
    user_defined: tuple[str, ...] = (),
    wrong_shape: bool = False,
) -> Path:
    """Write a llama with random weights and a byte vocabulary; it writes nonsense, but it runs."""
    writer = GGUFWriter(path, architecture)
    if kind:
        writer.add_string("general.type", kind)
    writer.add_context_length(512)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(FEED_FORWARD)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    if pooling:
        writer.add_uint32(f"{architecture}.pooling_type", pooling)
    tokens = add_vocabulary(writer, user_defined)
    if template is not None:
        writer.add_chat_template(template)
    for name, shape in _tensors(tokens).items():
        if wrong_shape and name == "output_norm.weight":
            shape = (WIDTH // 2,)
        writer.add_tensor(name, _weights(shape))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def header(*, tensors: int = 0, keys: int = 0, version: int = 3, body: bytes = b"") -> bytes:
    """Return the bytes of a GGUF file with these counts, whether or not `body` keeps the promise."""
    return b"GGUF" + struct.pack("<IQQ", version, tensors, keys) + body


def text(value: str) -> bytes:
    """Return a string as GGUF writes it."""
    return struct.pack("<Q", len(value.encode())) + value.encode()


def add_vocabulary(writer: GGUFWriter, user_defined: tuple[str, ...]) -> int:
    words = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256)), "<|im_start|>", "<|im_end|>"]
    types = [TokenType.UNKNOWN, TokenType.CONTROL, TokenType.CONTROL, *[TokenType.BYTE] * 256]
    types += [TokenType.CONTROL] * 2 + [TokenType.USER_DEFINED] * len(user_defined)
    words += user_defined
    writer.add_tokenizer_model("llama")
    writer.add_token_list(words)
    writer.add_token_scores([0.0] * len(words))
    writer.add_token_types(types)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_add_bos_token(True)
    writer.add_add_space_prefix(False)
    return len(words)


def _tensors(tokens: int) -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {
        "token_embd.weight": (tokens, WIDTH),
        "output_norm.weight": (WIDTH,),
        "output.weight": (tokens, WIDTH),
    }
    for layer in range(LAYERS):
        block = f"blk.{layer}."
        shapes |= {block + name: (WIDTH,) for name in ("attn_norm.weight", "ffn_norm.weight")}
        shapes |= {block + f"attn_{name}.weight": (WIDTH, WIDTH) for name in ("q", "k", "v", "output")}
        shapes |= {block + f"ffn_{name}.weight": (FEED_FORWARD, WIDTH) for name in ("gate", "up")}
        shapes[block + "ffn_down.weight"] = (WIDTH, FEED_FORWARD)
    return shapes


def _weights(shape: tuple[int, ...]) -> np.ndarray:
    return np.random.default_rng(0).normal(0, 0.05, shape).astype(np.float32)
