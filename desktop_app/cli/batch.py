"""One question or a file of them, answered in one process."""

import argparse
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from desktop_app.cli.output import Output, error_as_json
from desktop_app.errors import BadInput, CarrelError, QuestionEmpty

Show = Callable[[dict[str, Any], Output], None]


def answer_batch(
    options: argparse.Namespace, output: Output, answer: Callable[[str], dict[str, Any]], show: Show
) -> int:
    """Answer what `options` ask; one that fails in a batch gets its error, and the rest goes on."""
    if options.batch is None:
        if not (options.question or "").strip():
            raise QuestionEmpty
        result = answer(options.question)
        if output.as_json:
            output.result(result)
        else:
            show(result, output)
        return 0
    failed = False
    for number, (question_id, question) in enumerate(_read_questions(options.batch), start=1):
        output.progress(f"question {number}")
        try:
            result = answer(question)
        except CarrelError as error:
            failed = True
            result = {"question": question, "error": error_as_json(error)}
        if output.as_json:
            output.result({"id": question_id, **result})
        elif "error" in result:
            output.text(f"{question_id}: {result['error']['message']}")
        else:
            output.text(f"\n{question_id}: {question}")
            show(result, output)
    output.progress("")
    return int(failed)


def _read_questions(file: Path) -> Iterator[tuple[str, str]]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"The file of questions {file} can't be read; check its path and that it is UTF-8.") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                entry = json.loads(line)
                yield entry["id"], str(entry["question"])
            except (ValueError, KeyError, TypeError) as error:
                raise BadInput(
                    f'Line {number} of {file} is not {{"id": …, "question": …}}; mend it and try again.'
                ) from error
