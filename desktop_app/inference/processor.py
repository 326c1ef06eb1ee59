"""The share of the processor that a model takes, and how it gets along with other programs."""

import os

import psutil

SPIN_COUNT = "1000"


def processor_threads(asked: int) -> int:
    """Return `asked`, or for 0 the physical cores this process may use; more makes ggml slower."""
    if asked > 0:
        return asked
    cores = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else cores
    return max(1, min(cores, allowed))


def shorten_spinning() -> None:
    """Let threads that wait for each other sleep soon; call it before a library with OpenMP is loaded.

    GNU OpenMP's threads spin for milliseconds at each of the thousand barriers of a token,
    and on a busy machine the one waited for gets no turn. Measured with SmolLM2 135M on two
    cores, both busy with other programs: 0.2 to 1.3 tokens/s as it comes, 14 to 28 with this
    count; on an idle machine there is no difference (without any spinning 20 % are lost).
    """
    os.environ.setdefault("GOMP_SPINCOUNT", SPIN_COUNT)
