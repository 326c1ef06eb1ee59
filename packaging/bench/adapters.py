"""What adapters cost: switching, memory, and writing speed, with random adapters made on the spot.

What an adapter says makes no difference to what it costs; its rank and layers do. These are of
rank 8 on all of attention and feed-forward, as a training of one's own makes them.
"""

import tempfile
import time
from pathlib import Path

import psutil

from desktop_app.domain import AdapterCard, Turn
from desktop_app.inference.adapter_card import read_adapter
from desktop_app.inference.chat_model import ChatModel
from desktop_app.inference.random_adapter import write_random_adapter
from desktop_app.weights import starter_model
from figure import Figure, median

RANK = 8
KINDS = ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")
SWITCHES = 200
ROUNDS = 5
TOKENS = 96
GOAL_MS = 300.0
PROMPT = "Explain in many words how a heat pump works. Write at least five paragraphs."


def measure() -> list[Figure]:
    """Measure with none, one and two adapters on one loaded model."""
    with tempfile.TemporaryDirectory() as folder:
        cards = [
            read_adapter(
                write_random_adapter(
                    Path(folder) / f"{seed}.gguf", starter_model(), rank=RANK, kinds=KINDS, size=0.01, seed=seed
                )
            ).card
            for seed in range(2)
        ]
        model = ChatModel.open(starter_model(), context=2048)
        try:
            return [*_memory(model, cards), _switching(model, cards), *_writing(model, cards)]
        finally:
            model.close()


def _memory(model: ChatModel, cards: list[AdapterCard]) -> list[Figure]:
    _write(model, TOKENS)
    process = psutil.Process()
    base = process.memory_info().rss
    figures = []
    for count in (0, 1, 2):
        model.use_adapters([(card, 1.0) for card in cards[:count]])
        _write(model, TOKENS)
        rss = process.memory_info().rss
        figures.append(
            Figure(
                f"memory with {_counted(count)}",
                f"whole process after an answer, adapters of rank {RANK} ({cards[0].bytes / 1e6:.1f} MB each)",
                rss / 1e6,
                base / 1e6,
                "MB",
                f"{(rss - base) / 1e6:+.1f} MB",
            )
        )
    return figures


def _switching(model: ChatModel, cards: list[AdapterCard]) -> Figure:
    times = []
    for count in range(SWITCHES):
        began = time.perf_counter()
        model.use_adapters([(cards[count % 2], 0.5 + count % 3 / 2)] if count % 5 else [])
        times.append((time.perf_counter() - began) * 1000)
        _write(model, 1)
    return Figure(
        "switching adapter or strength",
        f"{SWITCHES} switches, passport and emptying the cache included; the slowest {max(times):.0f} ms",
        median(times),
        None,
        "ms",
        f"{median(times):.1f} ms (under {GOAL_MS:.0f})",
    )


def _writing(model: ChatModel, cards: list[AdapterCard]) -> list[Figure]:
    speeds: dict[int, list[float]] = {0: [], 1: [], 2: []}
    for _ in range(ROUNDS):
        for count, measured in speeds.items():
            model.use_adapters([(card, 1.0) for card in cards[:count]])
            measured.append(_write(model, TOKENS))
    base = median(speeds[0])
    return [
        Figure(
            f"writing with {_counted(count)}",
            f"starter model, up to {TOKENS} tokens, {ROUNDS} rounds in turns; raw: without adapters",
            median(speeds[count]),
            base,
            "tokens/s",
            f"{median(speeds[count]) / base:.2f} ×",
        )
        for count in (1, 2)
    ]


def _counted(count: int) -> str:
    return "1 adapter" if count == 1 else f"{count} adapters"


def _write(model: ChatModel, tokens: int) -> float:
    """Write an answer and return its tokens a second."""
    for _ in model.write(
        [Turn("user", PROMPT)], max_tokens=tokens, is_cancelled=lambda: False, on_prompt_read=lambda *_: None
    ):
        pass
    run = model.last_run
    return run.generated_tokens / run.write_ms * 1000
