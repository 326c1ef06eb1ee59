"""What becomes of each example, and that nothing leaks between the parts."""

import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain import Turn
from desktop_app.errors import BadInput
from desktop_app.training.examples import Example
from desktop_app.training.frozen import freeze, read_frozen
from desktop_app.training.preparation import Choice, Decision, Preparation, prepare
from desktop_app.training.run_folder import Description, RunFolder
from desktop_app.training.similarity import folded
from desktop_app.training.split import Part, question_text, split_groups

WORDS = (  # noqa: SIM905
    "lamp harbour rope winter letter captain engine village bread river window garden music paper silver mountain"
    " cotton basket orange market soldier kitchen feather hammer island journey"
).split()


def example(question: str, answer: str = "Yes, gladly.", group: str = "", line: int = 0) -> Example:
    return Example((Turn("user", question),), answer, group, line)


def different(count: int, seed: int = 1) -> list[Example]:
    chance = random.Random(seed)
    return [
        example(" ".join(chance.sample(WORDS, 7)), " ".join(chance.sample(WORDS, 6)), line=line)
        for line in range(1, count + 1)
    ]


def words(example: Example) -> int:
    return len(question_text(example).split()) + len(example.answer.split())


def prepared(examples: list[Example], **options: object) -> Preparation:
    return prepare(examples, words, **options)  # type: ignore[arg-type]


def codes(preparation: Preparation) -> list[list[str]]:
    return [[finding.code for finding in row.findings] for row in preparation.rows]


def test_every_example_is_a_row_and_says_why_it_is_left_out() -> None:
    preparation = prepared(
        [
            example("Where do you sell lamps?", "In the market hall.", line=1),
            example("where do you sell lamps", "In the market hall", line=2),
            example("What is this?", "", line=3),
            example("Tell me of the harbour. " * 600, "It is old.", line=4),
            example("My address is jo@example.org, may I come?", "Yes.", line=5),
            example("Shall the captain wait?", "yes", line=6),
            example("Shall the captain wait?", "no", line=7),
        ]
    )
    assert codes(preparation) == [
        [],
        ["duplicate"],
        ["empty"],
        ["too_long"],
        ["personal"],
        ["contradictory"],
        ["contradictory"],
    ]
    assert [row.part is Part.LEFT_OUT for row in preparation.rows] == [False, True, True, True, True, True, True]
    assert "line 1" in preparation.rows[1].findings[0].sentence
    assert "jo@example.org" in preparation.rows[4].findings[0].sentence


def test_near_copies_are_left_out_only_where_the_answer_is_the_same() -> None:
    question = "Why have I not received the new blue card that I ordered from the branch in the market square"
    same = prepared([example(question, "card_arrival"), example(f"{question}?! yet", "card_arrival")])
    other = prepared([example(question, "card_arrival"), example(f"{question}?! yet", "lost_card")])
    assert codes(same) == [[], ["near_duplicate"]]
    assert codes(other) == [[], []]


def test_a_decision_overrules_what_was_found_and_can_be_taken_back() -> None:
    examples = [*different(5), example("Write to jo@example.org", "Done, it is sent.")]
    before = prepared(examples)
    dropped, personal = before.rows[0].id, before.rows[-1].id
    decisions = {dropped: Decision(Choice.DROP), personal: Decision(Choice.KEEP)}
    after = prepared(examples, decisions=decisions)
    assert after.rows[0].part is Part.LEFT_OUT
    assert after.rows[-1].part is not Part.LEFT_OUT
    assert prepared(examples) == before


def test_a_draft_is_learnt_only_when_it_was_approved() -> None:
    drafts = [replace(one, is_draft=True) for one in different(3)]
    before = prepared(drafts)
    assert codes(before) == [["draft"]] * 3
    assert before.counts["left_out"] == 3
    assert before.hints == (
        "3 drafts wait for you: keep those that are right, edit or drop the others."
        " What you don't decide about is not learnt.",
    )
    first, second, third = (row.id for row in before.rows)
    after = prepared(
        drafts,
        decisions={
            first: Decision(Choice.KEEP),
            second: Decision(Choice.EDIT, "Where is the lamp?", "Here."),
            third: Decision(Choice.DROP),
        },
    )
    assert [row.part is Part.LEFT_OUT for row in after.rows] == [False, False, True]
    assert not any("drafts wait" in hint for hint in after.hints)


def test_an_edited_example_is_looked_at_anew() -> None:
    examples = [*different(5), example("Write to jo@example.org", "")]
    identity = prepared(examples).rows[-1].id
    mended = prepared(examples, decisions={identity: Decision(Choice.EDIT, "Write to them", "Done.")})
    still_empty = prepared(examples, decisions={identity: Decision(Choice.EDIT, "Write to them", "")})
    assert mended.rows[-1].findings == ()
    assert mended.rows[-1].example.answer == "Done."
    assert mended.rows[-1].id == identity
    assert still_empty.rows[-1].part is Part.LEFT_OUT


def test_empty_and_too_long_examples_can_be_mended_but_not_kept() -> None:
    examples = [example("Who?", "")]
    identity = prepared(examples).rows[0].id
    assert prepared(examples, decisions={identity: Decision(Choice.KEEP)}).rows[0].part is Part.LEFT_OUT


def test_examples_of_one_source_are_never_parted() -> None:
    examples = [
        Example(each.turns, each.answer, f"source {number % 12}", each.line)
        for number, each in enumerate(different(60))
    ]
    preparation = prepared(examples)
    for source in {each.group for each in examples}:
        assert len({row.part for row in preparation.rows if row.example.group == source} - {Part.LEFT_OUT}) == 1
    assert all(preparation.counts[part] for part in ("learn", "check", "kept_back"))


def test_examples_of_one_single_source_are_parted_by_likeness_and_that_is_said() -> None:
    examples = [Example(each.turns, each.answer, "handbook", each.line) for each in different(60)]
    preparation = prepared(examples)
    assert preparation.counts["kept_back"] == 6
    assert any("one source" in hint for hint in preparation.hints)


variants = st.tuples(st.integers(0, 25), st.sampled_from(["", "!", " ?", "  please", " PLEASE", " now then"]))


@settings(max_examples=25, deadline=None)
@given(st.lists(variants, min_size=1, max_size=60), st.integers(0, 3), st.randoms(use_true_random=False))
def test_nothing_learnt_is_asked_again(drawn: list[tuple[int, str]], seed: int, chance: random.Random) -> None:
    base = different(26)
    examples = [
        example(question_text(base[number]) + ending, base[number].answer, line=line)
        for line, (number, ending) in enumerate(drawn, start=1)
    ]
    preparation = prepared(examples, seed=seed)
    asked = {part: {folded(question_text(each)) for each in preparation.part(part)} for part in Part}
    if any("near copies are kept together" in hint for hint in preparation.hints):
        return  # so much alike that nothing could be kept back otherwise, and that is said
    stems = {part: {" ".join(text.split()[:7]) for text in asked[part]} for part in Part}
    assert not stems[Part.LEARN] & stems[Part.KEPT_BACK]
    assert not stems[Part.LEARN] & stems[Part.CHECK]
    assert not stems[Part.CHECK] & stems[Part.KEPT_BACK]
    assert preparation.part(Part.LEARN)
    assert preparation == prepared(examples, seed=seed)
    # All that is used comes from the file, and each example has exactly one row.
    assert [row.example for row in preparation.rows] == examples


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_few_copies_are_all_learnt_rather_than_parted(count: int) -> None:
    original = different(1)[0]
    endings = ["", " now then", " please"][:count]
    examples = [
        example(question_text(original) + ending, original.answer + ending, line=line)
        for line, ending in enumerate(endings, start=1)
    ]
    counts = prepared(examples).counts
    assert counts["learn"] > 0
    assert counts["check"] == counts["kept_back"] == 0


def test_the_order_of_the_file_does_not_decide_the_part() -> None:
    examples = different(80)
    parts = {row.id: row.part for row in prepared(examples).rows}
    assert {row.id: row.part for row in prepared(examples[::-1]).rows} == parts
    assert list(parts.values()).count(Part.KEPT_BACK) == 8


def test_of_many_examples_a_few_hundred_are_asked_and_the_others_learnt() -> None:
    parts = split_groups({number: [f"id {number}"] for number in range(5_000)})
    counts = Counter(parts.values())
    assert counts == {Part.LEARN: 4_700, Part.CHECK: 100, Part.KEPT_BACK: 200}


def test_labels_are_counted_and_rare_ones_named() -> None:
    examples = [
        Example(each.turns, "lost_card" if each.line < 3 else "refund", "", each.line) for each in different(60)
    ]
    balance = prepared(examples).balance
    assert balance is not None
    assert balance.counts == (("refund", 58), ("lost_card", 2))
    assert "lost_card" in balance.sentence
    assert prepared(different(60)).balance is None


def test_facts_are_better_left_to_documents() -> None:
    facts = [example(f"What is the price of the {word}?", f"{number} pounds") for number, word in enumerate(WORDS)]
    tone = [example(f"Customer asks about a {word}", f"Thank you for asking about {word}.") for word in WORDS]
    assert any("documents" in hint for hint in prepared(facts).hints)
    assert not any("documents" in hint for hint in prepared(tone).hints)


def test_frozen_examples_are_read_back_as_they_were(tmp_path: Path) -> None:
    preparation = prepared(different(40))
    frozen = freeze(preparation, tmp_path)
    assert list(frozen.kept_back) == preparation.part(Part.KEPT_BACK)
    assert frozen == read_frozen(tmp_path)
    assert frozen.sha256 == preparation.sha256
    # Freezing again, with other examples, changes nothing.
    assert freeze(prepared(different(50, seed=9)), tmp_path) == frozen


def test_examples_changed_after_the_start_are_refused(tmp_path: Path) -> None:
    freeze(prepared(different(40)), tmp_path)
    file = tmp_path / "examples" / "kept_back.jsonl"
    file.write_text(file.read_text().replace("lamp", "lump"))
    with pytest.raises(BadInput, match="start a new one"):
        read_frozen(tmp_path)


def test_a_run_stays_the_same_where_another_version_knows_more_settings() -> None:
    run = Description("Tone", "model.gguf", "a", "b", {"rank": 16})
    assert run.is_same(replace(run, settings={"rank": 16, "patience": 3}))
    assert not run.is_same(replace(run, settings={"rank": 8, "patience": 3}))
    assert not run.is_same(replace(run, examples_sha256="c"))


def test_where_nothing_is_left_training_does_not_begin(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "run")
    with pytest.raises(BadInput, match="No example is left"):
        folder.begin(Description("Tone", "model.gguf", "a", "b", {}), prepared([example("Who?", "")]))
    assert not folder.path.exists()
