"""Which questions are refused before a model is asked: right refusals against wrong ones.

For each folder in CARREL_SETS (see finding.py) whose questions.jsonl marks some as `unanswerable`. The limit that
the app uses is one point of the curve; the others show what a more or less careful one would do. Raw: the
words' signs alone, without the reader that comes with Carrel.
"""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop_app.answering.doubt import LIMIT, READ_LIMIT, doubt
from desktop_app.answering.prompt import reading_for
from desktop_app.answering.reader import nearest_windows
from desktop_app.domain import Scope
from desktop_app.paths import DataPaths
from desktop_app.settings import Settings
from desktop_app.workers.asking import Asking
from desktop_app.workers.shipped_reader import ShippedReader
from figure import Figure
from finding import index, lines, sets

WRONG = (0.01, 0.02, 0.05, 0.1, 0.2)
SMALL = 135_000_000  # weights of the starter model: larger ones are not refused for


def measure() -> list[Figure]:
    """Measure every set that has questions of both kinds."""
    return [figure for folder in sets() if (folder / "questions.jsonl").exists() for figure in _measure(folder)]


def _measure(folder: Path) -> Iterator[Figure]:
    rows = lines(folder / "questions.jsonl")
    unanswerable = np.array([bool(row["unanswerable"]) for row in rows])
    if unanswerable.all() or not unanswerable.any():
        return
    with tempfile.TemporaryDirectory(prefix="carrel-bench-") as home:
        paths = DataPaths(Path(home) / "data").create()
        index(paths, folder / "docs")
        asking, reader = Asking(paths, Settings), ShippedReader(Settings)
        passages = reading_for(SMALL).passages
        found = [asking.find(row["question"], passages, Scope()).passages for row in rows]
        asking.close()
        asked = [(row["question"], [p.chunk.text for p in each]) for row, each in zip(rows, found, strict=True)]
        both = np.array([doubt(q, t, reader.read(q, nearest_windows(q, t))) for q, t in asked])
    words = np.array([doubt(question, texts) for question, texts in asked])
    size = f"{len(rows)} questions, {unanswerable.sum()} without an answer; raw: the words' signs alone"
    for wrong in WRONG:
        right = [_right(doubts, unanswerable, wrong) for doubts in (both, words)]
        yield Figure(
            f"{folder.name}: right refusals at {wrong:.0%} wrong", size, *right, "", f"{right[0] - right[1]:+.3f}"
        )
    used = [_used(doubts, unanswerable, limit) for doubts, limit in ((both, READ_LIMIT), (words, LIMIT))]
    result = f"{used[0][1]:.1%} wrong, raw {used[1][1]:.1%}"
    yield Figure(f"{folder.name}: right refusals with the limit used", size, used[0][0], used[1][0], "", result)


def _right(doubts: NDArray[np.float64], unanswerable: NDArray[np.bool_], wrong: float) -> float:
    """Return the share that is rightly refused by the limit above which `wrong` of the answerable ones lie."""
    return float(np.mean(doubts[unanswerable] > np.quantile(doubts[~unanswerable], 1 - wrong)))


def _used(doubts: NDArray[np.float64], unanswerable: NDArray[np.bool_], limit: float) -> Sequence[float]:
    return float(np.mean(doubts[unanswerable] > limit)), float(np.mean(doubts[~unanswerable] > limit))
