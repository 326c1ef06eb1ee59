"""What a run told before it was left, for whoever shows its losses again when it goes on."""

from collections.abc import Iterable, Mapping
from typing import Any

MOST = 2_000  # points of a line, evenly chosen: more than a screen is wide


def past_losses(events: Iterable[Mapping[str, Any]], until: int) -> dict[str, list[list[Any]]]:
    """Return `steps` as [step, loss] and `checks` as [step, loss, whether it was the best], both up to step `until`.

    Steps behind the last checkpoint are done again and told again; of what was told twice the later counts.
    """
    steps: dict[int, list[Any]] = {}
    checks: dict[int, list[Any]] = {}
    for event in events:
        if (step := event.get("step", until + 1)) > until:
            continue
        if event.get("event") == "step":
            steps[step] = [step, event["loss"]]
        elif event.get("event") == "check":
            checks[step] = [step, event["check_loss"], event["is_best"]]
    return {"steps": _thinned(steps), "checks": _thinned(checks)}


def _thinned(points: Mapping[int, list[Any]]) -> list[list[Any]]:
    ordered = [points[step] for step in sorted(points)]
    return ordered[:: max(1, -(-len(ordered) // MOST))]
