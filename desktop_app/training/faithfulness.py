"""Whether an exported adapter does in llama.cpp what was trained: the two are compared token by token.

The trained model computes with dequantised weights, llama.cpp with the quantised ones, so they
differ a little even without an adapter. With it they must not differ much more: a matrix whose
rows are in the wrong order shows at once (SmolLM2 135M Q4_1: 0.0063 rightly, 0.0123 wrongly, 0.0056 without).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from desktop_app.training.base_model import BaseModel

MOST_TEXTS, MOST_TOKENS = 8, 96  # compared: enough for a mean that is steady, a second or two of a small model
_GROWTH, _SLACK = 1.5, 0.001  # times the noise, and nats: how far the divergence may go beyond it
# Of the effect: what an adapter adds is rounded as well. One that had learnt intents (2.49 nats) was off by 0.0052 more
# than the noise, 0.2 % of its effect; the same with its rows in the wrong order by 0.082, 3.3 %.
_SHARE = 0.005


@dataclass(frozen=True, slots=True)
class Faithfulness:
    """Mean Kullback-Leibler divergences, in nats per token, of llama.cpp from the trained model.

    `noise` is without the adapter, `divergence` with it; `effect` is how far the adapter moves
    the trained model itself.
    """

    noise: float
    divergence: float
    effect: float

    @property
    def holds(self) -> bool:
        return self.divergence <= _GROWTH * self.noise + _SLACK + _SHARE * self.effect


def sample_tokens(texts: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return the ends of a few texts: that is where the answers stand."""
    return [list(text[-MOST_TOKENS:]) for text in texts[:MOST_TEXTS]]


def log_probabilities(base: BaseModel, tokens: Sequence[int]) -> NDArray[np.float32]:
    """Return the trained model's log-probabilities after each of `tokens`, one row each."""
    base.judge()
    with torch.no_grad(), base.computing():
        hidden = base.body(input_ids=torch.tensor([list(tokens)], device=base.device), use_cache=False)
        logits = base.head(hidden.last_hidden_state[0]).float()
        if base.softcap:
            logits = torch.tanh(logits / base.softcap) * base.softcap
        result: NDArray[np.float32] = torch.log_softmax(logits, dim=-1).cpu().numpy()
    return result


def mean_divergence(expected: NDArray[np.float32], found: NDArray[np.float32]) -> float:
    """Return the mean divergence of `found` from `expected`, both log-probabilities of the same tokens.

    Columns that only one of them has (vocabularies padded to a round number) are left out.
    """
    columns = min(expected.shape[1], found.shape[1])
    p, q = expected[:, :columns].astype(np.float64), found[:, :columns].astype(np.float64)
    return float((np.exp(p) * (p - q)).sum(axis=1).mean())
