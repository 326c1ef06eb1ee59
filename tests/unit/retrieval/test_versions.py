"""Promises of versions: the newest first, none lost, and what only resembles is left alone."""

from desktop_app.domain import Chunk, Passage, Span
from desktop_app.retrieval.versions import newest_first

LEASE = "The monthly rent of the flat in Mill Street is {} euros, payable by the third working day in advance."


def passage(document: int, text: str, modified: float, score: float) -> Passage:
    return Passage(
        document, f"{document}.txt", "", Chunk(0, text, "", (Span(1, 0, len(text)),)), score, modified=modified
    )


def test_the_newest_version_stands_first_and_the_older_stays() -> None:
    found = newest_first(
        "How high is the rent?",
        [
            passage(1, LEASE.format(900), 2023, 0.9),
            passage(2, "Cats sleep for most of the day and hunt in the garden at night.", 2022, 0.8),
            passage(3, LEASE.format(950), 2025, 0.7),
        ],
    )
    assert [p.document_id for p in found] == [3, 2, 1]
    assert [p.score for p in found] == [0.9, 0.8, 0.7]
    assert [(p.version, p.versions) for p in found] == [(1, 2), (0, 0), (2, 2)]


def test_short_texts_and_different_ones_keep_their_order() -> None:
    found = [passage(1, "The rent is 900.", 1, 0.9), passage(2, "The rent is 950.", 2, 0.8)]
    assert newest_first("rent", found) == found
    assert newest_first("rent", []) == []


def test_passages_of_one_file_are_no_versions() -> None:
    found = [passage(1, LEASE.format(900), 1, 0.9), passage(1, LEASE.format(950), 2, 0.8)]
    assert newest_first("rent", found) == found
