"""Files of examples become turns and answers; what can't be read is named by its line."""

import json
from pathlib import Path

import pytest

from desktop_app.domain import Turn
from desktop_app.errors import BadInput
from desktop_app.training.examples import Example, read_examples


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_instruction_and_input_are_one_message_of_the_person(tmp_path: Path) -> None:
    file = written(
        tmp_path, "a.jsonl", json.dumps({"instruction": "Classify.", "input": "Hello", "output": "greeting"})
    )
    assert read_examples(file) == [Example((Turn("user", "Classify.\nHello"),), "greeting", "", 1)]


def test_every_answer_in_a_conversation_is_an_example_of_its_own(tmp_path: Path) -> None:
    messages = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "One?"},
        {"role": "assistant", "content": "1"},
        {"role": "user", "content": "Two?"},
        {"role": "assistant", "content": "2"},
    ]
    first, second = read_examples(written(tmp_path, "a.jsonl", json.dumps({"messages": messages, "group": "g"})))
    assert (first.answer, second.answer, first.group, second.group) == ("1", "2", "g", "g")
    assert [turn.text for turn in second.turns] == ["Be brief.", "One?", "1", "Two?"]


def test_what_a_model_drafted_is_told_apart(tmp_path: Path) -> None:
    lines = '{"instruction": "a", "output": "b", "draft": true}\n{"instruction": "c", "output": "d"}'
    assert [one.is_draft for one in read_examples(written(tmp_path, "a.jsonl", lines))] == [True, False]


def test_a_table_is_read_as_its_columns_say(tmp_path: Path) -> None:
    file = written(tmp_path, "a.csv", "Instruction;Input;Output\nAdd;1 and 1;2\n")
    assert read_examples(file) == [Example((Turn("user", "Add\n1 and 1"),), "2", "", 2)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "Line 1 of"),
        ("[]", "is not an object"),
        ('{"messages": [{"role": "user", "content": "x"}]}', "no question that the assistant answers"),
        ('{"messages": [{"role": "tool", "content": "x"}]}', "role must be"),
        ('{"instruction": {}, "output": "x"}', "instruction must be text"),
        ("", "There is no example"),
        ('{"prompt": "x", "completion": "y"}', "Line 1 of .* neither instruction and output nor messages"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_examples(written(tmp_path, "a.jsonl", text))


def test_a_table_may_hold_conversations(tmp_path: Path) -> None:
    messages = json.dumps([{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}])
    cell = messages.replace('"', '""')
    file = written(tmp_path, "a.csv", f'messages,document\n"{cell}",Letters.md\n')
    assert read_examples(file) == [Example((Turn("user", "Hi"),), "Hello", "Letters.md", 2)]
    with pytest.raises(BadInput, match=r"Line 2 of .*: its messages are not JSON; mend it"):
        read_examples(written(tmp_path, "b.csv", "messages\nHi\n"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_table_is_read_as_spreadsheets_save_it(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes("instruction;output\r\nSchreib höflich;„Grüße“\r\n".encode(encoding))
    assert read_examples(file) == [Example((Turn("user", "Schreib höflich"),), "„Grüße“", "", 2)]


def test_lines_that_are_not_utf_8_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes('{"instruction": "höflich", "output": "x"}'.encode("cp1252"))
    with pytest.raises(BadInput, match="UTF-8"):
        read_examples(file)


@pytest.mark.parametrize("indent", [None, 2])
def test_one_list_of_all_examples_is_read_too(tmp_path: Path, indent: int | None) -> None:
    listed = [{"instruction": "Add.", "input": "1 and 1", "output": "2"}, {"instruction": "One?", "output": "1"}]
    first, second = read_examples(written(tmp_path, "a.json", json.dumps(listed, indent=indent)))
    assert (first.turns[-1].text, first.line, second.answer, second.line) == ("Add.\n1 and 1", 1, "1", 2)


def test_half_a_sign_is_replaced_since_no_model_could_read_it(tmp_path: Path) -> None:
    (example,) = read_examples(written(tmp_path, "a.jsonl", '{"instruction": "a \\ud83d", "output": "\\ud83d\\ude00"}'))
    assert (example.turns[-1].text, example.answer) == ("a \ufffd", "\N{GRINNING FACE}")
