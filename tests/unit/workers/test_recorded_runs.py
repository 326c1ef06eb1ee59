"""The time left in real runs, recorded step by step on a machine where other programs came and went.

A run is what indexing did: files that were read (when, kind, bytes, seconds, tokens, pictures, and kind
and bytes of the documents inside), batches that were embedded (when, chunks, tokens, seconds), pages that
were recognised (when, seconds), and between them what was left (when, files by kind with number and bytes,
tokens, pictures). In the runs named “processor” other programs took nine tenths of the machine and changed
by the minute, so that even who knew all that was to do would have been wrong; there the clock counts the
processor's seconds.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop_app.indexing.indexer import EMBED_BATCH
from desktop_app.workers.speeds import Speeds
from desktop_app.workers.steps import WARM_UP_BATCHES, WARM_UP_PICTURES
from desktop_app.workers.time_left import TimeLeft, time_left

RUNS = sorted((Path(__file__).parent.parent.parent / "samples" / "runs").glob("*.json"))
UNDISTURBED = [run for run in RUNS if run.stem.endswith(".processor")]
WITHIN = 0.3
FIRST_TENTH = 0.1
IN_SIMILAR_RUNS = 6  # times as long: most of those recorded are too short for a number


@dataclass(frozen=True)
class Moment:
    left: float
    told: TimeLeft

    @property
    def is_right(self) -> bool:
        if self.told.about is not None:
            return abs(self.told.about - self.left) <= WITHIN * self.left
        return self.told.at_most is not None and self.left <= self.told.at_most


def moments_of(run: Path, slowness: float = 1.0) -> list[Moment]:
    """Return what was told after the first tenth, as if everything had taken `slowness` times as long."""
    recorded = json.loads(run.read_text(encoding="utf-8"))
    total = recorded["seconds"]
    speeds = Speeds()
    batches = pictures = 0
    moments: list[Moment] = []
    for step in recorded["steps"]:
        match step:
            case ["read", _, kind, size, seconds, tokens, shown, *members]:
                speeds.read(kind, size, slowness * seconds, tokens, shown, members[0] if members else ())
            case ["embed", _, chunks, tokens, seconds]:
                batches += 1
                if batches > WARM_UP_BATCHES and chunks == EMBED_BATCH:
                    speeds.embedding.add(tokens, slowness * seconds)
            case ["recognise", _, seconds]:
                pictures += 1
                if pictures > WARM_UP_PICTURES:
                    speeds.recognition.add(1, slowness * seconds)
            case ["left", at, files, tokens, shown] if FIRST_TENTH * total <= at < total:
                estimate = speeds.estimate({kind: tuple(both) for kind, both in files.items()}, tokens, shown)
                moments.append(Moment(slowness * (total - at), time_left(estimate)))
    return moments


def share_right(moments: list[Moment]) -> float:
    return sum(moment.is_right for moment in moments) / len(moments)


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.stem)
def test_what_was_told_was_right_in_a_real_run(run: Path) -> None:
    moments = moments_of(run)
    assert len(moments) >= 10
    assert all(moment.told != TimeLeft() for moment in moments)
    assert share_right(moments) >= 0.9  # nobody knows beforehand that another program will begin or end


@pytest.mark.parametrize("run", UNDISTURBED, ids=lambda run: run.stem)
def test_in_longer_runs_of_the_kind_numbers_were_within_30_percent(run: Path) -> None:
    moments = moments_of(run, IN_SIMILAR_RUNS)
    assert share_right(moments) >= 0.97
    numbers = [moment for moment in moments if moment.told.about is not None]
    assert not numbers or share_right(numbers) >= 0.95


def test_in_longer_runs_much_was_told_in_numbers() -> None:
    moments = [moment for run in UNDISTURBED for moment in moments_of(run, IN_SIMILAR_RUNS)]
    assert sum(moment.told.about is not None for moment in moments) / len(moments) >= 0.45
