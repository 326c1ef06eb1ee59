"""The mean of adapters: their sum by shares, at the first one's rank, as a file that the model takes."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from desktop_app.inference.adapter_card import read_adapter
from desktop_app.inference.adapter_state import read_adapter_state
from desktop_app.inference.gguf_header import read_gguf_header
from desktop_app.inference.model_file import read_model_card
from desktop_app.inference.random_adapter import write_random_adapter
from mean_adapter import DOWN, UP, mean_of, write_mean
from tests.samples.architecture_models import write_model_of

LAYER = "base_model.model.model.layers.0.mlp.up_proj"
RANK, WIDE, HIGH = 4, 24, 32


def adapter(seed: int) -> dict[str, NDArray[np.float32]]:
    random = np.random.default_rng(seed)
    shapes = {DOWN: (RANK, WIDE), UP: (HIGH, RANK)}
    return {f"{LAYER}{end}": random.normal(size=shape).astype(np.float32) for end, shape in shapes.items()}


def product(state: dict[str, NDArray[np.float32]]) -> NDArray[np.float32]:
    return state[f"{LAYER}{UP}"] @ state[f"{LAYER}{DOWN}"]


def test_where_the_rank_has_room_the_mean_is_the_sum_by_shares() -> None:
    first, second = adapter(1), adapter(2)
    mean = mean_of([first, second], [0.25, 0.75], 2 * RANK)
    assert mean[f"{LAYER}{DOWN}"].shape == (2 * RANK, WIDE)
    np.testing.assert_allclose(product(mean), 0.25 * product(first) + 0.75 * product(second), atol=1e-4)


def test_at_a_smaller_rank_no_other_adapter_is_nearer_to_the_sum() -> None:
    first, second = adapter(1), adapter(2)
    wanted = (product(first) + product(second)) / 2
    values = np.linalg.svd(wanted, compute_uv=False)
    missed = np.linalg.norm(product(mean_of([first, second], [0.5, 0.5], RANK)) - wanted)
    assert missed == pytest.approx(np.linalg.norm(values[RANK:]), rel=1e-4)


def test_the_mean_of_an_adapter_with_itself_is_that_adapter(tmp_path: Path) -> None:
    model = read_model_card(write_model_of("llama", tmp_path / "tiny.gguf"))
    shares = {}
    for number, share in ((1, 0.3), (2, 0.7)):
        file = tmp_path / f"{number}.gguf"
        kinds = ("attn_q", "attn_k", "ffn_up")
        shares[write_random_adapter(file, Path(model.path), rank=RANK, kinds=kinds, size=0.1)] = share
    mean = tmp_path / "mean.gguf"
    base = write_mean(shares, mean, model, "Twice the same")
    assert read_adapter(mean).card.rank == RANK
    names = list(base.adapter_state())
    found, wanted = _products(mean, names, model.path), _products(next(iter(shares)), names, model.path)
    for name, part in wanted.items():
        np.testing.assert_allclose(found[name], part, atol=2e-3)  # kept as F16
    assert all(not part.any() for name, part in found.items() if name not in wanted)


def _products(file: Path, names: list[str], model: str) -> dict[str, NDArray[np.float32]]:
    state = read_adapter_state(file, read_gguf_header(Path(model)), names)
    strength = (read_adapter(file).card.alpha or RANK) / RANK
    downs = [name for name in state if name.endswith(DOWN)]
    return {name: strength * state[name.removesuffix(DOWN) + UP] @ state[name] for name in downs}
