"""Take the mean of adapters of one model: one that answers better, and one that forgot less, say.

    python packaging/mean_adapter.py ADAPTER.gguf=0.5 OTHER.gguf=0.5 MEAN.gguf [--name NAME] [--check EXAMPLES]

What each adds to a weight of the model is multiplied with its share and added up; of the sum, as many of the
largest singular values are kept as the first adapter has rank. Adapters that were trained from one another lose
next to nothing by that, and their mean does better than its parts do in the mean. With --check, llama.cpp with the
file that was written is compared with the mean itself on some examples, as after a training.
"""

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop_app.domain import ModelCard
from desktop_app.inference.adapter_card import read_adapter
from desktop_app.inference.adapter_state import read_adapter_state
from desktop_app.inference.gguf_header import read_gguf_header
from desktop_app.inference.model_file import file_sha256, read_model_card
from desktop_app.inference.peft_folder import convert_peft_folder
from desktop_app.sealed import close_network
from desktop_app.training.base_model import BaseModel, open_base_model
from desktop_app.training.device import best_device
from desktop_app.training.examples import read_examples
from desktop_app.training.peft_export import save_as_peft_folder
from desktop_app.training.training_settings import TrainingSettings
from desktop_app.weights import starter_model
from desktop_app.workers.faithfulness import measure_faithfulness, require_faithful
from desktop_app.workers.training_examples import tokenise

DOWN, UP = ".lora_A.weight", ".lora_B.weight"
MOST_TOKENS, MOST_EXAMPLES = 600, 8  # of the check

State = Mapping[str, NDArray[np.float32]]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("adapters", nargs="+", metavar="ADAPTER.gguf=SHARE")
    arguments.add_argument("mean", type=Path)
    arguments.add_argument("--name", default="")
    arguments.add_argument("--check", type=Path, metavar="EXAMPLES")
    options = arguments.parse_args()
    close_network()
    shares = {Path(file): float(share) for file, _, share in (said.rpartition("=") for said in options.adapters)}
    model = read_model_card(starter_model())
    base = write_mean(shares, options.mean, model, options.name)
    if options.check:
        examples = tokenise(read_examples(options.check), Path(model.path), MOST_TOKENS)[:MOST_EXAMPLES]
        found = measure_faithfulness(base, examples, Path(model.path), options.mean, threads=1)
        require_faithful(found)
        print(f"divergence {found.divergence:.4f} nats, without the adapter {found.noise:.4f}")


def write_mean(shares: Mapping[Path, float], target: Path, model: ModelCard, name: str) -> BaseModel:
    """Write the mean of the adapters in `shares` for `model` to `target`; return the model with it."""
    card = read_adapter(next(iter(shares))).card
    settings = TrainingSettings(rank=card.rank, alpha=round(card.alpha or card.rank))
    base = open_base_model(Path(model.path), model.architecture, settings, best_device())
    names = list(base.adapter_state())
    header = read_gguf_header(Path(model.path))
    states = [read_adapter_state(file, header, names) for file in shares]
    strengths = [_strength(file) * share * settings.rank / settings.alpha for file, share in shares.items()]
    base.begin_with(mean_of(states, strengths, settings.rank), {})
    with tempfile.TemporaryDirectory(prefix="carrel-mean-") as folder:
        save_as_peft_folder(base, Path(folder), model.name)
        sha256 = file_sha256(Path(model.path))
        convert_peft_folder(Path(folder), target, header, half=True, base_sha256=sha256, name=name)
    return base


def mean_of(states: Sequence[State], strengths: Sequence[float], rank: int) -> dict[str, NDArray[np.float32]]:
    """Return the matrices of the adapter of `rank` that is nearest to the sum, each one counted with its strength."""
    mean = {}
    for down in (name for name in states[0] if name.endswith(DOWN)):
        up = down.removesuffix(DOWN) + UP
        left = np.concatenate([np.float64(s) * state[up] for s, state in zip(strengths, states, strict=True)], axis=1)
        right = np.concatenate([state[down].astype(np.float64) for state in states], axis=0)
        left_basis, left_rest = np.linalg.qr(left)
        right_basis, right_rest = np.linalg.qr(right.T)
        ups, values, downs = np.linalg.svd(left_rest @ right_rest.T)
        halves = np.sqrt(values[:rank])
        mean[up] = (left_basis @ ups[:, :rank] * halves).astype(np.float32)
        mean[down] = (halves[:, None] * (downs[:rank] @ right_basis.T)).astype(np.float32)
    return mean


def _strength(file: Path) -> float:
    """Return what llama.cpp multiplies the product of both matrices with: 1 where the file does not say alpha."""
    card = read_adapter(file).card
    return card.alpha / card.rank if card.alpha else 1.0


if __name__ == "__main__":
    main()
