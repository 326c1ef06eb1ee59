"""The line under an answer claims no more than is known."""

from dataclasses import replace
from datetime import datetime

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.domain import Answer, Approach, Citation, Span
from desktop_app.ui.ask.answer_box import AnswerBox
from desktop_app.ui.ask.answer_footer import AnswerFooter, cost, sentences_without_source, support
from desktop_app.ui.ask.citation_card import CitationCard, copies_of, version_of
from desktop_app.ui.theme import ThemeHolder

CITATION = Citation(1, "/a.pdf", "A", 2, "", "q", "page 2", (Span(2, 0, 1),))
ANSWER = Answer("?", "Ninety days it is [1].", False, Approach.DOCUMENTS, "S", (CITATION,))


def test_quotes_are_counted_where_they_were_found() -> None:
    other = replace(CITATION, marker=2, path="/b.pdf")
    both = replace(ANSWER, citations=(CITATION, other))
    assert support(ANSWER) == "1 quote found word for word in 1 document"
    assert support(both) == "2 quotes found word for word in 2 documents"
    assert support(replace(ANSWER, citations=(replace(CITATION, spans=()),))) == ""


def test_an_answer_without_sources_says_so() -> None:
    assert support(replace(ANSWER, citations=())) == "No sentence cites a source: check it yourself"
    assert support(replace(ANSWER, approach=Approach.MODEL)) == "From the model alone, no document was read"
    assert support(replace(ANSWER, citations=(), stopped=True)) == "Stopped before its end"
    partly = replace(ANSWER, text="Ninety days it is [1]. The moon is made of cheese.")
    assert support(partly) == "1 quote found word for word in 1 document, 1 sentence without a source"


def test_weak_support_is_told() -> None:
    assert support(replace(ANSWER, weak=1)) == (
        "1 quote found word for word in 1 document, 1 sentence only partly in the source"
    )


def test_versions_and_copies_are_told_on_the_card(theme: ThemeHolder, qtbot: QtBot) -> None:
    day = datetime(2024, 5, 4, 12).astimezone().timestamp()
    newest = replace(CITATION, modified=day, version=1, versions=3)
    assert version_of(newest) == "newest of 3 versions, 4 May 2024"
    assert version_of(replace(newest, version=2)) == "an older one of 3 versions, 4 May 2024"
    assert version_of(replace(newest, version=3)) == "oldest of 3 versions, 4 May 2024"
    assert version_of(CITATION) == ""
    assert copies_of(replace(CITATION, copies=("/b/copy.pdf",))) == "the same in copy.pdf"
    assert copies_of(replace(CITATION, copies=("/b/copy.pdf", "/c.pdf"))) == "the same in 2 other files"
    card = CitationCard(replace(newest, copies=("/b/copy.pdf",)), theme)
    qtbot.addWidget(card)
    assert card.accessibleName().endswith("newest of 3 versions, 4 May 2024, the same in copy.pdf")


def test_a_disagreement_is_shown_below_the_answer(theme: ThemeHolder, qtbot: QtBot) -> None:
    box = AnswerBox(theme)
    qtbot.addWidget(box)
    box.show_answer(replace(ANSWER, disagreement="Your documents disagree: a.pdf says 30 days [1]."))
    assert not box.disagreement.isHidden()
    assert box.disagreement.text() == "Your documents disagree: a.pdf says 30 days [1]."
    box.show_answer(ANSWER)
    assert box.disagreement.isHidden()


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("It ends in May [1]. It begins in June [2].", 0),
        ("It ends in May. [1] It begins in June. [2]", 0),
        ("It ends in May [1]. It begins in June.", 1),
        ("There are three steps:\n\n- The first of them is long [1].\n- The second of them is short.", 1),
        ("Yes. It ends in May [1].", 0),
        ("", 0),
    ],
)
def test_statements_without_a_marker_are_counted(text: str, bare: int) -> None:
    assert sentences_without_source(text) == bare


def test_only_what_was_measured_is_told() -> None:
    assert cost(ANSWER) == ""
    assert cost(replace(ANSWER, first_token_ms=20.0)) == ""  # nothing was written
    assert cost(replace(ANSWER, first_token_ms=612.0, generated_tokens=9, tokens_per_second=31.2)) == (
        "0.6 s to the first word · 31 tokens/s"
    )


@pytest.mark.parametrize(("width", "is_below"), [(640, False), (340, True)])
def test_in_a_narrow_talk_the_buttons_stand_below_the_words(
    qtbot: QtBot, theme: ThemeHolder, width: int, is_below: bool
) -> None:
    footer = AnswerFooter(theme)
    qtbot.addWidget(footer)
    footer.show_answer(ANSWER)
    footer.resize(width, 80)
    footer.show()

    def is_as_wanted() -> bool:
        button = footer.copy_button.mapTo(footer, footer.copy_button.rect().topLeft())
        return (button.y() >= footer.label.geometry().bottom(), button.x() < 100) == (is_below, is_below)

    qtbot.waitUntil(is_as_wanted)
