"""The matrices of a GGUF adapter as transformers and peft name and arrange them: the way back from `peft_folder`.

For training an adapter further. The file was checked by its header before (adapter_card, passport).
"""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from desktop_app.errors import AdapterDamaged, AdapterUnsupported
from desktop_app.inference.adapter_card import DOWN, UP
from desktop_app.inference.gguf_header import GgufHeader
from desktop_app.inference.peft_folder import Matrix, names_in_gguf, ordered_as_transformers

_ENDS = {DOWN: ".lora_A.weight", UP: ".lora_B.weight"}


def read_adapter_state(adapter: Path, model: GgufHeader, names: Iterable[str]) -> dict[str, Matrix]:
    """Return the float32 matrices of `names` that the adapter has; `names` are as peft saves them.

    `model` is the header of the model that both belong to. Raises AdapterDamaged where numbers are none,
    and AdapterUnsupported where the adapter changes what none of `names` stands for.
    """
    stored = _read_tensors(adapter)
    known = names_in_gguf(model)
    state: dict[str, Matrix] = {}
    for name in names:
        module, side = _parts(name)
        target = known.get_name(module)
        matrix = stored.pop(f"{target}.weight{side}", None) if target else None
        if matrix is None or target is None:
            continue
        if not np.isfinite(matrix).all():
            raise AdapterDamaged("The adapter holds numbers that are none, so its training failed; train it again.")
        state[name] = ordered_as_transformers(target, matrix, model) if side == UP else matrix
    if any(name.endswith((DOWN, UP)) for name in stored):
        raise AdapterUnsupported("This adapter changes layers that Carrel does not train; train a new one instead.")
    return state


def _parts(name: str) -> tuple[str, str]:
    """Return module and side of a name such as "base_model.model.model.layers.0.mlp.up_proj.lora_A.weight"."""
    for side, end in _ENDS.items():
        if name.endswith(end):
            return name.removesuffix(end).removeprefix("base_model.model."), side
    raise ValueError(f"{name} is no matrix of a LoRA")


def _read_tensors(adapter: Path) -> dict[str, Matrix]:
    from gguf import GGUFReader
    from gguf.quants import dequantize

    reader = GGUFReader(adapter)
    return {
        tensor.name: np.array(dequantize(tensor.data, tensor.tensor_type), dtype=np.float32)
        for tensor in reader.tensors
    }
