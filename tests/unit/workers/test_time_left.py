"""What is told of the time left, on made-up machines whose steps take what we say: numbers are right, bounds are true.

A machine has files of several kinds, some with pictures, and reads, embeds and recognises in the order of
workers/steps.py. Every step takes up to a quarter more or less than it should, every page its own time.
"""

import random
from dataclasses import dataclass

import pytest

from desktop_app.workers.speeds import Speeds
from desktop_app.workers.time_left import BOUNDS, LEAST_SECONDS, Estimate, TimeLeft, time_left

WITHIN = 0.3
FIRST_TENTH = 0.1
BATCH = 4_000  # tokens
TRIED = 3  # pictures recognised before the rest is embedded


@dataclass(frozen=True)
class File:
    kind: str
    size: int
    tokens: int
    seconds: float
    pictures: tuple[float, ...]  # seconds that each takes


@dataclass(frozen=True)
class Moment:
    share: float  # of the whole time that had passed
    left: float
    told: TimeLeft

    @property
    def is_right(self) -> bool:
        if self.told.about is not None:
            return abs(self.told.about - self.left) <= WITHIN * self.left
        return self.told.at_most is not None and self.left <= self.told.at_most


class Machine:
    def __init__(self, files: list[File], slowness: float, seed: int) -> None:
        self.files = sorted(files, key=lambda file: file.size)
        self.slowness = slowness
        self.noise = random.Random(seed)
        self.tokens = 0
        self.pictures: list[float] = []
        self.now = 0.0
        self.recognised = 0
        self.speeds = Speeds()
        self.told: list[tuple[float, TimeLeft]] = []

    def run(self) -> list[Moment]:
        """Return every moment after the first tenth at which something could be told."""
        while self.files:
            self.read()
            while not self.speeds.embedding.is_known and self.tokens >= BATCH:
                self.embed()
        self.noise.shuffle(self.pictures)
        while self.recognised < TRIED and len(self.pictures) > TRIED:
            self.recognise()
        while self.tokens:
            self.embed()
        while self.pictures:
            self.recognise()
        moments = [Moment(at / self.now, self.now - at, told) for at, told in self.told if at < self.now]
        return [moment for moment in moments if moment.share >= FIRST_TENTH]

    def read(self) -> None:
        file = self.files.pop(0)
        seconds = self.spend(file.seconds)
        self.speeds.read(file.kind, file.size, seconds, file.tokens, len(file.pictures))
        self.tokens += file.tokens
        self.pictures += file.pictures
        self.tell()

    def embed(self) -> None:
        batch = min(self.tokens, BATCH)
        self.speeds.embedding.add(batch, self.spend(batch / 5_000))
        self.tokens -= batch
        self.tell()

    def recognise(self) -> None:
        seconds = self.spend(self.pictures.pop(0))
        self.recognised += 1
        if self.recognised > 1:
            self.speeds.recognition.add(1, seconds)
        self.tell()

    def spend(self, seconds: float) -> float:
        seconds *= self.slowness * self.noise.uniform(0.75, 1.25)
        self.now += seconds
        return seconds

    def tell(self) -> None:
        left: dict[str, tuple[int, int]] = {}
        for file in self.files:
            number, total = left.get(file.kind, (0, 0))
            left[file.kind] = (number + 1, total + file.size)
        self.told.append((self.now, time_left(self.speeds.estimate(left, self.tokens, len(self.pictures)))))


def made_up(seed: int, *, with_pictures: bool) -> Machine:
    choice = random.Random(seed)
    files: list[File] = []
    for kind in choice.sample([".txt", "html", ".pdf", "docx", ".eml", ".xyz"], k=choice.randint(1, 4)):
        tokens_a_byte, each, each_byte = choice.uniform(0.02, 0.3), choice.uniform(0.002, 0.03), choice.uniform(1, 9)
        for _ in range(choice.choice([3, 20, 100, 400])):
            size = round(min(2_000_000, choice.lognormvariate(9.5, choice.uniform(0.3, 1.2))))
            files.append(File(kind, size, round(size * tokens_a_byte), each + each_byte * 1e-7 * size, ()))
    if with_pictures:
        usual, differ = choice.uniform(1.0, 6.0), choice.uniform(0.1, 0.6)
        for _ in range(choice.choice([2, 10, 40, 150])):
            pages = choice.choice([1, 1, 1, 2, 8])
            seconds = tuple(usual * choice.lognormvariate(0, differ) for _ in range(pages))
            files.append(File(".pdf", 400_000 * pages, 0, 0.02 * pages, seconds))
    return Machine(files, choice.lognormvariate(0, 0.7), seed)


@pytest.mark.parametrize("with_pictures", [False, True], ids=["text", "text and pictures"])
def test_what_is_told_is_right_on_machines_of_any_speed_and_runs_of_any_length(with_pictures: bool) -> None:
    runs = [made_up(seed, with_pictures=with_pictures).run() for seed in range(100)]
    moments = [moment for run in runs for moment in run]
    assert all(moment.told != TimeLeft() for moment in moments), "something is always told"
    numbers = [[moment for moment in run if moment.told.about is not None] for run in runs]
    # Each run counts the same, however many steps it has.
    right = [sum(moment.is_right for moment in run) / len(run) for run in numbers if run]
    assert len(right) > 40
    assert sum(right) / len(right) >= 0.95
    bounds = [moment for moment in moments if moment.told.about is None]
    assert sum(moment.is_right for moment in bounds) / len(bounds) >= 0.98


@pytest.mark.parametrize("with_pictures", [False, True], ids=["text", "text and pictures"])
def test_a_run_of_minutes_is_told_in_numbers(with_pictures: bool) -> None:
    runs = [made_up(seed, with_pictures=with_pictures).run() for seed in range(60)]
    shares = []
    for run in runs:
        long = [moment for moment in run if moment.left > 1.5 * LEAST_SECONDS]
        if long and run[0].left > 180:
            shares.append(sum(moment.told.about is not None for moment in long) / len(long))
    assert len(shares) > 10
    assert sum(shares) / len(shares) >= 0.75


def test_a_number_is_told_only_where_it_is_sure_and_long_enough() -> None:
    assert time_left(Estimate(100.0, 5.0)) == TimeLeft(about=100.0)
    assert time_left(Estimate(100.0, 40.0)) == TimeLeft(at_most=300.0)
    assert time_left(Estimate(LEAST_SECONDS - 1, 1.0)) == TimeLeft(at_most=30.0)
    assert time_left(Estimate(0.0, 0.0)) == TimeLeft(at_most=30.0)


def test_slowed_down_it_takes_longer() -> None:
    assert time_left(Estimate(100.0, 5.0), share=0.5) == TimeLeft(about=200.0)
    assert time_left(Estimate(18.0, 9.0), share=0.25) == TimeLeft(at_most=180.0)


def test_nothing_is_told_of_what_takes_longer_than_anyone_waits() -> None:
    assert time_left(Estimate(BOUNDS[-1], BOUNDS[-1])) == TimeLeft()


def test_while_one_step_takes_long_only_what_is_still_true_is_told() -> None:
    assert TimeLeft(about=60.0).after(10.0) == TimeLeft(about=50.0)
    assert TimeLeft(about=25.0).after(6.0) == TimeLeft(at_most=30.0)
    assert TimeLeft(about=60.0).after(45.0) == TimeLeft()
    assert TimeLeft(at_most=60.0).after(20.0) == TimeLeft(at_most=60.0)
    assert TimeLeft(at_most=60.0).after(40.0) == TimeLeft()
