"""Which questions are refused: right refusals against wrong ones, by the decision that the app takes.

For each folder in CARREL_SETS (see finding.py) whose questions.jsonl marks some as `unanswerable`, as they are usually
asked and of the documents alone. What the model writes is recorded once; the decision (answering/refusing.py) is then
taken with stricter and less strict limits, of which the app's is one. Raw: what is refused before the model is asked.
"""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from desktop_app.answering import answerer
from desktop_app.answering.reader import NearestRead
from desktop_app.answering.refusing import Refusing
from desktop_app.domain import Answer, Approach, Passage, Scope
from desktop_app.paths import DataPaths
from desktop_app.settings import Settings
from desktop_app.workers.asking import Asking
from figure import Figure
from finding import index, lines, sets

WRONG = (0.02, 0.05, 0.1, 0.15, 0.2)
STRICTNESS = np.arange(-6.0, 6.01, 0.1)  # logits
ANSWERED = 60  # questions of each kind


@dataclass(slots=True)
class Written:
    """What the decision is taken from; `text` is None where the model was not asked or its answer is well supported."""

    decision: Refusing
    passages: Sequence[Passage] = ()
    nearest: NearestRead | None = None
    text: str | None = None
    sources: Sequence[Passage] = ()

    def refused(self, strictness: float) -> tuple[bool, bool]:
        """Return whether the question would be refused, before the model is asked and in the end."""
        if self.nearest is None:  # the cell of a table was named
            return False, False
        decision = Refusing(self.decision.decides_itself, self.decision.learnt, strictness)
        before = decision.before_writing(self.passages, self.nearest)
        after = self.text is not None and decision.after_writing(self.text, self.sources, self.nearest)
        return before, before or after


@dataclass
class Recorder:
    """Lets every question be asked and every answer stand, and keeps what the decision would have been taken from."""

    written: list[Written] = field(default_factory=list)

    def begin(self, decides_itself: bool, learnt: bool) -> "Recorder":
        self.written.append(Written(Refusing(decides_itself, learnt)))
        return self

    def before_writing(self, passages: Sequence[Passage], nearest: NearestRead) -> bool:
        self.written[-1].passages, self.written[-1].nearest = passages, nearest
        return not passages

    def after_writing(self, text: str, sources: Sequence[Passage], nearest: NearestRead) -> bool:  # noqa: ARG002
        self.written[-1].text, self.written[-1].sources = text, sources
        return False


def measure() -> list[Figure]:
    """Measure every set that has questions of both kinds."""
    return [figure for folder in sets() if (folder / "questions.jsonl").exists() for figure in _measure(folder)]


def _measure(folder: Path) -> Iterator[Figure]:
    every = lines(folder / "questions.jsonl")
    rows = [row for kind in (True, False) for row in _some([row for row in every if bool(row["unanswerable"]) is kind])]
    unanswerable = np.array([bool(row["unanswerable"]) for row in rows])
    if unanswerable.all() or not unanswerable.any():
        return
    with tempfile.TemporaryDirectory(prefix="carrel-bench-") as home:
        paths = DataPaths(Path(home) / "data").create()
        index(paths, folder / "docs")
        asking = Asking(paths, Settings)
        usual, _ = asking.models.usual_way("", Scope())
        for approach in dict.fromkeys((usual, Approach.DOCUMENTS)):
            written = _written(asking, rows, approach)
            yield from _figures(f"{folder.name}, {approach}", written, unanswerable)
        asking.close()


def _some(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return rows[:: max(1, -(-len(rows) // ANSWERED))]


def _written(asking: Asking, rows: Sequence[dict[str, Any]], approach: Approach) -> list[Written]:
    _, usual = asking.models.usual_way("", Scope())
    recorder = Recorder()
    with patch.object(answerer, "Refusing", recorder.begin):
        for row in rows:
            adapters = usual if approach is Approach.BOTH else ()
            *_, answer = asking.answer(row["question"], approach=approach, adapters=adapters)
            assert isinstance(answer, Answer)
    return recorder.written


def _figures(name: str, written: Sequence[Written], unanswerable: NDArray[np.bool_]) -> Iterator[Figure]:
    """Yield the curve and the point on it at which the app stands."""
    refused = np.array([[each.refused(strictness) for each in written] for strictness in STRICTNESS])
    size = f"{len(written)} questions, {unanswerable.sum()} without an answer; raw: before the model is asked"
    for share in WRONG:
        before, after = (right_at(refused[:, :, kind], unanswerable, share) for kind in (0, 1))
        yield Figure(f"{name}: right refusals at {share:.0%} wrong", size, after, before, "", f"{after - before:+.3f}")
    used = np.array([each.refused(0.0) for each in written])
    right, wrong = used[unanswerable].mean(axis=0), used[~unanswerable].mean(axis=0)
    result = f"{wrong[1]:.1%} wrong, raw {wrong[0]:.1%}"
    yield Figure(f"{name}: right refusals with the limits used", size, float(right[1]), float(right[0]), "", result)


def right_at(refused: NDArray[np.bool_], unanswerable: NDArray[np.bool_], share: float) -> float:
    """Return the most that is rightly refused by limits that refuse at most this share of the answerable ones.

    `refused` has a row for each limit. Nothing, where even the least strict refuses more.
    """
    allowed = refused[:, ~unanswerable].mean(axis=1) <= share
    return float(refused[allowed][:, unanswerable].mean(axis=1).max(initial=0.0))
