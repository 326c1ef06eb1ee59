"""Examples of the person's own making, as files: approved answers, and drafts from documents."""

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePath

from desktop_app.questions import Question
from desktop_app.store.approved import ApprovedAnswer

_MARKER = re.compile(r" ?\[\d{1,3}\]")

Line = dict[str, str | bool]


def from_approved(approved: Iterable[ApprovedAnswer]) -> list[Line]:
    """Return approved and corrected answers; refusals and questions that lean on earlier ones teach nothing alone."""
    lines: list[Line] = []
    for one in approved:
        refused = one.answer is not None and one.answer.refused and not one.is_corrected
        text = _MARKER.sub("", one.text).strip()
        if text and not refused and not one.follows:
            lines.append(
                {"instruction": one.question, "output": text, "group": f"conversation {one.conversation_id}"}
            )  # fmt: skip
    return lines


def from_drafts(questions: Iterable[Question]) -> list[Line]:
    """Return drafted questions with their first answer, grouped by the document they are from, to be approved."""
    return [
        {
            "instruction": question.text,
            "output": question.answers[0],
            "group": PurePath(question.gold_files[0]).name if question.gold_files else "",
            "draft": True,
        }
        for question in questions
        if question.answers
    ]


def write_lines(file: Path, lines: Sequence[Line]) -> Path:
    """Write examples, one a line; who may read them is who may read the data folder."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return file
