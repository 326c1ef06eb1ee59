"""Examples: what a person says and what the model shall answer.

JSON lines (or one JSON list) or CSV. A line is {"instruction", "input", "output"} (instruction and input, joined by
a newline, are the person's message) or {"messages": [{"role", "content"}, …]}, of which every
answer of the assistant becomes one example. Knows no model: what is too long shows later.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop_app.domain import Turn
from desktop_app.errors import BadInput
from desktop_app.file_rows import csv_rows, json_rows, read_rows_text

_MOST_BYTES = 256 * 1024 * 1024
_ROLES = {"system": "system", "user": "user", "human": "user", "assistant": "assistant", "gpt": "assistant"}
_FIELDS = ("instruction", "input", "output", "messages")
_GROUPS = ("group", "document", "source", "title")  # of the fields a line may name its source by, the first counts


@dataclass(frozen=True, slots=True)
class Example:
    """The turns of a conversation (the last is the person's) and the answer to learn.

    Examples of one `group` come from one source and are never parted when examples are split;
    empty where the source is unknown. `line` is where it stands in its file, 0 for none. A draft was
    written by a model (`"draft": true`), and nobody has said yet that it is good.
    """

    turns: tuple[Turn, ...]
    answer: str
    group: str = ""
    line: int = 0
    is_draft: bool = False


def read_examples(file: Path) -> list[Example]:
    """Read a file of examples; raises BadInput with a sentence that names the line."""
    text = read_rows_text(file, what="examples", most_bytes=_MOST_BYTES)
    rows = (
        csv_rows(
            text,
            file,
            any_of=frozenset({"output", "messages"}),
            no_columns="the columns instruction, input and output; add it.",
        )
        if file.suffix.lower() == ".csv"
        else json_rows(text, file, no_object="an object with instruction and output; mend it.")
    )
    examples: list[Example] = []
    for number, row in rows:
        try:
            examples += _examples(row, number)
        except ValueError as error:
            raise BadInput(f"Line {number} of {file}: {error}; mend it and try again.") from error
    if not examples:
        raise BadInput(f"There is no example in {file}; write one a line, with instruction and output.")
    return examples


def _examples(row: Mapping[str, Any], line: int) -> list[Example]:
    """Build the examples of one line; raises ValueError with half a sentence."""
    group = next((str(row[name]).strip() for name in _GROUPS if row.get(name)), "")
    if row.get("messages"):
        return _of_messages(row["messages"], group, line)
    if not any(name in row for name in _FIELDS):
        raise ValueError("it has neither instruction and output nor messages")
    instruction, given, output = (_text(row, name) for name in ("instruction", "input", "output"))
    message = "\n".join(part for part in (instruction, given) if part)
    return [Example((Turn("user", message),), output, group, line, is_draft=row.get("draft") is True)]


def _of_messages(messages: Any, group: str, line: int) -> list[Example]:
    if isinstance(messages, str):  # a cell of a CSV
        messages = _json_in(messages)
    if not isinstance(messages, Sequence) or not all(isinstance(message, dict) for message in messages):
        raise ValueError("its messages must be a list of role and content")
    turns: list[Turn] = []
    examples = []
    for message in messages:
        role = _ROLES.get(str(message.get("role")))
        if role is None:
            raise ValueError("a message's role must be system, user or assistant")
        text = _text(message, "content")
        if role == "assistant" and turns and turns[-1].role == "user":
            examples.append(Example(tuple(turns), text, group, line))
        turns.append(Turn(role, text))
    if not examples:
        raise ValueError("its messages hold no question that the assistant answers")
    return examples


def _json_in(cell: str) -> Any:
    try:
        return json.loads(cell)
    except (ValueError, RecursionError) as error:
        raise ValueError("its messages are not JSON") from error


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip()  # half signs are no text
    if isinstance(value, int | float):
        return str(value)
    raise ValueError(f"its {name} must be text")
