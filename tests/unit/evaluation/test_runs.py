"""Two runs of one question set: what became better or worse since then."""

from desktop_app.domain import Answer, Approach
from desktop_app.evaluation.comparison import Result
from desktop_app.evaluation.metrics import judge
from desktop_app.evaluation.runs import as_rows, compare_runs, describe
from desktop_app.questions import Question, Way

DOCUMENTS, ADAPTER = Approach.DOCUMENTS, Approach.ADAPTER


def run(approach: Approach, right: list[int], first: int = 0) -> list[Result]:
    """One result per question: 1 answers it right, 0 wrong."""
    found = []
    for number, is_right in enumerate(right, start=first):
        question = Question(str(number), f"Who is number {number}?", ("Ada",))
        answer = Answer(question.text, "Ada" if is_right else "Bob", False, approach, "tiny")
        found.append(Result(question, Way(approach, "tiny"), answer, judge(question, answer)))
    return found


def test_a_sure_gain_is_called_better_and_a_sure_loss_worse() -> None:
    then, now = run(DOCUMENTS, [0] * 15 + [1] * 15), run(DOCUMENTS, [1] * 28 + [0] * 2)
    (gain,) = compare_runs(then, now)
    assert (gain.before, gain.after, gain.judged, gain.is_certain) == (15, 28, 30, True)
    assert describe([gain]).startswith("Documents became better: 28 of 30 right, before 15 (95 % interval ")
    (loss,) = compare_runs(now, then)
    assert "became worse: 15 of 30 right, before 28" in describe([loss])
    assert as_rows([loss])[0][:3] == ["Documents", "28 / 30", "15 / 30"]


def test_what_chance_may_explain_is_said_to() -> None:
    few = compare_runs(run(DOCUMENTS, [0, 0, 0]), run(DOCUMENTS, [1, 1, 1]))
    assert describe(few) == "Documents: 3 of 3 right, before 0, which chance may explain."
    same = compare_runs(run(DOCUMENTS, [1, 0] * 10), run(DOCUMENTS, [0, 1] * 10))
    assert describe(same) == "Documents is as good as before: 10 of 20 right."


def test_only_questions_and_approaches_that_both_runs_have_are_compared() -> None:
    then, now = run(DOCUMENTS, [1, 1, 1]), run(DOCUMENTS, [1, 0], first=2) + run(ADAPTER, [1, 1])
    (change,) = compare_runs(then, now)
    assert (change.approach, change.judged, change.before, change.after) == (DOCUMENTS, 1, 1, 1)
    assert "nothing" not in describe([change])
    assert compare_runs(then, run(ADAPTER, [1])) == []
    assert "in common" in describe([])
