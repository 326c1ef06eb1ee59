"""The time left in real runs, recorded step by step on a machine where other programs came and went.

A run is what indexing did: files that were read (when, kind, bytes, seconds, tokens, pictures, and kind
and bytes of the documents inside), batches that were embedded (when, chunks, tokens, seconds), pages that
were recognised (when, seconds), and between them what was left (when, files by kind with number and bytes,
tokens, pictures). In the runs named “processor” other programs took nine tenths of the machine and changed
by the minute, so that even who knew all that was to do would have been wrong; there the clock counts the
processor's seconds.
"""

import json
from pathlib import Path

import pytest

from desktop_app.indexing.indexer import EMBED_BATCH
from desktop_app.workers.speeds import Speeds
from desktop_app.workers.steps import WARM_UP_BATCHES, WARM_UP_PICTURES

RUNS = sorted((Path(__file__).parent.parent.parent / "samples" / "runs").glob("*.json"))
WITHIN = 0.3
FIRST_TENTH, LAST_TENTH = 0.1, 0.9


def errors_of(run: Path) -> list[float | None]:
    """Return how far off each time was between the first tenth and the last; None where none was named."""
    recorded = json.loads(run.read_text(encoding="utf-8"))
    total = recorded["seconds"]
    speeds = Speeds()
    batches = pictures = 0
    errors: list[float | None] = []
    for step in recorded["steps"]:
        match step:
            case ["read", _, kind, size, seconds, tokens, shown, *members]:
                speeds.read(kind, size, seconds, tokens, shown, members[0] if members else ())
            case ["embed", _, chunks, tokens, seconds]:
                batches += 1
                if batches > WARM_UP_BATCHES and chunks == EMBED_BATCH:
                    speeds.embedding.add(tokens, seconds)
            case ["recognise", _, seconds]:
                pictures += 1
                if pictures > WARM_UP_PICTURES:
                    speeds.recognition.add(1, seconds)
            case ["left", at, files, tokens, shown] if FIRST_TENTH <= at / total <= LAST_TENTH:
                left = speeds.seconds_left({kind: tuple(both) for kind, both in files.items()}, tokens, shown)
                errors.append(None if left is None else (left - (total - at)) / (total - at))
    return errors


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.stem)
def test_the_time_left_was_right_in_a_real_run(run: Path) -> None:
    errors = errors_of(run)
    named = [error for error in errors if error is not None]
    assert len(named) >= 0.7 * len(errors) >= 10, "a time is named early on"
    right = sum(abs(error) <= WITHIN for error in named) / len(named)
    # Nobody knows beforehand that another program will begin or end.
    assert right >= 0.8
    assert max(abs(error) for error in named) <= 0.5


def test_in_all_runs_together_nearly_every_time_was_right() -> None:
    named = [error for run in RUNS for error in errors_of(run) if error is not None]
    assert sum(abs(error) <= WITHIN for error in named) / len(named) >= 0.9
