"""An int8 copy of a sentence-transformers model, made once and checked against its original.

Heavy: imports torch, transformers and onnx, and needs memory for two copies of the weights. It
runs in a process of its own (workers/int8_export.py), so that no other one pays for that.
"""

import logging
import os
import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from desktop_app.inference.embedder import Embedder
from desktop_app.inference.int8_embedder import INPUT, OUTPUT, Int8Embedder
from desktop_app.inference.int8_model import CLS, int8_pooling

LEAST_COSINE = 0.99  # on average over `CHECKED`; MiniLM reaches 0.995 and ranks as before
OPSET = 17  # ONNX of 2022

# Short and long, several scripts: a graph that was traced wrongly shows in one of them.
CHECKED = (
    "Bees dance.",
    "What is the notice period for the tenants?",
    "The lease can be ended by either party in writing with a notice period of three months to the end of a month.",
    "Die Größe des Grundstücks zählt, nicht die des Hauses.",
    "El depósito se devuelve en un plazo de treinta días.",
    "你好，世界。合同期限为两年。",
    "The pump delivers 3.2 l/min at 230 V; its part number is XJ-2207/b (see table 4, row 12).",
    "The board met on Tuesday and approved the accounts, the minutes, and the new rules for the laundry room. " * 8,
)


class UnfaithfulCopy(Exception):
    """The int8 copy's vectors are too far from the original's."""


def export_int8(folder: Path, target: Path) -> float:
    """Write the int8 copy of the embedder in `folder` to `target`, in one step; return its mean cosine.

    Linear layers become int8, one scale a column, and so does the table of words where that
    does not cost too much. Raises UnfaithfulCopy, EmbedderUnusable, and whatever the
    libraries raise for architectures that they can't export.
    """
    original = Embedder.open(folder)
    expected = original.embed_passages(CHECKED)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".making-") as temporary:
        whole, copy = Path(temporary) / "float32.onnx", Path(temporary) / "int8.onnx"
        _trace(original, folder, whole)
        cosine = 0.0
        for layers in (("MatMul", "Gemm", "Gather"), ("MatMul", "Gemm")):
            _quantise(whole, copy, layers)
            vectors = Int8Embedder.open(folder, copy, "").embed_passages(CHECKED)
            cosine = float(np.mean(np.sum(vectors * expected, axis=1)))
            if cosine >= LEAST_COSINE:
                copy.chmod(0o644)
                os.replace(copy, target)  # noqa: PTH105 - says what it does: over whatever is there
                return cosine
    raise UnfaithfulCopy(f"mean cosine {cosine:.3f}")


def _trace(original: Embedder, folder: Path, file: Path) -> None:
    """Write the model as ONNX: one text's token numbers in, one vector (not normalised) out."""
    import torch

    transformer = original.transformer()
    transformer.config._attn_implementation = "eager"  # the plain formula; the exporter knows no other
    takes_first = int8_pooling(folder) == CLS

    class OneText(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.transformer = transformer

        def forward(self, input_ids: Any) -> Any:
            tokens = self.transformer(input_ids=input_ids, attention_mask=torch.ones_like(input_ids))[0]
            return tokens[:, 0] if takes_first else tokens.mean(dim=1)

    example = torch.tensor([[1, 2, 3, 4, 5, 6, 7]])
    with warnings.catch_warnings(), torch.no_grad():
        # The older exporter: the newer one takes six times as long and needs a further package.
        # What it can't follow shows in the cosines.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            OneText().eval(),
            (example,),
            str(file),
            input_names=[INPUT],
            output_names=[OUTPUT],
            dynamic_axes={INPUT: {1: "tokens"}},
            opset_version=OPSET,
            dynamo=False,
        )


def _quantise(whole: Path, copy: Path, layers: tuple[str, ...]) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    before = logging.root.manager.disable
    logging.disable(logging.WARNING)  # advice with an address in it, which no person should be sent to
    try:
        quantize_dynamic(
            str(whole), str(copy), op_types_to_quantize=list(layers), weight_type=QuantType.QInt8, per_channel=True
        )
    finally:
        logging.disable(before)
