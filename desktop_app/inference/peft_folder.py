"""An adapter as peft saves it (adapter_config.json + adapter_model.safetensors), made a GGUF file.

Converted for one model, whose header says how its layers are called and split. Nothing in
the folder is trusted: both files are checked before a number of them is used, and neither
torch nor pickle is involved.
"""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from desktop_app.errors import AdapterDamaged, AdapterMismatch, AdapterMissing, AdapterUnsupported
from desktop_app.inference.adapter_card import ALPHA, BASE_NAME, BASE_SHA256, DOWN, UP, base_name
from desktop_app.inference.gguf_header import GgufHeader

CONFIG, WEIGHTS = "adapter_config.json", "adapter_model.safetensors"
LARGEST = 2_000_000_000  # bytes of weights; a rank-64 adapter of all layers of a 70B model has 1.6 GB
_LARGEST_CONFIG = 1_000_000

# How llama.cpp's converter arranges attention (conversion/*.py): these models' rows of q and k are
# sorted anew by head, those of the others are as in transformers.
_PERMUTED = frozenset({"llama", "granite", "smollm3", "arcee"})
_AS_THEY_ARE = frozenset({"qwen2", "qwen3", "gemma", "gemma2", "gemma3", "phi3", "starcoder2", "stablelm"})

_PLAIN_MODULE = re.compile(r"[\w.]+")

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PeftConfig:
    """What the conversion needs of adapter_config.json; `alphas` are those of single modules."""

    rank: int
    alpha: float
    scaled_by_root: bool
    base: str
    alphas: Mapping[str, float]


def is_peft_folder(path: Path) -> bool:
    """Tell whether `path` is a folder that peft saved, by the names in it."""
    return (path / CONFIG).is_file()


def convert_peft_folder(
    folder: Path, target: Path, model: GgufHeader, *, half: bool = False, base_sha256: str = "", name: str = ""
) -> None:
    """Write the adapter in `folder` to `target` as GGUF, for the model whose header is given.

    Raises AdapterMissing, AdapterDamaged, AdapterMismatch (layers that the model does not have)
    and AdapterUnsupported. What it wrote still wants a passport. `half` stores F16 instead of F32,
    `base_sha256` is the model's file that it was trained on, `name` replaces the folder's.
    """
    config = _read_config(folder / CONFIG)
    matrices = _read_weights(folder / WEIGHTS)
    _refuse_foreign_parts(matrices)
    named = _named_as_gguf(matrices, model)
    from gguf import GGUFWriter

    writer = GGUFWriter(target, model.architecture)
    try:
        writer.add_string("general.type", "adapter")
        writer.add_string("adapter.type", "lora")
        writer.add_float32(ALPHA, config.alpha)
        writer.add_string("general.name", name or base_name(folder.absolute().name))
        if config.base:
            writer.add_string(BASE_NAME, config.base)
        if base_sha256:
            writer.add_string(BASE_SHA256, base_sha256)
        writer.add_file_type(1 if half else 0)
        if template := _chat_template(folder):
            writer.add_chat_template(template)
        for tensor, (module, matrix) in named.items():
            share = _share(module, matrix.shape[1], config) if tensor.endswith(UP) else 1.0
            stored = np.ascontiguousarray(matrix * np.float32(share))
            writer.add_tensor(tensor, stored.astype(np.float16) if half else stored)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
    finally:
        writer.close()


def _read_config(path: Path) -> PeftConfig:
    said = _read_json(path)
    if said.get("peft_type") != "LORA":
        raise AdapterUnsupported("This adapter is not a LoRA, the only kind that Carrel can use; choose another one.")
    for key, kind in {"use_dora": "DoRA", "use_qalora": "QALoRA", "alora_invocation_tokens": "aLoRA"}.items():
        if said.get(key):
            raise AdapterUnsupported(
                f"This adapter is a {kind}, which can't be used beside a model; train a plain LoRA."
            )
    if said.get("modules_to_save") or said.get("trainable_token_indices") or said.get("layer_replication"):
        raise AdapterUnsupported(
            "This adapter also replaces whole layers of its model, which Carrel can't do beside the model;"
            " train it without modules_to_save."
        )
    rank, alpha = said.get("r"), said.get("lora_alpha", 0)
    alphas = said.get("alpha_pattern") or {}
    if (
        not isinstance(rank, int)
        or not 0 < rank < 100_000
        or not _is_positive(alpha)
        or not isinstance(alphas, dict)
        or not all(map(_is_positive, alphas.values()))
        or not all(map(_PLAIN_MODULE.fullmatch, alphas))  # peft takes patterns too; Carrel runs none of a stranger's
    ):
        raise AdapterDamaged(f"The adapter's {CONFIG} does not say its rank and alpha; copy or save it again.")
    base = said.get("base_model_name_or_path")
    return PeftConfig(
        rank,
        float(alpha),
        bool(said.get("use_rslora")),
        base_name(base) if isinstance(base, str) else "",
        {str(module): float(value) for module, value in alphas.items()},
    )


def _read_json(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _LARGEST_CONFIG:
            raise AdapterDamaged(f"The adapter's {CONFIG} is far too large; copy or save it again.")
        said = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise AdapterMissing(f"There is no {path.name} in {path.parent} that Carrel can read.") from error
    except (ValueError, RecursionError) as error:
        raise AdapterDamaged(f"The adapter's {CONFIG} is damaged; copy or save it again.") from error
    if not isinstance(said, dict):
        raise AdapterDamaged(f"The adapter's {CONFIG} is damaged; copy or save it again.")
    return said


def _read_weights(path: Path) -> dict[str, Matrix]:
    from safetensors import SafetensorError, deserialize

    try:
        if path.stat().st_size > LARGEST:
            raise AdapterUnsupported("This adapter is larger than Carrel converts; convert it with llama.cpp's tools.")
        tensors = deserialize(path.read_bytes())  # type: ignore[no-untyped-call]
    except OSError as error:
        if (path.parent / "adapter_model.bin").is_file():
            raise AdapterUnsupported(
                "This adapter is saved in an old format that could run programs; save it as safetensors."
            ) from error
        raise AdapterMissing(f"There is no {path.name} in {path.parent} that Carrel can read.") from error
    except (SafetensorError, ValueError) as error:
        raise AdapterDamaged(f"The adapter's {WEIGHTS} is cut off or damaged; copy or download it again.") from error
    matrices = {name: _matrix(tensor) for name, tensor in tensors}
    if not matrices:
        raise AdapterDamaged("This adapter is empty: it changes nothing; choose another one.")
    return matrices


def _matrix(tensor: Mapping[str, Any]) -> Matrix:
    data, shape = tensor["data"], tensor["shape"]
    match tensor["dtype"]:
        case "F32":
            matrix = np.frombuffer(data, "<f4")
        case "F16":
            matrix = np.frombuffer(data, "<f2").astype(np.float32)
        case "BF16":  # the upper half of a float32, unknown to numpy
            matrix = (np.frombuffer(data, "<u2").astype(np.uint32) << 16).view(np.float32)
        case _:
            raise AdapterUnsupported("This adapter's numbers are stored in an unusual form; save it as F16 or F32.")
    if not np.isfinite(matrix).all():
        raise AdapterDamaged("The adapter holds numbers that are none, so its training failed; train it again.")
    return matrix.reshape(shape)


def _refuse_foreign_parts(matrices: Mapping[str, Matrix]) -> None:
    if any("lora_embedding" in name or ".lm_head." in name or ".embed_tokens." in name for name in matrices):
        raise AdapterUnsupported(
            "This adapter also changes the model's vocabulary (embeddings or lm_head), which Carrel can't do"
            " beside the model; train it without these layers."
        )
    if not all(name.endswith((".lora_A.weight", ".lora_B.weight")) for name in matrices):
        raise AdapterUnsupported(
            "This adapter holds more than LoRA changes, and Carrel can't apply the rest; choose a plain LoRA."
        )


def ordered_as_transformers(target: str, matrix: Matrix, model: GgufHeader) -> Matrix:
    """Undo what the conversion does to the rows of the upper matrix of `target`."""
    heads = _permuted_heads(target, matrix, model)
    if not heads:
        return matrix
    rows, rank = matrix.shape
    return matrix.reshape(heads, rows // heads // 2, 2, rank).swapaxes(1, 2).reshape(rows, rank)


def names_in_gguf(model: GgufHeader) -> Any:
    """Return gguf's map, whose `get_name` makes "blk.0.ffn_up" of "model.layers.0.mlp.up_proj", else None.

    Raises AdapterUnsupported for a kind of model whose adapters are not converted.
    """
    from gguf import MODEL_ARCH, MODEL_ARCH_NAMES, get_tensor_name_map

    architecture = model.architecture
    kinds = [kind for kind in MODEL_ARCH if MODEL_ARCH_NAMES[kind] == architecture]
    if architecture not in _PERMUTED | _AS_THEY_ARE or not kinds:
        raise AdapterUnsupported(
            f"Carrel can't convert adapters for models of the kind {architecture};"
            " convert it with llama.cpp's convert_lora_to_gguf and add the GGUF file."
        )
    return get_tensor_name_map(kinds[0], model.of_architecture("block_count"))


def _named_as_gguf(matrices: Mapping[str, Matrix], model: GgufHeader) -> dict[str, tuple[str, Matrix]]:
    """Return module and matrix by the name llama.cpp knows them by, rows sorted as it has them."""
    names = names_in_gguf(model)
    named = {}
    for name, matrix in matrices.items():
        module, side = name.removesuffix(".weight").rsplit(".", 1)
        module = module.removeprefix("base_model.model.")
        target = names.get_name(module)
        if target is None or matrix.ndim != 2:
            raise AdapterMismatch(
                "This adapter changes layers that the chosen model does not have, so it was made for another model."
            )
        if side == "lora_B":
            matrix = _permuted(target, matrix, model)
        named[f"{target}.weight{DOWN if side == 'lora_A' else UP}"] = (module, matrix)
    return named


def _permuted(target: str, matrix: Matrix, model: GgufHeader) -> Matrix:
    """Sort the rows of q and k as llama.cpp's rotary embedding wants them: pairs beside each other."""
    heads = _permuted_heads(target, matrix, model)
    if not heads:
        return matrix
    rows, rank = matrix.shape
    return matrix.reshape(heads, 2, rows // heads // 2, rank).swapaxes(1, 2).reshape(rows, rank)


def _permuted_heads(target: str, matrix: Matrix, model: GgufHeader) -> int:
    """Return by how many heads the rows of `target` are sorted anew, 0 for as they are."""
    if model.architecture not in _PERMUTED or not target.endswith((".attn_q", ".attn_k")):
        return 0
    heads = model.of_architecture("attention.head_count", 1)
    if target.endswith(".attn_k"):
        heads = model.of_architecture("attention.head_count_kv", heads)
    if heads <= 0 or matrix.shape[0] % (2 * heads):
        raise AdapterMismatch(
            "This adapter's layers have other sizes than the chosen model's, so it was made for another model."
        )
    return heads


def _share(module: str, rank: int, config: PeftConfig) -> float:
    """Return by what a module's matrix grows because its scale is not the alpha / rank of llama.cpp.

    A module may have an alpha of its own (the first whose name ends its own), and rank-stabilised
    LoRA divides by the root of the rank.
    """
    own = (alpha for name, alpha in config.alphas.items() if module == name or module.endswith(f".{name}"))
    alpha = next(own, config.alpha)
    return alpha / config.alpha * (math.sqrt(rank) if config.scaled_by_root else 1.0)


def _chat_template(folder: Path) -> str:
    """Return the template that it was trained with, where the folder keeps one."""
    for name in ("chat_template.jinja", "tokenizer_config.json"):
        path = folder / name
        try:
            if path.stat().st_size > _LARGEST_CONFIG:
                continue
            text = path.read_text(encoding="utf-8")
            said = text if path.suffix == ".jinja" else json.loads(text).get("chat_template", "")
        except (OSError, ValueError, AttributeError, RecursionError):
            continue  # it is only compared with the model's own
        if isinstance(said, str) and said.strip():
            return said
    return ""


def _is_positive(value: object) -> bool:
    return type(value) in (int, float) and math.isfinite(value) and value > 0  # type: ignore[arg-type,operator]
