"""The answers a person approved of: those with a thumb up, and those they corrected.

From them a question set is made, and examples to train from. Deleted conversations and
messages that made way for others give none.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import apsw

from desktop_app.domain import Answer
from desktop_app.questions import Question

# The question of an answer is the last one before it: answers given another way stand behind the first one.
_APPROVED = """
select answers.id, answers.conversation_id, questions.text, answers.text, answers.correction, answers.answer,
  questions.scope,
  exists (select 1 from messages as earlier where earlier.conversation_id = answers.conversation_id
    and earlier.removed is null and earlier.role = 'user' and earlier.id < questions.id)
from messages as answers
join conversations on conversations.id = answers.conversation_id
join messages as questions on questions.id = (
  select max(id) from messages as said where said.conversation_id = answers.conversation_id
    and said.role = 'user' and said.removed is null and said.id < answers.id)
where answers.role = 'assistant' and answers.removed is null and conversations.deleted is null
  and (answers.feedback > 0 or answers.correction != '')
order by answers.id
"""


_MARKER = re.compile(r" ?\[\d{1,3}\]")


@dataclass(frozen=True, slots=True)
class ApprovedAnswer:
    """A question with the answer that the person holds to be right.

    `text` is what the person wrote where `is_corrected`, and else the answer as it was given, its
    markers included. `answer` is all that is known of the one given (passages, approach, whether
    it was refused); None where only its words can be read. `follows` tells that other questions
    came before it, which it may lean on; `scope` are the paths it was asked of.
    """

    message_id: int
    conversation_id: int
    question: str
    text: str
    is_corrected: bool
    answer: Answer | None
    scope: tuple[str, ...] = ()
    follows: bool = False


def read_approved(db: apsw.Connection, read_answer: Callable[[Any], Answer]) -> Sequence[ApprovedAnswer]:
    """Return every approved answer, the oldest first."""
    return [
        ApprovedAnswer(
            number, conversation, question, correction or text, bool(correction), _read(stored, read_answer),
            tuple(json.loads(scope)), bool(follows),
        )
        for number, conversation, question, text, correction, stored, scope, follows in db.execute(_APPROVED)
    ]  # fmt: skip


def _read(stored: str | None, read_answer: Callable[[Any], Answer]) -> Answer | None:
    try:
        return None if stored is None else read_answer(json.loads(stored))
    except ValueError:
        return None  # written by another version: its words are enough


def as_questions(approved: Sequence[ApprovedAnswer]) -> list[Question]:
    """Return the approved answers as a question set, each question once: several right answers are put together.

    A refusal that was approved makes its question one that the documents do not answer.
    """
    questions: dict[str, Question] = {}
    for one in approved:
        key = " ".join(one.question.split()).casefold()
        earlier = questions.get(key)
        refused = not one.is_corrected and one.answer is not None and one.answer.refused
        text = _MARKER.sub("", one.text).replace("**", "").strip()
        answers = dict.fromkeys([*(earlier.answers if earlier else ()), *([] if refused or not text else [text])])
        cited = one.answer.citations if one.answer and not one.is_corrected and not refused else ()
        questions[key] = Question(
            id=f"conversation-{one.message_id}",
            text=one.question.strip(),
            answers=tuple(answers),
            unanswerable=refused and not answers,
            gold_files=tuple(dict.fromkeys(PurePath(citation.path).name for citation in cited)),
            gold_quote=cited[0].quote if cited else "",
        )
    return list(questions.values())
