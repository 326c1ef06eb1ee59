"""peft's folders become GGUF adapters that compute the same, and what can't is refused in a sentence."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from desktop_app.errors import AdapterDamaged, AdapterError, AdapterMismatch, AdapterMissing, AdapterUnsupported
from desktop_app.inference.adapter_card import read_adapter
from desktop_app.inference.gguf_header import read_gguf_header
from desktop_app.inference.llama_context import LlamaContext
from desktop_app.inference.peft_folder import convert_peft_folder, is_peft_folder
from desktop_app.weights import starter_model
from tests.samples.gguf_files import FEED_FORWARD, HEADS, LAYERS, WIDTH, write_tiny_model
from tests.samples.peft_folders import MODULES, peft_matrices, write_peft_folder

PROMPT = [1, 40, 77, 102, 250, 33, 9, 180]  # tokens of the tiny model


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_model(tmp_path_factory.mktemp("model") / "tiny.gguf")


def convert(folder: Path, model: Path) -> Path:
    target = folder.parent / f"{folder.name}.gguf"
    convert_peft_folder(folder, target, read_gguf_header(model))
    return target


def logits_of_llama(model: Path, adapter: Path | None) -> np.ndarray:
    """What llama.cpp says of the next token after PROMPT."""
    llama = LlamaContext(model, context=64, threads=2)
    try:
        llama.use_adapters([(adapter, 1.0)] if adapter else [])
        llama.read(PROMPT, is_cancelled=lambda: False, on_progress=lambda *_: None)
        row = llama._c.llama_get_logits_ith(llama._context, -1)
        return np.array(row[: llama.vocabulary.size])
    finally:
        llama.close()


def logits_of_transformers(
    model: Path, matrices: dict[str, np.ndarray], scale: Callable[[str], float] = lambda module: 0.0
) -> np.ndarray:
    """What transformers says, with the adapter's share added to the weights themselves."""
    import torch
    from gguf import GGUFReader
    from transformers import LlamaConfig, LlamaForCausalLM

    tensors = {tensor.name: np.array(tensor.data) for tensor in GGUFReader(model).tensors}
    config = LlamaConfig(
        vocab_size=len(tensors["output.weight"]),
        hidden_size=WIDTH,
        intermediate_size=FEED_FORWARD,
        num_hidden_layers=LAYERS,
        num_attention_heads=HEADS,
        num_key_value_heads=HEADS,
        rms_norm_eps=1e-5,
        tie_word_embeddings=False,
    )
    merged = LlamaForCausalLM(config)
    weights = {"model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output"}
    for layer in range(LAYERS):
        own = {**MODULES, "attn_norm": "input_layernorm", "ffn_norm": "post_attention_layernorm"}
        weights |= {f"model.layers.{layer}.{module}": f"blk.{layer}.{name}" for name, module in own.items()}
    with torch.no_grad():
        for module, name in weights.items():
            weight = tensors[f"{name}.weight"]
            if name.endswith(("attn_q", "attn_k")):  # pairs beside each other become halves of a head
                weight = weight.reshape(HEADS, WIDTH // HEADS // 2, 2, WIDTH).swapaxes(1, 2).reshape(WIDTH, WIDTH)
            merged.get_submodule(module).weight.copy_(torch.from_numpy(weight.copy()))
        for name, down in matrices.items():
            if name.endswith("lora_A.weight"):
                module = name.removeprefix("base_model.model.").removesuffix(".lora_A.weight")
                up = matrices[name.replace("lora_A", "lora_B")]
                merged.get_submodule(module).weight += torch.from_numpy(up @ down * np.float32(scale(module)))
        logits: np.ndarray = merged(torch.tensor([PROMPT])).logits[0, -1].numpy()
    return logits


@pytest.mark.parametrize(
    ("kinds", "config", "scale"),
    [
        (("attn_q", "attn_k"), {}, lambda module: 2.0),
        (("attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"), {}, lambda module: 2.0),
        (("attn_q", "attn_v"), {"use_rslora": True}, lambda module: 4.0),
        (
            ("attn_q", "attn_v"),
            {"alpha_pattern": {"v_proj": 2}},
            lambda module: 0.5 if module.endswith("v_proj") else 2.0,
        ),
    ],
    ids=["q and k, sorted by head", "everything else", "rank-stabilised", "an alpha of its own"],
)
def test_the_converted_adapter_computes_what_merged_weights_do(
    tiny: Path, tmp_path: Path, kinds: tuple[str, ...], config: dict[str, Any], scale: Callable[[str], float]
) -> None:
    matrices = peft_matrices(tiny, kinds=kinds, size=0.6)
    adapter = convert(write_peft_folder(tmp_path / "mine", matrices, **config), tiny)
    expected = logits_of_transformers(tiny, matrices, scale)
    difference = np.abs(logits_of_llama(tiny, adapter) - expected).max()
    effect = np.abs(logits_of_llama(tiny, None) - expected).max()
    rounding = np.abs(logits_of_llama(tiny, None) - logits_of_transformers(tiny, {})).max()
    assert rounding < 1e-5
    assert difference < 0.02 * effect  # rows in the wrong order make it as large as the effect


def test_the_converted_adapter_says_where_it_comes_from(tmp_path: Path) -> None:
    matrices = peft_matrices(starter_model(), kinds=("attn_q", "attn_v"))
    folder = write_peft_folder(tmp_path / "my-tone", matrices)
    (folder / "tokenizer_config.json").write_text(json.dumps({"chat_template": "{{ messages }}"}), encoding="utf-8")
    assert is_peft_folder(folder)
    adapter = read_adapter(convert(folder, starter_model()))
    assert adapter.card.base == "SmolLM2 135M Instruct"
    assert adapter.card.targets == ("attn_q", "attn_v")
    assert (adapter.card.rank, adapter.card.alpha) == (4, 8.0)
    assert adapter.header.text("tokenizer.chat_template") == "{{ messages }}"


def test_half_precision_is_read_as_it_is(tiny: Path, tmp_path: Path) -> None:
    matrices = {name: matrix.astype(np.float16) for name, matrix in peft_matrices(tiny).items()}
    convert(write_peft_folder(tmp_path / "half", matrices), tiny)
    import torch
    from safetensors.torch import save_file

    folder = write_peft_folder(tmp_path / "brain", matrices)
    save_file(
        {n: torch.from_numpy(m).to(torch.bfloat16) for n, m in matrices.items()}, folder / "adapter_model.safetensors"
    )
    assert read_adapter(convert(folder, tiny)).card.rank == 4


def damage(folder: Path, name: str, keep: int) -> None:
    path = folder / name
    path.write_bytes(path.read_bytes()[:keep])


EMBEDDING = "base_model.model.model.embed_tokens.lora_embedding_A"
HEAD = "base_model.model.lm_head.lora_A.weight"
Q = "base_model.model.model.layers.0.self_attn.q_proj"


@pytest.mark.parametrize(
    ("config", "extra", "error"),
    [
        ({"peft_type": "IA3"}, {}, AdapterUnsupported),
        ({"use_dora": True}, {}, AdapterUnsupported),
        ({"modules_to_save": ["lm_head"]}, {}, AdapterUnsupported),
        ({"r": 0}, {}, AdapterDamaged),
        ({"r": "8"}, {}, AdapterDamaged),
        ({"lora_alpha": -1}, {}, AdapterDamaged),
        ({"lora_alpha": None}, {}, AdapterDamaged),
        ({"alpha_pattern": {"(a+)+$": 3}}, {}, AdapterDamaged),
        ({}, {EMBEDDING: np.zeros((4, 261), np.float32)}, AdapterUnsupported),
        ({}, {HEAD: np.zeros((4, 32), np.float32)}, AdapterUnsupported),
        ({}, {f"{Q}.lora_magnitude_vector": np.zeros(32, np.float32)}, AdapterUnsupported),
        ({}, {f"{Q}.lora_A.weight": np.full((4, 32), np.nan, np.float32)}, AdapterDamaged),
        ({}, {f"{Q}.lora_A.weight": np.zeros((4, 32), np.int32)}, AdapterUnsupported),
        ({}, {f"{Q}.lora_A.weight": np.zeros(32, np.float32)}, AdapterMismatch),
        ({}, {f"{Q}.lora_B.weight": np.zeros((30, 4), np.float32)}, AdapterMismatch),
        ({}, {Q.replace(".0.", ".9.") + ".lora_A.weight": np.zeros((4, 32), np.float32)}, AdapterMismatch),
        ({}, {"base_model.model.transformer.h.0.attn.lora_A.weight": np.zeros((4, 32), np.float32)}, AdapterMismatch),
    ],
)
def test_what_can_not_be_converted_gets_its_sentence(
    tiny: Path, tmp_path: Path, config: dict[str, Any], extra: dict[str, np.ndarray], error: type[AdapterError]
) -> None:
    folder = write_peft_folder(tmp_path / "bad", {**peft_matrices(tiny), **extra}, **config)
    with pytest.raises(error) as raised:
        convert(folder, tiny)
    assert "lora_" not in str(raised.value)
    assert str(raised.value).endswith(".")


def test_damaged_and_missing_files_are_told(tiny: Path, tmp_path: Path) -> None:
    for number, (name, keep) in enumerate(
        [("adapter_config.json", 20), ("adapter_model.safetensors", 500), ("adapter_model.safetensors", 3)]
    ):
        folder = write_peft_folder(tmp_path / str(number), peft_matrices(tiny))
        damage(folder, name, keep)
        with pytest.raises(AdapterDamaged):
            convert(folder, tiny)
    (folder / "adapter_model.safetensors").unlink()
    with pytest.raises(AdapterMissing):
        convert(folder, tiny)
    (folder / "adapter_model.bin").write_bytes(b"pickle")
    with pytest.raises(AdapterUnsupported, match="safetensors"):
        convert(folder, tiny)


def test_models_whose_layers_are_arranged_otherwise_are_left_to_llama_cpp(tmp_path: Path, tiny: Path) -> None:
    other = write_tiny_model(tmp_path / "other.gguf", architecture="mpt")
    folder = write_peft_folder(tmp_path / "mine", peft_matrices(tiny))
    with pytest.raises(AdapterUnsupported, match="convert_lora_to_gguf"):
        convert(folder, other)
