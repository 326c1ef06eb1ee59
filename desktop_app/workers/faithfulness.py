"""The exported adapter held against the trained model, before anybody is offered it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from desktop_app.errors import TrainingUnfaithful
from desktop_app.inference.llama_context import LlamaContext
from desktop_app.inference.processor import processor_threads
from desktop_app.training.base_model import BaseModel
from desktop_app.training.faithfulness import Faithfulness, log_probabilities, mean_divergence, sample_tokens
from desktop_app.training.tokenised import TokenisedExample


def measure_faithfulness(
    base: BaseModel, examples: Sequence[TokenisedExample], model: Path, adapter: Path, *, threads: int = 0
) -> Faithfulness:
    """Compare llama.cpp with the trained model on the ends of some examples, without the adapter and with it."""
    texts = sample_tokens([(*example.prompt, *example.answer) for example in examples])
    context = LlamaContext(model, context=max(map(len, texts)) + 1, threads=processor_threads(threads))
    noises, divergences, effects = [], [], []
    try:
        for text in texts:
            context.use_adapters([])
            found = context.distributions(text)
            with base.without_adapter():
                plain = log_probabilities(base, text)
            context.use_adapters([(adapter, 1.0)])
            trained = log_probabilities(base, text)
            noises.append(mean_divergence(plain, found))
            divergences.append(mean_divergence(trained, context.distributions(text)))
            effects.append(mean_divergence(plain, trained))
    finally:
        context.close()
    return Faithfulness(*(float(np.mean(values)) for values in (noises, divergences, effects)))


def require_faithful(found: Faithfulness) -> None:
    """Raise TrainingUnfaithful where the adapter does something else in llama.cpp than was trained."""
    if not found.holds:
        raise TrainingUnfaithful
