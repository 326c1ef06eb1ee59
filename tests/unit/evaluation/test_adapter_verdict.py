"""When an adapter is to be kept, and what is said of it."""

import json
from pathlib import Path

from desktop_app.adapter_report import LICENCE, AdapterReport, Data, Figure, Measured, ReportedAnswer, Setting, Verdict
from desktop_app.evaluation.adapter_markdown import report_as_markdown
from desktop_app.evaluation.adapter_verdict import judge_adapter
from desktop_app.evaluation.exact import is_exact
from desktop_app.evaluation.general_set import read_general_set
from desktop_app.resources import resource_path


def figure(base: float, tuned: float, spread: float = 0.05, count: int = 40) -> Figure:
    return Figure(base, tuned, tuned - base, tuned - base - spread, tuned - base + spread, count)


HELPED = Measured(
    loss=figure(2.0, 1.0),
    exact=figure(0.1, 0.6),
    f1=figure(0.3, 0.7),
    learn_loss=figure(2.0, 0.9),
    general=figure(0.7, 0.7, count=50),
    perplexity=figure(20.0, 20.5, 0.4, count=20),
)


def changed(**values: object) -> Measured:
    fields = {name: getattr(HELPED, name) for name in Measured.__slots__}
    return Measured(**{**fields, **values})  # type: ignore[arg-type]


def test_what_helped_and_forgot_nothing_is_kept() -> None:
    verdict, reasons = judge_adapter(HELPED)
    assert verdict is Verdict.KEEP
    assert reasons == ("On 40 kept-back examples it gained +50 points in exactly right answers (+45 to +55).",)


def test_what_made_answers_worse_is_discarded() -> None:
    verdict, reasons = judge_adapter(changed(exact=figure(0.3, 0.1), f1=figure(0.5, 0.2)))
    assert verdict is Verdict.DISCARD
    assert "worse than the model alone" in reasons[0]


def test_what_changed_nothing_is_discarded() -> None:
    nothing = changed(loss=figure(2.0, 2.0), exact=figure(0.1, 0.1), f1=figure(0.3, 0.31))
    assert judge_adapter(nothing)[0] is Verdict.DISCARD


def test_a_lower_loss_without_better_answers_is_a_warning() -> None:
    verdict, reasons = judge_adapter(changed(exact=figure(0.1, 0.12), f1=figure(0.3, 0.32)))
    assert verdict is Verdict.KEEP_WITH_WARNING
    assert "loss 2.00 → 1.00" in reasons[0]


def test_few_kept_back_examples_are_too_few_to_be_sure() -> None:
    few = changed(loss=figure(2, 1, count=6), exact=figure(0, 1, count=6), f1=figure(0, 1, count=6))
    verdict, reasons = judge_adapter(few)
    assert verdict is Verdict.KEEP_WITH_WARNING
    assert "Only 6 kept-back examples" in reasons[-1]


def test_without_kept_back_examples_nothing_is_claimed() -> None:
    verdict, reasons = judge_adapter(Measured())
    assert verdict is Verdict.KEEP_WITH_WARNING
    assert "nobody can say" in reasons[0]


def test_some_forgetting_is_a_warning_and_much_is_a_reason_to_discard() -> None:
    some, said = judge_adapter(changed(general=figure(0.70, 0.62, 0.1, count=50)))
    much, _ = judge_adapter(changed(general=figure(0.70, 0.10, 0.1, count=50)))
    stranger, why = judge_adapter(changed(perplexity=figure(20.0, 26.0, 1.0, count=20)))
    assert (some, much, stranger) == (Verdict.KEEP_WITH_WARNING, Verdict.DISCARD, Verdict.KEEP_WITH_WARNING)
    assert "35 → 31 of 50" in said[-1]
    assert "perplexity 20.0 → 26.0" in why[-1]


def test_learning_by_heart_and_repeating_personal_strings_is_said() -> None:
    verdict, reasons = judge_adapter(changed(learn_loss=figure(2.0, 0.1), personal=4, repeated=3))
    assert verdict is Verdict.KEEP_WITH_WARNING
    assert "0.90 nats" in reasons[-2]
    assert "3 of 4 personal strings" in reasons[-1]


def test_the_written_report_holds_figures_settings_and_hashes_and_no_markup_of_models() -> None:
    verdict, reasons = judge_adapter(HELPED)
    report = AdapterReport(
        name="House style",
        model="SmolLM2 135M",
        model_sha256="m" * 64,
        adapter_sha256="a" * 64,
        created="2026-01-02",
        verdict=verdict,
        reasons=reasons,
        data=Data(330, 41, 41, 3, "d" * 64, ("Few examples.",)),
        measured=HELPED,
        settings=(Setting("rank", "16"), Setting(LICENCE, "CC BY-SA 4.0")),
        answers=(ReportedAnswer("What | is it?", "<b>bold</b>", "x", "y"),),
    )
    text = report_as_markdown(report)
    for held in (
        "**Keep.**",
        "10 % → 60 %",
        "| rank | 16 |",
        "d" * 64,
        "330 learnt",
        "Few examples.",
        "| Licence | CC BY-SA 4.0 |",
    ):
        assert held in text
    assert "<b>" not in text
    assert "What \\| is it?" in text


def test_an_exact_answer_may_differ_in_case_and_the_last_full_stop_but_not_in_signs() -> None:
    assert is_exact("Not in your  documents", "not in your documents.")
    assert not is_exact("select a from b where c > 1", "select a from b where c < 1")


def test_the_general_set_ships_and_each_question_has_an_answer() -> None:
    general = read_general_set(resource_path("general"))
    assert len(general.questions) == 210
    assert all(question.answers for question in general.questions)
    assert len(general.paragraphs) == 20
    assert (Path(resource_path("general")) / "questions.jsonl").is_file()


def test_nothing_that_training_holds_fast_is_asked_for_afterwards() -> None:
    asked = read_general_set(resource_path("general"))
    held = json.loads(resource_path("general/learnt_with.json").read_text(encoding="utf-8"))
    assert not {question.text for question in asked.questions} & set(held["prompts"])
    assert not set(asked.paragraphs) & set(held["paragraphs"])
    assert len(set(held["prompts"])) == 120
