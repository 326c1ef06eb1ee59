"""An adapter is offered where llama.cpp does what was trained, and only there."""

from desktop_app.training.faithfulness import Faithfulness

# Measured on SmolLM2 135M Q4_1 with an adapter that had learnt 77 intents, in nats per token.
NOISE, EFFECT = 0.00713, 2.4875


def test_what_an_adapter_adds_may_be_rounded_as_the_weights_are() -> None:
    assert Faithfulness(NOISE, divergence=0.01231, effect=EFFECT).holds


def test_rows_in_the_wrong_order_are_noticed_however_strong_the_adapter() -> None:
    assert not Faithfulness(NOISE, divergence=0.08893, effect=EFFECT).holds
