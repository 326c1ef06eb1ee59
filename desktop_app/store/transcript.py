"""A conversation as Markdown, to keep or to send: questions, answers, and what they cite."""

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo

from desktop_app.domain import Answer, Citation
from desktop_app.filter_words import label_of
from desktop_app.store.conversations import Conversation, ConversationMessage
from desktop_app.table_export import table_as_markdown


def write_transcript(
    conversation: Conversation, messages: Sequence[ConversationMessage], zone: tzinfo | None = UTC
) -> str:
    """Return Markdown; citation markers become footnotes, numbered through the whole text."""
    started = datetime.fromtimestamp(conversation.created, zone)
    parts = [f"# {conversation.title}", f"*{started:%Y-%m-%d %H:%M}, from Carrel*"]
    notes: list[str] = []
    for message in messages:
        if message.role == "user":
            parts.append("## " + " ".join(message.text.split()))
            if message.scope:
                parts.append("*Only: " + ", ".join(label_of(entry) for entry in message.scope) + "*")
        elif message.error:
            parts.append(f"*{message.error}*")
        else:
            parts.append(_with_footnotes(message, notes))
    return "\n\n".join([*parts, *notes]) + "\n"


def _with_footnotes(message: ConversationMessage, notes: list[str]) -> str:
    answer = message.answer
    if answer is None:
        return _without_links(message.text)
    table = "" if answer.table is None else f"\n\n{table_as_markdown(answer)}"
    text = _without_links(answer.text + table + (f"\n\n{answer.disagreement}" if answer.disagreement else ""))
    numbers = {citation.marker: len(notes) + place for place, citation in enumerate(answer.citations, start=1)}
    notes.extend(_footnote(numbers[citation.marker], citation) for citation in answer.citations)
    # Two steps: renumbering 1 to 2 and then 2 to 3 in place would move a marker twice.
    for marker in numbers:
        text = text.replace(f"[{marker}]", f"[^\0{marker}]")
    for marker, number in numbers.items():
        text = text.replace(f"[^\0{marker}]", f"[^{number}]")
    return f"{text}\n\n*{_origin(answer)}*"


def _without_links(text: str) -> str:
    """Defuse HTML, images and links that a model wrote: another program may act on them unasked."""
    return text.replace("<", "\\<").replace("](", "]\\(").replace("![", "!\\[")


def _footnote(number: int, citation: Citation) -> str:
    place = "".join(f", {part}" for part in (citation.label, citation.heading) if part)
    quote = _without_links(" ".join(citation.quote.split()))
    return f"[^{number}]: {citation.title}{place}: “{quote}” (`{citation.path}`)"


def _origin(answer: Answer) -> str:
    ended = " Stopped before its end." if answer.stopped else ""
    adapters = "".join(f", {use.name} at {use.strength:g}" for use in answer.adapters)
    source = "your documents" if answer.passages or answer.refused else "the model alone"
    return f"{answer.model}{adapters}, {source}.{ended}"
