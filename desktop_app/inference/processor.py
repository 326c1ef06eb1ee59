"""The share of the processor that a model takes, and how it gets along with other programs."""

import os

import psutil

SPIN_COUNT = "1000"
BUSY = 50.0  # hundredths of a core that other programs take, above which they are given one


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


class FreeThreads:
    """Tells how many of `threads` long work should take: one fewer while other programs are busy."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._process = psutil.Process()
        self.now()  # both percentages count from the last time they were asked for

    def now(self) -> int:
        """Return 1 to `threads`, from what the processor did since the last call."""
        cores = os.cpu_count() or 1
        others = psutil.cpu_percent() * cores - self._process.cpu_percent()  # hundredths of a core
        return max(1, self._threads - 1) if others > BUSY else self._threads
