"""Question sets made in the Compare view: drafted or from conversations, looked through, then compared on."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from desktop_app.domain import Answer, Approach
from desktop_app.evaluation.question_set import read_question_set
from desktop_app.questions import Question
from desktop_app.store.conversations import Conversations
from desktop_app.ui.compare.questions_model import ANSWER, QUESTION
from desktop_app.ui.compare.view import CompareView
from desktop_app.ui.context import WindowContext
from desktop_app.workers.comparison_protocol import BeginComparison, DraftNext, DraftQuestions, QuestionDrafted
from desktop_app.workers.protocol import Failed, Finished, Message
from desktop_app.workers.wire import from_json, to_json

STEPS = Question("draft-1", "How many steps up to the church are there?", ("99",), False, ("trip.md",), "There are 99…")
FERRY = Question("draft-2", "How long does the ferry take?", ("40 minutes",), False, ("trip.md",), "The ferry…")


def tell(context: WindowContext, *events: Message) -> None:
    for event in events:
        context.inference.event_received.emit(event)


def draft(view: CompareView, context: WindowContext, sent: Any, *questions: Question | None) -> None:
    """Let the worker draft these, and no more."""
    view.draft(5)
    (begun,) = sent.of(DraftQuestions)
    tell(context, Finished(begun.request_id))
    for tried, question in enumerate(questions, start=1):
        step = sent.of(DraftNext)[-1].request_id
        tell(context, QuestionDrafted(step, to_json(question) if question else None, tried), Finished(step))
    tell(context, Finished(sent.of(DraftNext)[-1].request_id))


def test_drafted_questions_are_edited_or_dropped_and_then_compared_on(
    view: CompareView, context: WindowContext, sent: Any
) -> None:
    draft(view, context, sent, STEPS, None, FERRY)
    assert view.editor.isVisible()
    assert not view.editor.stop.isVisible()
    model = view.editor.questions
    assert model.rowCount() == 2
    assert "2 questions of 5 wanted" in context.notices.history[-1].text

    assert model.setData(model.index(0, QUESTION), "How many steps lead up to the church?")
    assert model.setData(model.index(0, ANSWER), "99 | ninety-nine")
    assert model.setData(model.index(1, QUESTION), Qt.CheckState.Unchecked.value, Qt.ItemDataRole.CheckStateRole)
    assert view.editor.compare.text() == "Compare on 1 question"
    view.editor.compare.click()

    (request,) = sent.of(BeginComparison)
    (kept,) = read_question_set(Path(request.path)).questions
    assert Path(request.path).parent == context.paths.question_sets
    assert (kept.text, kept.answers) == ("How many steps lead up to the church?", ("99", "ninety-nine"))
    assert kept.gold_files == ("trip.md",)


def test_drafting_stops_when_the_person_has_seen_enough(view: CompareView, context: WindowContext, sent: Any) -> None:
    view.draft(5)
    tell(context, Finished(sent.of(DraftQuestions)[0].request_id))
    step = sent.of(DraftNext)[0].request_id
    assert view.editor.stop.isVisible()
    tell(context, QuestionDrafted(step, to_json(STEPS), 1))
    view.editor.stop.click()
    tell(context, Finished(step))
    assert len(sent.of(DraftNext)) == 1
    assert not view.sets_made.drafting.is_running
    assert view.editor.questions.rowCount() == 1


def test_a_library_that_gives_nothing_to_draft_from_is_told(
    view: CompareView, context: WindowContext, sent: Any
) -> None:
    view.draft(5)
    tell(context, Failed(sent.of(DraftQuestions)[0].request_id, "input", "No document there has been read yet."))
    assert "No document there" in [notice.text for notice in context.notices.history][-2]
    assert not view.editor.compare.isEnabled()


def test_an_answer_that_is_emptied_says_that_the_documents_do_not_hold_it(
    view: CompareView, context: WindowContext, sent: Any
) -> None:
    draft(view, context, sent, STEPS)
    model = view.editor.questions
    model.setData(model.index(0, ANSWER), "|")
    assert model.data(model.index(0, ANSWER)) == "not in the documents"
    assert [(question.unanswerable, question.answers) for question in model.approved] == [(True, ())]


def test_approved_answers_are_offered_as_a_set(view: CompareView, context: WindowContext) -> None:
    view.sets_made.take_conversations()
    assert "thumb up" in context.notices.history[-1].text
    assert not view.editor.isVisible()

    kept = Conversations.open(context.paths.conversations, lambda payload: from_json(Answer, payload))
    lease = kept.create("Lease")
    kept.add_question(lease.id, "How much notice?")
    kept.set_feedback(kept.add_answer(lease.id, Answer("?", "Ninety days.", False, Approach.MODEL, "S")).id, 1)
    kept.close()
    view.sets_made.take_conversations()
    assert view.editor.isVisible()
    assert [question.text for question in view.editor.questions.approved] == ["How much notice?"]
    assert [action.text() for action in view.side.new_sets().actions()] == [
        "From a file…", "From my conversations", "Drafted from my documents (20)",
    ]  # fmt: skip
