"""Question sets: read from JSON lines and CSV, and refused with a sentence that names the line."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import BadInput
from desktop_app.evaluation.question_set import parse_question_set, read_question_set

JSONL = Path("set.jsonl")
CSV = Path("set.csv")


def test_json_lines_and_csv_say_the_same() -> None:
    lines = json.dumps(
        {"id": "a", "question": "How much notice?", "answers": ["90 days", "ninety days"], "gold_files": ["lease.pdf"]}
    )
    table = (
        "id,question,answers,unanswerable,gold_files,gold_quote\r\na,How much notice?,90 days|ninety days,,lease.pdf,"
    )

    assert parse_question_set(lines, JSONL).questions == parse_question_set(table, CSV).questions
    assert parse_question_set(lines, JSONL).sha256 == parse_question_set(table, CSV).sha256


def test_a_spreadsheet_may_part_its_columns_by_semicolons_and_begin_with_a_mark(tmp_path: Path) -> None:
    file = tmp_path / "set.csv"
    file.write_text("Question;Answers;Unanswerable\nWho, and when?;Ada, 1843;no\nWhy?;;yes\n", encoding="utf-8-sig")

    first, second = read_question_set(file).questions

    assert (first.text, first.answers, first.unanswerable) == ("Who, and when?", ("Ada, 1843",), False)
    assert (second.id, second.unanswerable) == ("3", True)


def test_a_cell_may_hold_a_json_list_or_just_begin_with_a_bracket() -> None:
    table = 'question,answers\nA?,"[""x|y"", ""z""]"\nB?,[sic] x\n'

    first, second = parse_question_set(table, CSV).questions

    assert first.answers == ("x|y", "z")
    assert second.answers == ("[sic] x",)


def test_plausible_answers_of_an_unanswerable_question_do_not_count() -> None:
    (question,) = parse_question_set('{"question": "Why?", "answers": ["no"], "unanswerable": true}', JSONL).questions
    assert question.answers == ()


def test_a_sample_is_drawn_by_its_seed_and_stays_in_order() -> None:
    whole = parse_question_set("".join(f'{{"question": "{number}?"}}\n' for number in range(50)), Path("s.jsonl"))
    drawn = whole.sample(8, 1)
    places = [whole.questions.index(question) for question in drawn.questions]
    assert len(places) == 8
    assert places == sorted(places)
    assert drawn == whole.sample(8, 1) != whole.sample(8, 2)
    assert whole.sample(0, 1) == whole.sample(50, 1) == whole


def test_a_limit_takes_the_first_questions_and_makes_another_set() -> None:
    whole = parse_question_set('{"question": "A?"}\n{"question": "B?"}', JSONL)
    assert [q.text for q in whole.first(1).questions] == ["A?"]
    assert whole.first(0) == whole.first(9) == whole
    assert whole.first(1).sha256 != whole.sha256


@pytest.mark.parametrize(
    "line",
    [
        "nonsense", "[1]", "{}", '{"question": ""}', '{"question": 7}', '{"question": "A?", "answers": {"a": 1}}',
        '{"question": "A?", "answers": [null]}', '{"question": "A?", "unanswerable": "perhaps"}',
        '{"question": "A?", "id": []}', '{"question": "A?", "gold_quote": 3}', '{"id": "1", "question": "again"}',
        "[" * 100_000,
    ],
)  # fmt: skip
def test_a_bad_line_is_named(line: str) -> None:
    with pytest.raises(BadInput, match=r"Line 3 of set\.jsonl"):
        parse_question_set('{"id": "1", "question": "A?"}\n\n' + line, JSONL)


def test_a_table_without_questions_is_refused() -> None:
    with pytest.raises(BadInput, match="Line 1"):
        parse_question_set("id,answer\n1,x\n", CSV)
    with pytest.raises(BadInput, match="mend its quotes"):
        parse_question_set('question\n"open\n', CSV)


def test_an_empty_file_a_folder_and_bytes_are_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_bytes(b"\n")
    (tmp_path / "bytes.jsonl").write_bytes(b"\xff\xfe\x00")
    for name in ("empty.jsonl", "bytes.jsonl", "missing.jsonl", "."):
        with pytest.raises(BadInput):
            read_question_set(tmp_path / name)


@given(st.text(), st.sampled_from([JSONL, CSV]))
def test_any_text_is_a_set_or_refused(text: str, file: Path) -> None:
    try:
        found = parse_question_set(text, file)
    except BadInput:
        return
    assert found.questions
    assert len({question.id for question in found.questions}) == len(found.questions)
