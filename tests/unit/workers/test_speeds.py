"""The time that is left, against machines whose speed is known; the first tenth aside it is within 30 %."""

import random
from pathlib import Path

import pytest

from desktop_app.workers.speeds import TOKENS_A_PICTURE, TOKENS_TO_LOAD, Rate, Speeds
from desktop_app.workers.typical_files import TYPICAL

WITHIN = 0.3


class Machine:
    """Reads and embeds made-up files; every step takes up to a quarter more or less than it should."""

    def __init__(self, files: list[tuple[str, int]], *, tokens_a_byte: dict[str, float], seed: int = 1) -> None:
        self.files = sorted(files, key=lambda file: file[1])
        self.tokens_a_byte = tokens_a_byte
        self.noise = random.Random(seed)
        self.tokens = 0
        self.now = 0.0
        self.speeds = Speeds()
        self.told: list[tuple[float, float | None]] = []

    def run(self, *, read_tokens_first: bool = True) -> list[tuple[float, float]]:
        """Return (share of the time that had passed, error of the time left) wherever one was named."""
        while self.files:
            self.read()
            if read_tokens_first and not self.speeds.embedding.is_known and self.tokens:
                self.embed()
        while self.tokens:
            self.embed()
        return [
            (at / self.now, abs(left - (self.now - at)) / (self.now - at))
            for at, left in self.told
            if left is not None and at < self.now
        ]

    def read(self) -> None:
        kind, size = self.files.pop(0)
        tokens = round(size * self.tokens_a_byte[kind])
        seconds = self.spend(0.004 + size * 2e-7)
        self.speeds.read(kind, size, seconds, tokens)
        self.tokens += tokens
        self.tell()

    def embed(self) -> None:
        batch = min(self.tokens, 4_000)
        self.speeds.embedding.add(batch, self.spend(batch / 6_000))
        self.tokens -= batch
        self.tell()

    def spend(self, seconds: float) -> float:
        seconds *= self.noise.uniform(0.75, 1.25)
        self.now += seconds
        return seconds

    def tell(self) -> None:
        left: dict[str, tuple[int, int]] = {}
        for kind, size in self.files:
            number, total = left.get(kind, (0, 0))
            left[kind] = (number + 1, total + size)
        self.told.append((self.now, self.speeds.seconds_left(left, self.tokens, 0)))


def files(kind: str, count: int, low: int, high: int, seed: int) -> list[tuple[str, int]]:
    choice = random.Random(seed)
    return [(kind, choice.randint(low, high)) for _ in range(count)]


@pytest.mark.parametrize(
    "made",
    [
        files(".txt", 300, 2_000, 9_000, 1),
        files(".txt", 200, 300, 40_000, 2) + files("docx", 30, 15_000, 90_000, 3),
        files(".txt", 20, 500, 900_000, 4),
    ],
    ids=["like files", "two kinds", "a few, one of them long"],
)
def test_the_time_left_is_right_after_the_first_tenth(made: list[tuple[str, int]]) -> None:
    machine = Machine(made, tokens_a_byte={".txt": 0.25, "docx": 0.06})
    errors = [error for share, error in machine.run() if 0.1 <= share <= 0.95]
    assert len(errors) > 30
    assert max(errors) <= WITHIN


def test_no_time_is_named_before_there_is_something_to_go_by() -> None:
    speeds = Speeds()
    assert speeds.seconds_left({".txt": (3, 900)}, 0, 0) is None
    speeds.read(".txt", 300, 0.1, 80)
    assert speeds.seconds_left({".txt": (3, 900)}, 0, 0) is None
    assert speeds.seconds_left({}, 0, 2) is None
    speeds.embedding.add(10_000, 2.0)
    assert speeds.seconds_left({".txt": (3, 900)}, 760, 0) == pytest.approx(0.3 + 0.2)


def test_a_kind_that_was_not_met_yet_is_taken_for_an_average_one() -> None:
    speeds = Speeds()
    speeds.embedding.add(1_000, 10.0)
    speeds.read(".txt", 1_000, 0.5, 0)
    assert speeds.seconds_left({".xyz": (2, 2_000)}, 0, 0) == pytest.approx(1.0)


def test_a_kind_that_was_not_met_yet_is_taken_for_what_is_typical_of_it_on_this_machine() -> None:
    speeds = Speeds()
    speeds.embedding.add(1_000, 10.0)
    text, pdf = TYPICAL[".txt"], TYPICAL[".pdf"]
    for size in range(1_000, 9_000, 1_000):
        speeds.read(".txt", size, 3 * text.seconds_for(1, size), 0)
    reading, embedding = 3 * pdf.seconds_for(2, 2_000_000), pdf.tokens_for(2_000_000) / 100
    assert speeds.seconds_left({".pdf": (2, 2_000_000)}, 0, 0) == pytest.approx(reading + embedding)


def test_a_single_file_tells_of_larger_ones_in_proportion() -> None:
    speeds = Speeds()
    speeds.embedding.add(10_000, 10.0)
    speeds.read(".pdf", 10_000, 0.0, 3_000)
    assert speeds.seconds_left({".pdf": (1, 100_000)}, 0, 0) == pytest.approx(30.0)


def test_what_is_inside_of_an_archive_is_counted_before_the_next_one_is_opened() -> None:
    speeds = Speeds()
    speeds.embedding.add(10_000, 10.0)
    for size in (10_000, 20_000):
        speeds.read(".txt", size, 0.0, size // 4)
    members = [(".txt", 10_000)] * 6 + [(".png", 10_000)]
    speeds.read(".zip", 30_000, 0.0, 0, members=members)
    assert speeds.seconds_left({".zip": (1, 30_000)}, 0, 0, recognises=False) == pytest.approx(15.0, rel=0.05)
    speeds.recognition.add(1, 7.0)
    assert speeds.seconds_left({".zip": (1, 30_000)}, 0, 0) == pytest.approx(22.0, rel=0.05)


def test_a_machine_that_becomes_slower_is_noticed() -> None:
    rate = Rate()
    for _ in range(100):
        rate.add(100, 1.0)
    for _ in range(90):
        rate.add(50, 1.0)
    assert rate.seconds_for(50) == pytest.approx(1.0, rel=0.35)


def test_the_last_runs_speeds_are_remembered_and_soon_outweighed(tmp_path: Path) -> None:
    speeds = Speeds()
    for _ in range(50):
        speeds.embedding.add(1_000, 1.0)
    speeds.save(tmp_path / "speeds.json")
    later = Speeds.load(tmp_path / "speeds.json")
    assert later.seconds_left({}, 5_000, 0) == pytest.approx(5.0, rel=0.01)
    for _ in range(20):
        later.embedding.add(500, 1.0)
    assert later.seconds_left({}, 5_000, 0) == pytest.approx(10.0, rel=0.2)


def test_a_picture_that_is_still_to_be_read_counts_as_one_to_be_recognised() -> None:
    speeds = Speeds()
    speeds.recognition.add(4, 24.0)
    assert speeds.seconds_left({".png": (3, 900_000)}, 0, 1) == pytest.approx(24.0)
    assert speeds.seconds_left({".png": (3, 900_000)}, 0, 1, recognises=False) == 0.0
    speeds.embedding.add(1_000, 2.0)
    speeds.read(".pdf", 1_000, 0.0, 0, pictures=2)
    assert speeds.seconds_left({".pdf": (3, 3_000)}, 0, 0) == pytest.approx(36.0)


def test_before_the_first_page_is_recognised_its_time_is_told_by_the_speed_of_embedding() -> None:
    speeds = Speeds()
    speeds.embedding.add(22_000, 4.0)
    assert speeds.seconds_left({}, 0, 2) == pytest.approx((2 * TOKENS_A_PICTURE + TOKENS_TO_LOAD) / 5_500)
    speeds.recognition.add(1, 2.0)
    assert speeds.seconds_left({}, 0, 2) == pytest.approx(4.0)


def test_one_file_that_takes_endlessly_does_not_speak_for_the_others() -> None:
    speeds = Speeds()
    for _ in range(10):
        speeds.read(".txt", 1_000, 0.1, 0)
    speeds.read(".txt", 1_000, 60.0, 0)
    assert speeds.seconds_left({".txt": (10, 10_000)}, 0, 0) == pytest.approx(1.0, rel=0.5)


def test_files_with_much_beside_their_words_are_not_taken_for_long_texts() -> None:
    speeds = Speeds()
    speeds.embedding.add(10_000, 10.0)
    for size in range(1_100, 1_300, 10):
        speeds.read("html", size, 0.0, (size - 1_000) // 4)
    assert speeds.seconds_left({"html": (1, 9_000)}, 0, 0) == pytest.approx(2.0, rel=0.05)


def test_what_the_last_run_showed_of_each_kind_is_remembered(tmp_path: Path) -> None:
    speeds = Speeds()
    speeds.embedding.add(10_000, 10.0)
    for size in (1_000, 9_000):
        speeds.read(".pdf", size, size / 10_000, size // 100)
    speeds.save(tmp_path / "speeds.json")
    later = Speeds.load(tmp_path / "speeds.json")
    for kind in (".pdf", ".new"):
        told = speeds.seconds_left({kind: (1, 10_000)}, 0, 0)
        assert told is not None
        assert later.seconds_left({kind: (1, 10_000)}, 0, 0) == pytest.approx(told, rel=0.01)


@pytest.mark.parametrize("text", ["", "[]", '{"embedding": 3}', '{"embedding": {"amount": "x", "seconds": 1}}'])
def test_speeds_that_cannot_be_read_are_measured_anew(tmp_path: Path, text: str) -> None:
    (tmp_path / "speeds.json").write_text(text, encoding="utf-8")
    assert not Speeds.load(tmp_path / "speeds.json").embedding.is_known
