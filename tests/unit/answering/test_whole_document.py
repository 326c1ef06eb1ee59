"""One document as a whole: read by able models, and else in its own words; every sentence cited."""

from collections.abc import Sequence

import pytest

from desktop_app.answering.answer_events import PassagesReady
from desktop_app.answering.prompt import reading_for
from desktop_app.answering.whole_document import asks_for_whole, in_its_own_words, may_ask_for_whole
from desktop_app.answering.whole_reading import WholeDocument
from desktop_app.domain import Answer, Page, Passage
from tests.samples.chat_models import ScriptedModel
from tests.samples.passages import HEAT, LEASE, RENT, passage

LETTER = [
    passage("Dear Ms Hansen,\n\nwe inspected the cellar on 12 January. Its pipes are lagged with asbestos.", 1),
    passage("The pipes must be removed by a licensed firm before the works begin.\n\nYours sincerely", 2),
]
SMALL, ABLE = 135_000_000, 7_000_000_000


class NoPages:
    """A library whose pages are gone."""

    def page(self, document_id: int, number: int) -> Page | None:
        return None


def answer(model: ScriptedModel, parameters: int, passages: Sequence[Passage]) -> Answer:
    reader = WholeDocument(model, reading_for(parameters), 200, NoPages())
    events = list(reader.answer("Summarise this.", passages, (), lambda: False))
    assert isinstance(events[0], PassagesReady)
    assert isinstance(events[-1], Answer)
    return events[-1]


@pytest.mark.parametrize(
    "question",
    [
        "Summarise this letter",
        "What is this contract about?",
        "What does the letter say?",
        "tl;dr",
        "Give me an overview",
        "Fasse den Brief zusammen",
        "Worum geht es in dem Vertrag?",
        "Résume cette lettre",
        "¿De qué trata este documento?",
    ],
)
def test_a_question_about_all_of_a_document_is_told(question: str) -> None:
    assert asks_for_whole(question)
    assert may_ask_for_whole(question)
    assert may_ask_for_whole("What is lease-garage.md about?")


@pytest.mark.parametrize(
    "question",
    [
        "What is the rent?",
        "What does the letter say about pipes?",
        "When does the lease end?",
        "Who resumed the works in short time?",
    ],
)
def test_a_question_about_something_in_it_is_not(question: str) -> None:
    assert not asks_for_whole(question)


def test_an_able_model_reads_every_sentence() -> None:
    model = ScriptedModel("The pipes are lagged with asbestos [1]. A licensed firm must remove the pipes [2].")
    given = answer(model, ABLE, LETTER)
    assert all(part in model.questions[0] for part in ("inspected the cellar", "licensed firm before the works begin"))
    assert [citation.quote for citation in given.citations] == [
        "Its pipes are lagged with asbestos.",
        "The pipes must be removed by a licensed firm before the works begin.",
    ]
    assert not given.refused


@pytest.mark.parametrize("says", ["Not in your documents.", "It is a poem about the sea."])
def test_what_an_able_model_makes_up_gives_way_to_the_documents_own_words(says: str) -> None:
    given = answer(ScriptedModel(says), ABLE, LETTER)
    assert "asbestos. [" in given.text
    assert all(citation.quote in LETTER[citation.path == LETTER[1].path].chunk.text for citation in given.citations)


def test_a_small_model_is_not_asked() -> None:
    model = ScriptedModel("It is a poem.")
    given = answer(model, SMALL, LETTER)
    assert model.questions == []
    assert given.text.startswith("In its own words:")


def test_a_document_longer_than_the_context_speaks_for_itself() -> None:
    model = ScriptedModel("The pipes are lagged with asbestos [1].", context=24)
    given = answer(model, ABLE, LETTER)
    assert model.questions == []
    assert given.citations


def test_own_words_leave_out_ceremony_and_what_was_said_already() -> None:
    cited = in_its_own_words([passage(LEASE, 1), passage(LEASE, 2), passage(RENT, 3), passage(HEAT, 4), *LETTER])
    assert cited is not None
    quotes = [citation.quote for citation in cited.citations]
    assert len(quotes) == len(set(quotes)) == 5
    assert not any("Dear" in quote or "Yours" in quote for quote in quotes)
    assert in_its_own_words([passage("Hello")]) is None
