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
