"""Two runs of one question set against each other: what became better or worse since then, and whether that is sure."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop_app.domain import Approach
from desktop_app.evaluation.bootstrap import SEED, Interval, paired_difference
from desktop_app.evaluation.comparison import Result
from desktop_app.evaluation.verdict import FEWEST, NAMES, points


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one approach: how many of `judged` questions were right before and are now; `gap` is a share."""

    approach: Approach
    judged: int
    before: int
    after: int
    gap: Interval

    @property
    def is_certain(self) -> bool:
        """Whether chance does not explain it."""
        return self.judged >= FEWEST and self.gap.excludes_zero


def compare_runs(earlier: Sequence[Result], later: Sequence[Result], seed: int = SEED) -> list[Change]:
    """Return one change per approach that both runs have, from the questions that both answered."""
    before, after = _scores(earlier), _scores(later)
    changes = []
    for approach in dict.fromkeys(result.approach for result in later):
        shared = [key for key in after.get(approach, {}) if key in before.get(approach, {})]
        if shared:
            then, now = ([scores[approach][key] for key in shared] for scores in (before, after))
            gap = paired_difference(now, then, seed)
            changes.append(Change(approach, len(shared), round(sum(then)), round(sum(now)), gap))
    return changes


def describe(changes: Sequence[Change]) -> str:
    """Return one paragraph on what changed."""
    if not changes:
        return "The two runs have no question with a known answer and no approach in common."
    return " ".join(_sentence(change) for change in changes)


def as_rows(changes: Sequence[Change]) -> list[list[str]]:
    """Return a line per approach: its name, right then, right now, and the difference in points."""
    return [
        [
            NAMES[change.approach],
            f"{change.before} / {change.judged}",
            f"{change.after} / {change.judged}",
            f"{points(change.gap.mean)} ({points(change.gap.low)} to {points(change.gap.high)})",
        ]
        for change in changes
    ]


def _sentence(change: Change) -> str:
    name, gap = NAMES[change.approach], change.gap
    counts = f"{change.after} of {change.judged} right, before {change.before}"
    if change.is_certain:
        word = "better" if gap.mean > 0 else "worse"
        return f"{name} became {word}: {counts} (95 % interval {points(gap.low)} to {points(gap.high)} points)."
    if change.before == change.after:
        return f"{name} is as good as before: {change.after} of {change.judged} right."
    return f"{name}: {counts}, which chance may explain."


def _scores(results: Sequence[Result]) -> dict[Approach, dict[tuple[str, str], float]]:
    scores: dict[Approach, dict[tuple[str, str], float]] = {}
    for result in results:
        if result.marks.correct is not None:
            key = (result.question.id, result.question.text)
            scores.setdefault(result.approach, {})[key] = float(result.marks.correct)
    return scores
