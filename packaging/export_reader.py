"""Make the int8 file of the reader that ships, from the weights that train_reader.py left.

    python packaging/export_reader.py TRAINED models/reader/reader.onnx

Linear layers become int8, one scale a column, and so does the table of words, one scale a row. Prints what
models/manifest.json is to say of it.
"""

import argparse
import hashlib
import json
import logging
import sys
import tempfile
import warnings
from pathlib import Path

import torch

from desktop_app.inference.answer_reader import NUMBERS, SCORES, TYPES
from desktop_app.weights import starter_embedder
from reader_network import Reader

OPSET = 17  # ONNX of 2022


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("trained", type=Path)
    options.add_argument("target", type=Path)
    args = options.parse_args()
    reader = Reader.of_embedder(starter_embedder())
    reader.load(args.trained)
    args.target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        whole = Path(temporary) / "float32.onnx"
        trace(reader, whole)
        quantise(whole, args.target)
    data = args.target.read_bytes()
    print(json.dumps({"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}))
    return 0


def trace(reader: Reader, file: Path) -> None:
    """Write the reader as ONNX: token numbers and token types in, three scores a token out."""
    table = torch.from_numpy(reader.word_table())
    scales = table.abs().amax(dim=1, keepdim=True) / 127

    class OnePair(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.reader = reader
            self.register_buffer("table", torch.round(table / scales).to(torch.int8))
            self.register_buffer("scales", scales)

        def forward(self, numbers: torch.Tensor, types: torch.Tensor) -> torch.Tensor:
            words = self.table[numbers].float() * self.scales[numbers]
            scores: torch.Tensor = self.reader.read_rows(words, types)
            return scores

    numbers, types = torch.arange(9)[None], torch.tensor([[0, 0, 0, 0, 1, 1, 1, 1, 1]])
    axes = {NUMBERS: {1: "tokens"}, TYPES: {1: "tokens"}, SCORES: {1: "tokens"}}
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # the older exporter, as in inference/int8_export.py
        torch.onnx.export(
            OnePair().eval(),
            (numbers, types),
            str(file),
            input_names=[NUMBERS, TYPES],
            output_names=[SCORES],
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,
        )


def quantise(whole: Path, target: Path) -> None:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    logging.disable(logging.WARNING)
    quantize_dynamic(
        str(whole),
        str(target),
        op_types_to_quantize=["MatMul", "Gemm"],
        weight_type=QuantType.QInt8,
        per_channel=True,
    )


if __name__ == "__main__":
    sys.exit(main())
