"""Every question asked each way, once."""

from collections.abc import Callable

from desktop_app.domain import AdapterUse, Answer, Approach
from desktop_app.errors import QuestionTooLong
from desktop_app.evaluation.comparison import Result, compare
from desktop_app.evaluation.summary import summarise
from desktop_app.questions import Question, Way

QUESTIONS = [Question(str(n), f"What is {n}?", (str(n),)) for n in range(5)]
WAYS = [Way(Approach.MODEL, "tiny"), Way(Approach.DOCUMENTS, "tiny")]


class CountingAnswers:
    """Answers with the number in the question, from documents only; may be cut off at some call."""

    def __init__(self, stopped_at: int = -1) -> None:
        self.asked: list[tuple[str, Approach]] = []
        self.stopped_at = stopped_at

    def answer(self, question: str, way: Way, is_cancelled: Callable[[], bool]) -> Answer:
        self.asked.append((question, way.approach))
        text = question.split()[-1] if way.approach == Approach.DOCUMENTS else "I wonder"
        stopped = len(self.asked) - 1 == self.stopped_at
        return Answer(question, text, False, way.approach, way.model, stopped=stopped, total_ms=5.0)


class Memory:
    def __init__(self) -> None:
        self.answers: dict[tuple[str, str], Answer] = {}

    def find(self, question: Question, way: Way) -> Answer | None:
        return self.answers.get((question.text, way.key))

    def keep(self, question: Question, way: Way, answer: Answer) -> None:
        self.answers[question.text, way.key] = answer


def test_all_questions_are_asked_all_ways_question_by_question() -> None:
    results = list(compare(QUESTIONS, WAYS, CountingAnswers(), Memory()))

    assert [(r.question.id, r.approach) for r in results] == [(q.id, w.approach) for q in QUESTIONS for w in WAYS]
    assert all(r.is_new for r in results)
    assert [(s.approach, s.right, s.judged) for s in summarise(results)] == [
        (Approach.MODEL, 0, 5), (Approach.DOCUMENTS, 5, 5),
    ]  # fmt: skip


def test_stopping_anywhere_and_going_on_asks_nothing_twice() -> None:
    for stop in range(1, len(QUESTIONS) * len(WAYS)):
        memory, answers = Memory(), CountingAnswers()
        before: list[Result] = []
        for result in compare(QUESTIONS, WAYS, answers, memory, lambda: len(answers.asked) >= stop):  # noqa: B023
            before.append(result)
        after = list(compare(QUESTIONS, WAYS, answers, memory))

        assert len(before) == stop
        assert len(after) == len(answers.asked) == len(set(answers.asked)) == 10
        assert [r.is_new for r in after] == [n >= stop for n in range(10)]


def test_an_answer_that_was_cut_off_is_asked_again() -> None:
    memory, answers = Memory(), CountingAnswers(stopped_at=3)

    assert len(list(compare(QUESTIONS, WAYS, answers, memory))) == 3
    assert len(memory.answers) == 3
    assert len(list(compare(QUESTIONS, WAYS, answers, memory))) == 10


def test_a_comparison_already_made_can_be_read_though_nothing_may_be_asked() -> None:
    memory = Memory()
    list(compare(QUESTIONS, WAYS, CountingAnswers(), memory))
    answers = CountingAnswers()

    assert len(list(compare(QUESTIONS, WAYS, answers, memory, lambda: True))) == 10
    assert not answers.asked


def test_a_question_too_long_for_one_way_is_wrong_that_way() -> None:
    class TooLong(CountingAnswers):
        def answer(self, question: str, way: Way, is_cancelled: Callable[[], bool]) -> Answer:
            raise QuestionTooLong

    assert [r.marks.correct for r in compare(QUESTIONS[:1], WAYS, TooLong(), Memory())] == [False, False]


def test_a_way_is_another_when_anything_that_counts_is_another() -> None:
    one, two = AdapterUse("a", 1.0), AdapterUse("b", 0.5)
    ways = [
        Way(Approach.ADAPTER, "m", (one, two), "c"), Way(Approach.BOTH, "m", (one, two), "c"),
        Way(Approach.ADAPTER, "n", (one, two), "c"), Way(Approach.ADAPTER, "m", (one,), "c"),
        Way(Approach.ADAPTER, "m", (AdapterUse("a", 0.9), two), "c"), Way(Approach.ADAPTER, "m", (one, two), "d"),
    ]  # fmt: skip
    assert len({way.key for way in ways}) == len(ways)
    assert Way(Approach.ADAPTER, "m", (two, one), "c").key == ways[0].key
