"""One paragraph from the figures: which approach to use for this question set, and what the others cost.

Only differences that the questions can carry are called differences.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop_app.domain import Approach
from desktop_app.evaluation.bootstrap import SEED, Interval, paired_difference
from desktop_app.evaluation.comparison import Result
from desktop_app.evaluation.summary import Summary, summarise

# Below this many the bootstrap calls too much certain: of five heads in a row it has never seen tails.
FEWEST = 10
NAMES = {
    Approach.MODEL: "Model only",
    Approach.DOCUMENTS: "Documents",
    Approach.ADAPTER: "Adapter",
    Approach.BOTH: "Both",
}
# In a sentence "both answers 8 of 10" reads as two answers.
_SPOKEN = {**NAMES, Approach.ADAPTER: "Adapter alone", Approach.BOTH: "Documents with the adapter"}
_NOTICED_SECONDS = 0.1
# Alike by the interval and still this far behind: the better guess is the one that got more right.
_NEARLY_AS_GOOD = 0.05


@dataclass(frozen=True, slots=True)
class Verdict:
    """`approach` is the one to use, None where nothing can be said; `is_certain` that chance does not explain it."""

    text: str
    approach: Approach | None = None
    is_certain: bool = False


def judge_approaches(results: Sequence[Result], seed: int = SEED) -> Verdict:
    """Return the verdict on `results`, from the questions that were answered every way."""
    judged = _answered_every_way(results)
    summaries = summarise(judged)
    if not summaries:
        return Verdict("No question here has an answer to compare with: read the answers side by side.")
    count = summaries[0].judged
    # Of two that are right as often the quicker one is better.
    ranked = sorted(summaries, key=lambda summary: (-summary.right, summary.total_ms))
    best = ranked[0]
    if len(ranked) == 1:
        return Verdict(f"{_SPOKEN[best.approach]} answers {_of(best)} correctly; nothing to compare it with.")
    if count < FEWEST:
        tally = ", ".join(f"{_SPOKEN[summary.approach]} {_of(summary)}" for summary in ranked)
        return Verdict(f"Too few questions to tell: {tally} right. Ask at least {FEWEST}, better 50.")
    scores = {
        summary.approach: [float(r.marks.correct or 0) for r in judged if r.approach == summary.approach]
        for summary in ranked
    }
    behind = [(other, paired_difference(scores[best.approach], scores[other.approach], seed)) for other in ranked[1:]]
    alike = [other for other, gap in behind if not gap.excludes_zero]
    near = [other for other, gap in behind if not gap.excludes_zero and gap.mean <= _NEARLY_AS_GOOD]
    chosen = min([best, *near], key=lambda summary: summary.total_ms)
    opening = _opening(best, alike, chosen)
    costs = [_cost(other, gap, best) for other, gap in behind]
    return Verdict(" ".join([opening, *costs]), chosen.approach, not alike)


def _answered_every_way(results: Sequence[Result]) -> Sequence[Result]:
    approaches = {result.approach for result in results}
    answered: dict[str, set[Approach]] = {}
    for result in results:
        if result.marks.correct is not None:
            answered.setdefault(result.question.id, set()).add(result.approach)
    return [result for result in results if answered.get(result.question.id) == approaches]


def _opening(best: Summary, alike: Sequence[Summary], chosen: Summary) -> str:
    if not alike:
        return f"Use {_SPOKEN[best.approach]}: it answers {_of(best)} correctly."
    same = " and ".join(_SPOKEN[summary.approach] for summary in [best, *alike])
    because = "which has most right so far" if chosen is best else "as good so far and quicker"
    return (
        f"Too few questions to tell {same} apart; until there are more, use {_SPOKEN[chosen.approach]},"
        f" {because}. {_SPOKEN[best.approach]} answers {_of(best)} correctly."
    )


def _cost(other: Summary, gap: Interval, best: Summary) -> str:
    seconds = (other.total_ms - best.total_ms) / 1000
    if abs(seconds) < _NOTICED_SECONDS:
        pace = "about as quickly"
    else:
        pace = f"{abs(seconds):.1f} s {'slower' if seconds > 0 else 'sooner'} an answer"
    rounded = round(gap.mean * 100)
    fewer = f"{rounded} points fewer" if rounded else "as many"
    return (
        f"{_SPOKEN[other.approach]} answers {_of(other)}: {fewer}"
        f" (95 % interval {points(gap.low)} to {points(gap.high)}), {pace}."
    )


def _of(summary: Summary) -> str:
    return f"{summary.right} of {summary.judged}"


def points(share: float) -> str:
    """Return a share as points of a hundred, with a sign where it is negative."""
    rounded = round(share * 100)
    return f"−{-rounded}" if rounded < 0 else str(rounded)
