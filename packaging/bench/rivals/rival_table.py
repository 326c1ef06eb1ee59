"""Two outcomes as one table: medians side by side, and what came of it."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from outcome import Outcome

FASTER = "at least 1.5 ×"
NO_WORSE = "no worse"
SPEED = "tokens/s"


@dataclass(frozen=True, slots=True)
class Row:
    """`unit` is empty for shares of the questions. More is better of those and of tokens a second, else less."""

    figure: str
    ours: float
    theirs: float
    unit: str
    goal: str = ""

    @property
    def result(self) -> str:
        """Return how many times better ours is; for shares, by how much."""
        if not self.unit:
            return f"{self.ours - self.theirs:+.2f}"
        better, worse = (self.ours, self.theirs) if self.unit == SPEED else (self.theirs, self.ours)
        return f"{better / worse:.1f} ×" if worse else "none"


def rows(ours: Outcome, theirs: Outcome) -> list[Row]:
    """Return every figure of both."""
    both = (ours, theirs)
    times = [
        Row(
            "indexing (LlamaIndex: after its imports)",
            *_each(both, lambda o: [i.seconds for i in o.indexed]),
            "s",
            FASTER,
        ),
        Row("text embedded meanwhile", *_each(both, lambda o: [i.tokens / i.seconds for i in o.indexed]), SPEED),
        Row("indexing, the whole process", *_each(both, lambda o: [i.whole_s for i in o.indexed]), "s"),
        Row("start to the first passage", ours.ready_s, theirs.ready_s, "s"),
        Row("search", *_each(both, lambda o: [1000 * s for s in o.searches]), "ms", FASTER),
        Row("time to the first word", *_each(both, lambda o: [1000 * s for s in o.first_words]), "ms", FASTER),
        Row("time to the whole answer", *_each(both, lambda o: [1000 * s for s in o.wholes]), "ms"),
        Row("memory while indexing", *_each(both, lambda o: [i.memory_mb for i in o.indexed]), "MB"),
        Row("memory while answering", ours.answering_mb, theirs.answering_mb, "MB"),
    ]
    shares = [
        Row("right file in five", _mean(ours.files_found), _mean(theirs.files_found), ""),
        Row("quote in five", _mean(ours.quotes_found), _mean(theirs.quotes_found), ""),
        Row("right words answered", _mean(ours.right), _mean(theirs.right), "", NO_WORSE),
        Row("words in common with the right answer (F1)", _mean(ours.f1), _mean(theirs.f1), "", NO_WORSE),
    ]
    return times + shares


def table(figures: Sequence[Row]) -> str:
    """Return a Markdown table."""
    lines = ["| figure | Carrel | LlamaIndex with Chroma | better by | goal |", "|---|---|---|---|---|"]
    for row in figures:
        ours, theirs = (_number(value, row.unit) for value in (row.ours, row.theirs))
        lines.append(f"| {row.figure} | {ours} | {theirs} | {row.result} | {row.goal} |")
    return "\n".join(lines)


def _each(both: tuple[Outcome, Outcome], values: Callable[[Outcome], Sequence[float]]) -> tuple[float, float]:
    ours, theirs = both
    return statistics.median(values(ours)), statistics.median(values(theirs))


def _mean(values: Sequence[float]) -> float:
    return statistics.fmean(values) if values else 0.0


def _number(value: float, unit: str) -> str:
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:.{digits}f} {unit}".strip()
