"""Promises of the second step: what the best passage names is found too, and nothing is lost."""

import numpy as np
import pytest

from desktop_app.domain import Chunk, Passage, Span
from desktop_app.retrieval.links import add_links, names_in, share_of_second_step, toward


def passage(document: int, text: str, score: float = 0.0, similarity: float = 0.0) -> Passage:
    chunk = Chunk(0, text, "", (Span(1, 0, len(text)),))
    return Passage(document, f"/home/ada/{document}.txt", "", chunk, score, similarity=similarity)


def test_a_short_question_takes_no_second_step() -> None:
    assert share_of_second_step("When does the lease end?") == 0
    assert share_of_second_step(
        "Which Canadian rock band released a song called Counterparts and had a famous drummer?"
    ) == pytest.approx(1)


def test_names_are_what_the_passage_adds_to_the_question() -> None:
    text = "Nobody's Hero is a song by Rush. The song is on Counterparts. Many like the song; Song writers too."
    assert names_in(passage(1, text), "Which band released Counterparts?") == ["Nobody's", "Hero", "Rush", "Many"]


def test_what_the_best_passage_leads_to_is_added_and_the_best_stays_first() -> None:
    found = [passage(1, "Counterparts is by Rush.", 0.9), passage(2, "Bands of Canada.", 0.8)]
    named = [passage(3, "Neil Peart played in Rush.", 7.0), passage(1, "Counterparts is by Rush.", 9.0)]
    linked = add_links(found, [], named, 1.0)
    assert [p.document_id for p in linked] == [1, 2, 3]
    assert all(0 <= p.score <= 1 for p in linked)
    close = [passage(3, "Neil Peart played in Rush.", 0.5, similarity=0.6)]
    assert [p.document_id for p in add_links([found[0], passage(2, "Bands.", 0.3)], close, named, 1.0)] == [1, 3, 2]


def test_nearness_to_a_passage_is_no_evidence_for_the_question() -> None:
    linked = add_links([passage(1, "Rush.", 0.9, 0.5)], [passage(2, "Peart.", 0.0, 0.9)], [], 1.0)
    assert [p.similarity for p in linked] == [0.5, 0.0]


def test_the_second_search_lies_between_question_and_passage() -> None:
    between = toward(np.array([1, 0], dtype=np.float32), np.array([0, 1], dtype=np.float32))
    assert np.linalg.norm(between) == pytest.approx(1)
    assert between[0] > between[1] > 0
