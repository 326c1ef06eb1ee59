"""Training against a bare peft loop: seconds a step on the same batch, and memory on one example.

Both loops take turns in one process, so that a machine that is busy is busy for both; memory is
the most that each takes in a process of its own, loading included, Carrel in a run like a person's.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bare_training import ANSWER, SETTINGS, STEPS, TOKENS, bare_step, carrel_step, examples
from figure import Figure, median

ROUNDS = 3
GOAL_SPEED, GOAL_BYTES = 0.95, 2.0e9


def measure() -> list[Figure]:
    """Measure speed, then memory."""
    return [*_speeds(), _memory()]


def _speeds() -> list[Figure]:
    """Measure Carrel's loop as the bare one learns, from the examples alone, and as it is used."""
    learn = examples(SETTINGS.batch)
    with tempfile.TemporaryDirectory() as folder:
        steps = {
            "carrel": carrel_step(learn, SETTINGS, Path(folder) / "used"),
            "alike": carrel_step(learn, SETTINGS, Path(folder) / "alike", keeps_general=False),
            "bare": bare_step(learn, SETTINGS),
        }
        seconds: dict[str, list[float]] = {name: [] for name in steps}
        for step in steps.values():
            step()  # warm
        for _ in range(ROUNDS):
            for name, step in steps.items():
                seconds[name].append(_seconds(step))
    tokens = TOKENS * SETTINGS.batch
    speeds = {name: tokens / median(values) for name, values in seconds.items()}
    method = f"SmolLM2 135M, rank {SETTINGS.rank}, {SETTINGS.batch} examples of {TOKENS} tokens, {ANSWER} to be learnt"
    return [
        Figure(
            name,
            method,
            speeds[loop],
            speeds["bare"],
            "tokens/s",
            f"{speeds[loop] / speeds['bare']:.2f} of a bare peft loop{goal}",
        )
        for name, loop, goal in (
            ("training speed, the same work", "alike", f" (goal {GOAL_SPEED})"),
            ("training speed, keeping general ability too", "carrel", ""),
        )
    ]


def _memory() -> Figure:
    carrel, bare = _peak("carrel"), _peak("bare")
    return Figure(
        "training memory",
        f"SmolLM2 135M, rank {SETTINGS.rank}, {STEPS} steps of 8 examples of 100 to {TOKENS} tokens, the most of the"
        " process; the bare loop one example",
        carrel / 1e9,
        bare / 1e9,
        "GB",
        f"goal under {GOAL_BYTES / 1e9:.1f} GB",
    )


def _seconds(step: Callable[[], None]) -> float:
    began = time.perf_counter()
    step()
    return time.perf_counter() - began


def _peak(which: str) -> int:
    script = Path(__file__).with_name("bare_training.py")
    said = subprocess.run([sys.executable, str(script), which], capture_output=True, text=True, check=True)
    return int(said.stdout.split()[-1])
