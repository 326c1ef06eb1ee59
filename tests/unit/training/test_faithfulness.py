"""An adapter is offered where llama.cpp does what was trained, and only there."""

import pytest

from desktop_app.training.faithfulness import Faithfulness

# Measured on SmolLM2 135M Q4_1, in nats per token (the effect of the weak one is a guess that is on the safe side).
RIGHT = {
    "a weak one": Faithfulness(noise=0.0056, divergence=0.0063, effect=0.2),
    "a strong one": Faithfulness(noise=0.00713, divergence=0.01231, effect=2.4875),
}
WRONG_ROWS = {
    "a weak one": Faithfulness(noise=0.0056, divergence=0.0123, effect=0.2),
    "a strong one": Faithfulness(noise=0.00713, divergence=0.08893, effect=2.4875),
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_an_adapter_adds_may_be_rounded_as_the_weights_are(name: str) -> None:
    assert RIGHT[name].holds


@pytest.mark.parametrize("name", WRONG_ROWS)
def test_rows_in_the_wrong_order_are_noticed_however_strong_the_adapter(name: str) -> None:
    assert not WRONG_ROWS[name].holds
