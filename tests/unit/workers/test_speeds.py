"""What is estimated of the time that is left, and what is remembered of the speeds measured."""

from pathlib import Path

import pytest

from desktop_app.workers.rates import Rate
from desktop_app.workers.speeds import TOKENS_A_PICTURE, TOKENS_TO_LOAD, Speeds
from desktop_app.workers.typical_files import TYPICAL


def test_what_was_measured_little_is_doubted_more() -> None:
    speeds = Speeds()
    doubts = []
    for _ in range(4):
        told = speeds.estimate({".txt": (30, 300_000)}, 100_000, 20)
        doubts.append(told.doubt / told.seconds)
        speeds.read(".txt", 10_000, 0.014, 2_200)
        speeds.embedding.add(10_000, 2.0)
        speeds.recognition.add(1, 4.0)
    assert doubts == sorted(doubts, reverse=True)
    assert doubts[0] > 0.4
    assert doubts[-1] < 0.25


def test_pictures_that_differ_are_doubted_longer_than_pictures_that_are_alike() -> None:
    alike, different = Speeds(), Speeds()
    for one in range(6):
        alike.recognition.add(1, 4.0)
        different.recognition.add(1, 1.0 if one % 2 else 7.0)
    assert different.estimate({}, 0, 30).seconds == pytest.approx(alike.estimate({}, 0, 30).seconds, rel=0.1)
    assert different.estimate({}, 0, 30).doubt > 2 * alike.estimate({}, 0, 30).doubt


def test_a_kind_that_was_not_met_yet_is_taken_for_an_average_one() -> None:
    speeds = Speeds()
    speeds.embedding.add(1_000, 10.0)
    speeds.read(".txt", 1_000, 0.5, 0)
    assert speeds.estimate({".xyz": (2, 2_000)}, 0, 0).seconds == pytest.approx(1.0)


def test_a_kind_that_was_not_met_yet_is_taken_for_what_is_typical_of_it_on_this_machine() -> None:
    speeds = Speeds()
    speeds.embedding.add(1_000, 10.0)
    text, pdf = TYPICAL[".txt"], TYPICAL[".pdf"]
    for size in range(1_000, 9_000, 1_000):
        speeds.read(".txt", size, 3 * text.seconds_for(1, size), 0)
    reading, embedding = 3 * pdf.seconds_for(2, 2_000_000), pdf.tokens_for(2_000_000) / 100
    assert speeds.estimate({".pdf": (2, 2_000_000)}, 0, 0).seconds == pytest.approx(reading + embedding)


def test_a_single_file_tells_of_larger_ones_in_proportion() -> None:
    speeds = Speeds()
    speeds.embedding.add(10_000, 10.0)
    speeds.read(".pdf", 10_000, 0.0, 3_000)
    assert speeds.estimate({".pdf": (1, 100_000)}, 0, 0).seconds == pytest.approx(30.0)


def test_what_is_inside_of_an_archive_is_counted_before_the_next_one_is_opened() -> None:
    speeds = Speeds()
    speeds.embedding.add(10_000, 10.0)
    for size in (10_000, 20_000):
        speeds.read(".txt", size, 0.0, size // 4)
    members = [(".txt", 10_000)] * 6 + [(".png", 10_000)]
    speeds.read(".zip", 30_000, 0.0, 0, members=members)
    assert speeds.estimate({".zip": (1, 30_000)}, 0, 0, recognises=False).seconds == pytest.approx(15.0, rel=0.05)
    speeds.recognition.add(1, 7.0)
    assert speeds.estimate({".zip": (1, 30_000)}, 0, 0).seconds == pytest.approx(22.0, rel=0.05)


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
    assert later.estimate({}, 5_000, 0).seconds == pytest.approx(5.0, rel=0.01)
    for _ in range(20):
        later.embedding.add(500, 1.0)
    assert later.estimate({}, 5_000, 0).seconds == pytest.approx(10.0, rel=0.2)


def test_a_picture_that_is_still_to_be_read_counts_as_one_to_be_recognised() -> None:
    speeds = Speeds()
    speeds.recognition.add(4, 24.0)
    assert speeds.estimate({".png": (3, 900_000)}, 0, 1).seconds == pytest.approx(24.0)
    assert speeds.estimate({".png": (3, 900_000)}, 0, 1, recognises=False).seconds == 0.0
    speeds.embedding.add(1_000, 2.0)
    speeds.read(".pdf", 1_000, 0.0, 0, pictures=2)
    assert speeds.estimate({".pdf": (3, 3_000)}, 0, 0).seconds == pytest.approx(36.0)


def test_before_the_first_page_is_recognised_its_time_is_told_by_the_speed_of_embedding() -> None:
    speeds = Speeds()
    speeds.embedding.add(22_000, 4.0)
    assert speeds.estimate({}, 0, 2).seconds == pytest.approx((2 * TOKENS_A_PICTURE + TOKENS_TO_LOAD) / 5_500)
    speeds.recognition.add(1, 2.0)
    assert speeds.estimate({}, 0, 2).seconds == pytest.approx(4.0)


def test_one_file_that_takes_endlessly_does_not_speak_for_the_others() -> None:
    speeds = Speeds()
    for _ in range(10):
        speeds.read(".txt", 1_000, 0.1, 0)
    speeds.read(".txt", 1_000, 60.0, 0)
    assert speeds.estimate({".txt": (10, 10_000)}, 0, 0).seconds == pytest.approx(1.0, rel=0.5)


def test_files_with_much_beside_their_words_are_not_taken_for_long_texts() -> None:
    speeds = Speeds()
    speeds.embedding.add(10_000, 10.0)
    for size in range(1_100, 1_300, 10):
        speeds.read("html", size, 0.0, (size - 1_000) // 4)
    assert speeds.estimate({"html": (1, 9_000)}, 0, 0).seconds == pytest.approx(2.0, rel=0.05)


def test_what_the_last_run_showed_of_each_kind_is_remembered(tmp_path: Path) -> None:
    speeds = Speeds()
    speeds.embedding.add(10_000, 10.0)
    for size in (1_000, 9_000):
        speeds.read(".pdf", size, size / 10_000, size // 100)
    speeds.save(tmp_path / "speeds.json")
    later = Speeds.load(tmp_path / "speeds.json")
    for kind in (".pdf", ".new"):
        told = speeds.estimate({kind: (1, 10_000)}, 0, 0).seconds
        assert later.estimate({kind: (1, 10_000)}, 0, 0).seconds == pytest.approx(told, rel=0.01)


@pytest.mark.parametrize("text", ["", "[]", '{"embedding": 3}', '{"embedding": {"amount": "x", "seconds": 1}}'])
def test_speeds_that_cannot_be_read_are_measured_anew(tmp_path: Path, text: str) -> None:
    (tmp_path / "speeds.json").write_text(text, encoding="utf-8")
    assert not Speeds.load(tmp_path / "speeds.json").embedding.is_known
