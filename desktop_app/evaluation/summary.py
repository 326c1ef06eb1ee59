"""The results of one approach in figures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from desktop_app.domain import Approach
from desktop_app.evaluation.comparison import Result


@dataclass(frozen=True, slots=True)
class Summary:
    """What one approach reached on a question set.

    Shares lie between 0 and 1; None where no question lets it be said. `right` of `judged`
    questions were answered correctly, which `correct` says as a share. Times are medians, memory
    is the most that an answer took, in bytes, None where nobody looked.
    """

    approach: Approach
    questions: int
    judged: int
    right: int
    correct: float | None
    contains: float | None
    f1: float | None
    cited: float | None
    cites_gold_file: float | None
    supported: float | None
    refused_right: float | None
    refused_wrong: float | None
    invented: float | None
    first_token_ms: float
    total_ms: float
    tokens_per_second: float | None
    memory_bytes: int | None = None


def summarise(results: Iterable[Result]) -> Sequence[Summary]:
    """Return one summary per approach, in the order in which they come."""
    by_approach: dict[Approach, list[Result]] = {}
    for result in results:
        by_approach.setdefault(result.approach, []).append(result)
    return [_summary(approach, of_one) for approach, of_one in by_approach.items()]


def _summary(approach: Approach, results: Sequence[Result]) -> Summary:
    marks = [result.marks for result in results]
    judged = [mark.correct for mark in marks if mark.correct is not None]
    speeds = [result.answer.tokens_per_second for result in results]
    known_speeds = [speed for speed in speeds if speed is not None]
    # A refusal without the model has its first word when it is done; one that wrote nothing has none.
    first = [result.answer.first_token_ms for result in results if result.answer.first_token_ms > 0]
    return Summary(
        approach=approach,
        questions=len(results),
        judged=len(judged),
        right=sum(judged),
        correct=_mean(judged),
        contains=_mean(mark.contains for mark in marks),
        f1=_mean(mark.f1 for mark in marks),
        cited=_mean(mark.cited for mark in marks),
        cites_gold_file=_mean(mark.cites_gold_file for mark in marks),
        supported=_mean(mark.supported for mark in marks),
        refused_right=_mean(mark.refused_right for mark in marks),
        refused_wrong=_mean(mark.refused_wrong for mark in marks),
        invented=_mean(mark.invented for mark in marks),
        first_token_ms=median(first) if first else 0.0,
        total_ms=median(result.answer.total_ms for result in results),
        tokens_per_second=median(known_speeds) if known_speeds else None,
        memory_bytes=max(result.answer.memory_bytes for result in results) or None,
    )


def _mean(values: Iterable[float | bool | None]) -> float | None:
    known = [float(value) for value in values if value is not None]
    return fmean(known) if known else None
