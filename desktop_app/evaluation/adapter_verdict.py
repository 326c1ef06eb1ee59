"""Whether a trained adapter is worth keeping, with reasons that a person understands.

The thresholds stand here, each with what it means; nothing is measured here.
"""

from desktop_app.adapter_report import Figure, Measured, Verdict

FEW_KEPT_BACK = 20  # examples: below, an interval is too wide to trust
SOME_FORGETTING = 5.0  # points of general questions, or per cent of perplexity, that are worth a word
MUCH_FORGETTING = 20.0
DISTURBED = 10.0  # per cent of perplexity; a model fitted to one form always loses some
RUINED = 100.0
GAP = 0.5  # nats a token that learnt examples are better than kept-back ones because they were learnt


def judge_adapter(measured: Measured) -> tuple[Verdict, tuple[str, ...]]:
    """Return the verdict and its reasons, what speaks for the adapter first."""
    good, doubts, faults = _gain(measured)
    for doubt, is_fault in (*_forgetting(measured), *_memorising(measured)):
        (faults if is_fault else doubts).append(doubt)
    verdict = Verdict.DISCARD if faults else Verdict.KEEP_WITH_WARNING if doubts else Verdict.KEEP
    return verdict, (*good, *faults, *doubts)


def _gain(measured: Measured) -> tuple[list[str], list[str], list[str]]:
    loss, f1, exact = measured.loss, measured.f1, measured.exact
    if loss is None or f1 is None or exact is None:
        return [], ["No examples were kept back, so nobody can say whether it helped; add examples that differ."], []
    good, doubts, faults = [], [], []
    count = f"{f1.count} kept-back example" + ("" if f1.count == 1 else "s")
    best = max((exact, "exactly right answers"), (f1, "words in common with the right answers"), key=_by_gain)
    figure, what = best
    if figure.low > 0:
        good.append(f"On {count} it gained {_points(figure)} in {what}{_between(figure)}.")
    elif f1.high < 0 or loss.low > 0:
        faults.append(f"On {count} it is worse than the model alone: {_points(f1)} in words in common{_between(f1)}.")
    elif loss.high < 0:
        doubts.append(
            f"On {count} it expects the right answers more (loss {loss.base:.2f} → {loss.tuned:.2f}),"
            " but the answers it writes are not surely better."
        )
    else:
        faults.append(f"On {count} it does not help: {_points(f1)} in words in common{_between(f1)}.")
    if f1.count < FEW_KEPT_BACK and not faults:
        doubts.append(f"Only {count} could be asked: too few to be sure.")
    return good, doubts, faults


def _forgetting(measured: Measured) -> list[tuple[str, bool]]:
    said: list[tuple[str, bool]] = []
    if (general := measured.general) is not None:
        lost = -100 * general.difference
        if lost >= SOME_FORGETTING:
            much = lost >= MUCH_FORGETTING and general.is_sure
            share = f"{general.base * general.count:.0f} → {general.tuned * general.count:.0f} of {general.count}"
            said.append((f"It forgot: general questions answered right went from {share}.", much))
    if (perplexity := measured.perplexity) is not None:
        risen = 100 * (perplexity.tuned / perplexity.base - 1) if perplexity.base else 0.0
        if risen >= DISTURBED:
            what = f"perplexity {perplexity.base:.1f} → {perplexity.tuned:.1f}"
            said.append((f"Ordinary text became stranger to it ({what}); a lower strength helps.", risen >= RUINED))
    return said


def _memorising(measured: Measured) -> list[tuple[str, bool]]:
    said: list[tuple[str, bool]] = []
    if (gap := measured.gap) is not None and gap > GAP:
        said.append((f"It knows its own examples much better than new ones (by {gap:.2f} nats a token).", False))
    if measured.repeated:
        strings = f"{measured.repeated} of {measured.personal} personal strings"
        said.append((f"It repeats {strings} word for word; don't pass it on, or train again without them.", False))
    return said


def _by_gain(choice: tuple[Figure, str]) -> float:
    return choice[0].low


def _points(figure: Figure) -> str:
    points = 100 * figure.difference
    return f"{points:+.0f} point{'' if abs(round(points)) == 1 else 's'}"


def _between(figure: Figure) -> str:
    return f" ({100 * figure.low:+.0f} to {100 * figure.high:+.0f})"
