"""The nouns of an adapter's report: what it gained, what it forgot, how it was made, and whether to keep it.

A root module because the worker that measures, the command line and the window all speak of it.
The report of `adapter.gguf` lies beside it as `adapter.report.json`, and for people as
`adapter.report.md`. Knows neither how figures are measured nor how they are judged.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

TRIAL = "round "  # what the names of trials begin with


class Verdict(StrEnum):
    KEEP = "keep"
    KEEP_WITH_WARNING = "keep_with_warning"
    DISCARD = "discard"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure without and with the adapter, over `count` examples.

    `difference` is tuned less base, and lies between `low` and `high` in 95 of 100 cases.
    """

    base: float
    tuned: float
    difference: float
    low: float
    high: float
    count: int

    @property
    def is_sure(self) -> bool:
        """Tell whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that was chosen or met, as text: "rank", "16"."""

    name: str
    value: str

    @property
    def is_trial(self) -> bool:
        """Whether it is a row of the search for settings: "round 1, trial 2" and what that one reached."""
        return self.name.startswith(TRIAL)


@dataclass(frozen=True, slots=True)
class ReportedAnswer:
    """One kept-back example with what was answered without and with the adapter."""

    question: str
    expected: str
    base: str
    tuned: str


@dataclass(frozen=True, slots=True)
class Data:
    """How many examples were learnt, checked with, kept back and left out, and the hash of those used."""

    learn: int
    check: int
    kept_back: int
    left_out: int
    sha256: str
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured; figures are None where no example lets them be.

    `loss` is the mean of the examples' mean loss per token (nats; less is better), `exact` the share of
    answers that are the expected ones to the letter, `f1` their words in common, all on kept-back
    examples. `learn_loss` is the loss on examples that were learnt. `general` is the share of general
    questions answered right, `perplexity` that of general paragraphs (less is better). `repeated` of
    `personal` strings in learnt answers came back word for word.
    """

    loss: Figure | None = None
    exact: Figure | None = None
    f1: Figure | None = None
    learn_loss: Figure | None = None
    general: Figure | None = None
    perplexity: Figure | None = None
    personal: int = 0
    repeated: int = 0

    @property
    def gap(self) -> float | None:
        """By how many nats a token it learnt learnt examples better than kept-back ones; None where unknown."""
        if self.loss is None or self.learn_loss is None:
            return None
        return self.loss.difference - self.learn_loss.difference


@dataclass(frozen=True, slots=True)
class AdapterReport:
    """What is known of a trained adapter; `created` is a date, `answers` are some kept-back examples."""

    name: str
    model: str
    model_sha256: str
    adapter_sha256: str
    created: str
    verdict: Verdict
    reasons: tuple[str, ...]
    data: Data
    measured: Measured
    settings: tuple[Setting, ...] = ()
    answers: tuple[ReportedAnswer, ...] = ()


LICENCE = "licence"  # the setting that says under which one an adapter may be passed on, where that is known
VERDICTS = {Verdict.KEEP: "Keep", Verdict.KEEP_WITH_WARNING: "Keep, with a warning", Verdict.DISCARD: "Discard"}


def report_lines(report: AdapterReport) -> list[tuple[str, str]]:
    """Return a report as label and text, the same in the window, the terminal and the file."""
    measured, data = report.measured, report.data
    lines = []
    for label, figure in (
        ("Exact answers, kept back", measured.exact),
        ("Words in common (F1), kept back", measured.f1),
        ("General questions right", measured.general),
    ):
        if figure is not None:
            lines.append((label, _share(figure)))
    for label, figure, digits in (
        ("Loss, kept back", measured.loss, 2),
        ("Perplexity of ordinary text", measured.perplexity, 1),
    ):
        if figure is not None:
            lines.append((label, _plain(figure, digits)))
    if measured.gap is not None:
        lines.append(("Over-fitting", f"{measured.gap:+z.2f} nats a token between learnt and kept-back examples"))
    lines.append(("Repeats personal text", f"{measured.repeated} of {measured.personal}"))
    counts = f"{data.learn} learnt, {data.check} checked with, {data.kept_back} kept back, {data.left_out} left out"
    lines.append(("Examples", counts))
    lines += [("Licence", setting.value) for setting in report.settings if setting.name == LICENCE]
    return lines


def report_file(adapter: Path) -> Path:
    """Return where the report of an adapter's file lies; beside it there is one for people, ending in .md."""
    return adapter.with_suffix(".report.json")


def _share(figure: Figure) -> str:
    between = f"{100 * figure.low:+z.0f} to {100 * figure.high:+z.0f}"
    return (
        f"{100 * figure.base:.0f} % → {100 * figure.tuned:.0f} %"
        f" ({100 * figure.difference:+z.0f} points, {between}; {figure.count} asked)"
    )


def _plain(figure: Figure, digits: int) -> str:
    between = f"{figure.low:+z.{digits}f} to {figure.high:+z.{digits}f}"
    return f"{figure.base:.{digits}f} → {figure.tuned:.{digits}f} ({between})"
