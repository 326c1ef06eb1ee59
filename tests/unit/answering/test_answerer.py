"""Promises of one answered question, with a chat model that says what it is told to."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pytest

from desktop_app.answering.answer_events import PassagesReady, Piece
from desktop_app.answering.answerer import Answerer
from desktop_app.answering.chat_model import NO_PREFERENCE
from desktop_app.answering.prompt_progress import PromptProgress
from desktop_app.domain import AdapterUse, Answer, Approach, Line, Page, Passage, ReadAnswer, Scope, Turn
from desktop_app.errors import ModelDamaged, QuestionEmpty
from tests.samples.chat_models import ScriptedModel
from tests.samples.passages import HEAT, LEASE, RENT, passage


@dataclass(frozen=True)
class FakeFound:
    passages: tuple[Passage, ...]
    total_ms: float = 12.0


class Shelf:
    """A retriever that always finds the same passages."""

    def __init__(self, *passages: Passage) -> None:
        self.passages = passages
        self.asked: list[str] = []

    def find(self, question: str, limit: int, scope: Scope | None = None) -> FakeFound:
        self.asked.append(question)
        return FakeFound(self.passages[:limit])


SHELF = (passage(LEASE, 1, "Lease"), passage(RENT, 2, "Rent"), passage(HEAT, 3, "House"))


def answered(model: ScriptedModel, question: str, *passages: Passage, **options: object) -> Answer:
    answerer = Answerer(Shelf(*(passages or SHELF)), model, model="scripted", parameters=135_000_000)
    *_, answer = answerer.answer(question, **options)  # type: ignore[arg-type]
    assert isinstance(answer, Answer)
    return answer


def test_an_answer_comes_with_its_citation_its_passages_and_what_it_cost() -> None:
    answer = answered(ScriptedModel("The lease ends on 31 March 2027 [1]."), "When does the lease end?")
    assert answer.text == "The lease ends on 31 March 2027 [1]."
    assert answer.citations[0].quote == "The lease ends on 31 March 2027."
    assert (answer.refused, answer.stopped, answer.model) == (False, False, "scripted")
    assert answer.passages == SHELF
    assert answer.retrieve_ms == 12.0
    assert answer.generated_tokens == 8
    assert answer.prompt_tokens > 0
    assert answer.total_ms >= answer.first_token_ms > 0


def test_an_adapter_that_learnt_to_refuse_is_told_how_readily_and_not_asked_what_is_doubtful() -> None:
    model = ScriptedModel("The lease ends on 31 March 2027 [1].")
    answerer = Answerer(Shelf(*SHELF), model, model="scripted", parameters=135_000_000, refusal_bias=-2.0)
    list(answerer.answer("When does the lease end?"))
    assert model.first == {"Not in your documents.": -2.0}
    *_, doubted = answerer.answer("Why did Napoleon Bonaparte not end the lease in 1812?")
    assert isinstance(doubted, Answer)
    assert doubted.refused
    list(answerer.answer("When does the lease end?", approach=Approach.ADAPTER))
    assert model.first == {}


def test_events_come_in_order_and_the_answer_last() -> None:
    model = ScriptedModel("The rent is 1,250 euros a month [2].")
    answerer = Answerer(Shelf(*SHELF), model, model="scripted", parameters=135_000_000)
    events = list(answerer.answer("How much is the rent?"))
    kinds = [type(event) for event in events]
    assert kinds[0] is PassagesReady
    assert kinds[1:3] == [PromptProgress, PromptProgress]
    assert set(kinds[3:-1]) == {Piece}
    assert kinds[-1] is Answer
    assert "".join(event.text for event in events if isinstance(event, Piece)) == "The rent is 1,250 euros a month."


def test_progress_is_told_while_the_prompt_is_read() -> None:
    go_on = threading.Event()

    class SlowReader(ScriptedModel):
        def write(
            self,
            turns: Sequence[Turn],
            *,
            max_tokens: int,
            is_cancelled: Callable[[], bool],
            on_prompt_read: Callable[[int, int], None],
            first: Mapping[str, float] = NO_PREFERENCE,
        ) -> Iterator[str]:
            on_prompt_read(1, 2)
            assert go_on.wait(20)
            yield "The rent is 1,250 euros a month."

    answerer = Answerer(Shelf(*SHELF), SlowReader(), model="slow", parameters=135_000_000)
    events = answerer.answer("How much is the rent?")
    assert isinstance(next(events), PassagesReady)
    assert next(events) == PromptProgress(1, 2)  # arrives although no text can come yet
    go_on.set()
    assert isinstance(list(events)[-1], Answer)


def test_an_answer_nobody_waits_for_stops_the_model() -> None:
    model = ScriptedModel("The rent is 1,250 euros a month and so on.")
    answerer = Answerer(Shelf(*SHELF), model, model="scripted", parameters=135_000_000)
    events = answerer.answer("How much is the rent?")
    while not isinstance(next(events), Piece):
        pass
    events.close()  # type: ignore[attr-defined]
    assert model.last_run is not None
    assert model.last_run.generated_tokens < 9


def test_a_cancelled_answer_is_still_an_answer_with_its_citations() -> None:
    shown: list[str] = []
    model = ScriptedModel("The rent is 1,250 euros a month [2]. Cats are welcome in the flat [2].")
    answerer = Answerer(Shelf(*SHELF), model, model="scripted", parameters=135_000_000)
    for event in answerer.answer("How much is the rent?", is_cancelled=lambda: len(shown) > 7):
        if isinstance(event, Piece):
            shown.append(event.text)
    assert isinstance(event, Answer)
    assert event.stopped
    assert event.text.startswith("The rent is 1,250 euros a month [1].")
    assert not event.refused


def test_cancelling_while_the_prompt_is_read_gives_an_empty_stopped_answer() -> None:
    answer = answered(ScriptedModel("Never said."), "How much is the rent?", is_cancelled=lambda: True)
    assert (answer.stopped, answer.text, answer.refused) == (True, "", False)


def test_without_passages_nothing_is_written_and_the_answer_is_refused() -> None:
    model = ScriptedModel("The moon is made of cheese.")
    answerer = Answerer(Shelf(), model, model="scripted", parameters=135_000_000)
    *_, answer = answerer.answer("What is the moon made of?")
    assert isinstance(answer, Answer)
    assert (answer.refused, answer.text, answer.citations) == (True, "Not in your documents.", ())
    assert model.asked == []


def test_passages_about_something_else_are_shown_but_not_answered_from() -> None:
    far = passage(RENT, 1, similarity=0.1, overlap=0.1)
    answer = answered(ScriptedModel("Cheese."), "What is the moon made of?", far)
    assert answer.refused
    assert answer.text.startswith("Not in your documents.")
    assert answer.passages == (far,)


@pytest.mark.parametrize(
    "said",
    [
        "Not in your documents.",
        "The sources do not mention this.",
        "I'm sorry, the text doesn't say anything about it: no information.",
    ],
)
def test_the_models_own_refusal_is_a_refusal(said: str) -> None:
    answer = answered(ScriptedModel(said), "When does the lease end?")
    assert answer.refused
    assert answer.citations == ()


def test_an_invention_is_replaced_by_the_sentence_the_question_is_about() -> None:
    answer = answered(ScriptedModel("Penguins decided that in Antarctica."), "When does the lease end?")
    assert answer.text == "Closest in your documents: “The lease ends on 31 March 2027.” [1]"
    assert answer.citations[0].quote == "The lease ends on 31 March 2027."


def test_a_repeated_question_is_no_answer() -> None:
    answer = answered(ScriptedModel("The answer to this question is: the lease does end."), "When does the lease end?")
    assert answer.text.startswith("Closest in your documents:")


def test_an_invention_is_refused_where_no_sentence_is_about_the_question() -> None:
    answer = answered(ScriptedModel("Penguins."), "Which zebra plays the xylophone in an orchestra?")
    assert answer.refused


def test_the_model_alone_is_given_no_documents_and_cites_none() -> None:
    model = ScriptedModel("Paris [1] is the capital.")
    answer = answered(model, "What is the capital of France?", approach=Approach.MODEL)
    assert [turn.text for turn in model.asked] == ["What is the capital of France?"]
    assert (answer.text, answer.passages, answer.citations) == ("Paris is the capital.", (), ())
    assert not answer.refused


def test_a_follow_up_is_searched_with_the_question_before_it() -> None:
    shelf = Shelf(*SHELF)
    history = [Turn("user", "How much is the rent?"), Turn("assistant", "1,250 euros [1].")]
    model = ScriptedModel("It is due on the first working day.")
    list(Answerer(shelf, model, model="m", parameters=1).answer("And when is it due?", history=history))
    assert shelf.asked == ["How much is the rent? And when is it due?"]
    assert [turn.text for turn in model.asked[:2]] == ["How much is the rent?", "1,250 euros."]


def test_a_model_that_goes_on_with_the_next_question_is_cut_off() -> None:
    says = "The rent is 1,250 euros a month.\n\nQuestion: May I keep cats? Answer: Yes."
    assert answered(ScriptedModel(says), "How much is the rent?").text == "The rent is 1,250 euros a month [1]."


def test_a_model_that_repeats_itself_is_cut_off() -> None:
    model = ScriptedModel(" ".join(["The rent is 1,250 euros a month."] * 20))
    assert answered(model, "How much is the rent?").text == "The rent is 1,250 euros a month [1]."
    assert model.last_run is not None
    assert model.last_run.generated_tokens < 30


def test_quotes_on_drawn_pages_are_marked_with_boxes() -> None:
    edges = tuple(10.0 + 2 * column for column in range(len(RENT) + 1))
    page = Page(1, RENT, lines=(Line(0, len(RENT), 100.0, 112.0, edges),), width=600, height=800)

    class Pages:
        def page(self, document_id: int, number: int) -> Page | None:
            return page if (document_id, number) == (2, 1) else None

    model = ScriptedModel("The rent is 1,250 euros a month.")
    answerer = Answerer(Shelf(*SHELF), model, model="m", parameters=1, pages=Pages())
    *_, answer = answerer.answer("How much is the rent?")
    assert isinstance(answer, Answer)
    (box,) = answer.citations[0].boxes
    assert (box.page, box.x0, box.y0, box.y1) == (1, 10.0, 100.0, 112.0)
    assert box.x1 == 10.0 + 2 * len("The rent is 1,250 euros a month.")


def test_an_empty_question_is_refused() -> None:
    with pytest.raises(QuestionEmpty):
        answered(ScriptedModel("x"), "  ")


def test_what_the_model_raises_reaches_the_caller() -> None:
    with pytest.raises(ModelDamaged):
        answered(ScriptedModel(error=ModelDamaged()), "How much is the rent?")


def test_an_untrusted_model_keeps_only_what_the_sources_say() -> None:
    model = ScriptedModel("The answer is: It ends on 31 March 2027. Penguins inhabit Antarctica.")
    answer = answered(model, "When does the lease end?")
    assert answer.text == "It ends on 31 March 2027 [1]."


def test_a_larger_model_keeps_a_sentence_of_its_own_without_a_marker() -> None:
    model = ScriptedModel("The lease ends on 31 March 2027. Plan ahead for moving house.")
    answerer = Answerer(Shelf(*SHELF), model, model="m", parameters=8_000_000_000)
    *_, answer = answerer.answer("When does the lease end?")
    assert isinstance(answer, Answer)
    assert answer.text == "The lease ends on 31 March 2027 [1]. Plan ahead for moving house."


@pytest.mark.parametrize("said", ["Nothing is said about cats not being available.", "No cats may not be given away."])
def test_an_answer_that_merely_says_no_is_not_a_refusal(said: str) -> None:
    assert not answered(ScriptedModel(f"Cats are welcome in the flat. {said}"), "Are cats welcome in the flat?").refused


def test_a_question_that_only_looks_answerable_is_not_put_to_a_small_model_alone() -> None:
    asked = "Which rent was not paid to Cleo Marsh in 1850?"
    model = ScriptedModel("It was 900 euros [1].")
    alone = answered(model, asked)
    assert alone.refused
    assert alone.passages
    assert not model.asked
    helped = Answerer(
        Shelf(*SHELF), model, model="m", parameters=135_000_000, adapters=(AdapterUse("Grounded answers"),)
    )
    list(helped.answer(asked, approach=Approach.BOTH))
    assert model.asked
    larger = ScriptedModel("It was 900 euros [1].")
    list(Answerer(Shelf(*SHELF), larger, model="m", parameters=8_000_000_000).answer(asked))
    assert larger.asked


class Unsure:
    """A reader that finds these words with little of a margin, and is so sure that the question is answered."""

    def __init__(self, words: str, answers: float) -> None:
        self._words, self._answers = words, answers

    def read(self, question: str, texts: Sequence[str]) -> Sequence[ReadAnswer]:
        found = [(text.find(self._words), text) for text in texts]
        return [ReadAnswer(max(0, at), max(0, at) + len(self._words), 3.0, self._answers) for at, _ in found]


@pytest.mark.parametrize(
    ("question", "says", "answers", "refused"),
    [
        ("When does the oral lease end?", "Hill Estates Ltd.", -1.5, True),  # not what the reader found, and doubtful
        ("When does the lease end?", "Hill Estates Ltd.", -1.5, False),  # one sentence holds all of the question
        ("When does the oral lease end?", "Hill Estates Ltd.", 2.0, False),  # the document's own takes its place
        ("When does the oral lease end?", "31 March 2027.", -1.5, False),  # what the reader found too
    ],
)
def test_a_weak_answer_to_a_doubtful_question_is_refused(
    question: str, says: str, answers: float, refused: bool
) -> None:
    answerer = Answerer(
        Shelf(*SHELF),
        ScriptedModel(says),
        model="m",
        parameters=135_000_000,
        refusal_bias=-2.0,
        reader=Unsure("31 March 2027", answers),
        likeness=lambda _one, _other: 0.4,
    )
    *_, answer = answerer.answer(question)
    assert isinstance(answer, Answer)
    assert answer.refused is refused
    assert ("31 March 2027" in answer.text) is not refused


def test_a_follow_up_is_not_doubted_but_answered_or_shown_what_is_nearest() -> None:
    talk = [Turn("user", "When does the lease end?"), Turn("assistant", "On 31 March 2027 [1].")]
    answerer = Answerer(
        Shelf(*SHELF),
        ScriptedModel("Not in your documents."),
        model="m",
        parameters=135_000_000,
        refusal_bias=-2.0,
        reader=Unsure("31 March 2027", -9.0),
    )
    *_, answer = answerer.answer("Why?", history=talk)
    assert isinstance(answer, Answer)
    assert not answer.refused
    assert "The lease ends on 31 March 2027." in answer.text
    *_, alone = answerer.answer("When does the oral lease end?")
    assert isinstance(alone, Answer)
    assert alone.refused
