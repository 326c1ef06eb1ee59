"""A comparison as a file for others: Markdown to read, CSV to calculate with."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from desktop_app.domain import Approach
from desktop_app.errors import BadInput
from desktop_app.evaluation.comparison import Result
from desktop_app.evaluation.summary import Summary, summarise
from desktop_app.evaluation.verdict import NAMES, judge_approaches

COLUMNS = (
    "id", "question", "approach", "mark", "answer", "cited_files", "correct", "contains", "f1", "cited",
    "cites_gold_file", "supported", "refused", "refused_right", "refused_wrong", "invented", "first_token_ms",
    "total_ms", "tokens_per_second", "memory_bytes", "model", "adapter", "strength",
)  # fmt: skip
_ESCAPED = str.maketrans({sign: f"\\{sign}" for sign in "\\|`*_["} | {"<": "&lt;", ">": "&gt;"})
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def mark_of(result: Result) -> str:
    """Return in one word what became of a question: right, wrong, refused, invented, or nothing to say."""
    marks = result.marks
    if marks.correct:
        return "right"
    if marks.refused_wrong:
        return "refused"
    if marks.refused_right is False:
        return "invented"
    return "" if marks.correct is None else "wrong"


def figures(summaries: Sequence[Summary], votes: Mapping[Approach, int] | None = None) -> list[tuple[str, list[str]]]:
    """Return the lines of the table that people read: what is measured, and each approach's figure.

    `votes` tells how often each was preferred by someone who did not see which was which.
    """
    lines = [
        ("Correct", [f"{summary.right} / {summary.judged}" for summary in summaries]),
        ("Contains the answer", [_percent(summary.contains) for summary in summaries]),
        ("F1", [_percent(summary.f1) for summary in summaries]),
        ("Cites a source", [_percent(summary.cited) for summary in summaries]),
        ("Cites the right file", [_percent(summary.cites_gold_file) for summary in summaries]),
        ("Cited text supports the answer", [_percent(summary.supported) for summary in summaries]),
        ("Refuses when it should", [_percent(summary.refused_right) for summary in summaries]),
        ("Refuses when it should not", [_percent(summary.refused_wrong) for summary in summaries]),
        ("Invented", [_percent(summary.invented) for summary in summaries]),
        ("Median time to first word", [_seconds(summary.first_token_ms) for summary in summaries]),
        ("Median time to the end", [_seconds(summary.total_ms) for summary in summaries]),
        ("Tokens a second", [_number(summary.tokens_per_second) for summary in summaries]),
        ("Memory", [_memory(summary.memory_bytes) for summary in summaries]),
    ]
    if votes:
        lines.append(("Preferred in blind votes", [str(votes.get(summary.approach, 0)) for summary in summaries]))
    return lines


def as_table(results: Sequence[Result], votes: Mapping[Approach, int] | None = None) -> list[str]:
    """Return the figures as lines for a terminal."""
    summaries = summarise(results)
    rows = [("", [NAMES[summary.approach] for summary in summaries]), *figures(summaries, votes)]
    widths = [max(len(values[column]) for _, values in rows) for column in range(len(summaries))]
    label_width = max(len(label) for label, _ in rows)
    return [
        "  ".join([f"{label:<{label_width}}", *(f"{v:>{w}}" for v, w in zip(values, widths, strict=True))])
        for label, values in rows
    ]


def as_markdown(
    name: str, created: float, results: Sequence[Result], votes: Mapping[Approach, int] | None = None
) -> str:
    """Return the verdict, the figures and all answers beside each other; `created` is seconds since 1970."""
    summaries = summarise(results)
    approaches = [summary.approach for summary in summaries]
    titles = [NAMES[approach] for approach in approaches]
    when = datetime.fromtimestamp(created).astimezone().strftime("%Y-%m-%d %H:%M")
    lines = [f"# {as_cell(name)}, {len({r.question.id for r in results})} questions", "", f"{when}, {_models(results)}"]
    lines += ["", judge_approaches(results).text, "", *_head(["", *titles])]
    lines += [_row([label, *values]) for label, values in figures(summaries, votes)]
    lines += ["", "## Answers", "", *_head(["Question", *titles])]
    by_question: dict[str, dict[Approach, Result]] = {}
    for result in results:
        by_question.setdefault(result.question.id, {})[result.approach] = result
    for of_one in by_question.values():
        question = next(iter(of_one.values())).question.text
        lines.append(_row([as_cell(question), *(_answer_cell(of_one.get(approach)) for approach in approaches)]))
    return "\n".join(lines) + "\n"


def as_csv(results: Sequence[Result]) -> str:
    """Return one line per question and approach; nothing in it is taken for a formula by a spreadsheet."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for result in results:
        answer, marks = result.answer, result.marks
        files = "|".join(dict.fromkeys(citation.path for citation in answer.citations))
        values = (
            result.question.id, result.question.text, result.approach.value, mark_of(result), answer.text, files,
            marks.correct, marks.contains, marks.f1, marks.cited, marks.cites_gold_file, marks.supported,
            answer.refused, marks.refused_right, marks.refused_wrong, marks.invented, round(answer.first_token_ms, 1),
            round(answer.total_ms, 1), answer.tokens_per_second, answer.memory_bytes or None, answer.model,
            answer.adapter, answer.strength,
        )  # fmt: skip
        writer.writerow([_harmless(value) for value in values])
    return text.getvalue()


def require_export(file: Path) -> None:
    """Raise BadInput where the file's name has neither of the endings that results are exported with."""
    if file.suffix.lower() not in (".csv", ".md"):
        raise BadInput("Results are exported as .csv or .md; give the file one of these endings.")


def _harmless(value: object) -> object:
    """Documents and models write answers: one that begins like a formula must not be run as one."""
    if isinstance(value, bool):
        return int(value)
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _models(results: Sequence[Result]) -> str:
    named = [f"{r.answer.model}, adapter {r.answer.adapter}" if r.answer.adapter else r.answer.model for r in results]
    return "; ".join(dict.fromkeys(as_cell(name) for name in named))


def _answer_cell(result: Result | None) -> str:
    if result is None:
        return ""
    mark = mark_of(result)
    return as_cell(result.answer.text) + (f" **({mark})**" if mark else "")


def _head(titles: Sequence[str]) -> list[str]:
    return [_row(titles), _row(["---"] * len(titles))]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def as_cell(text: str) -> str:
    """One line, in which nothing ends the cell or becomes markup of its own."""
    return " ".join(text.split()).translate(_ESCAPED)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.0f} %"


def _seconds(milliseconds: float) -> str:
    return f"{milliseconds / 1000:.1f} s"


def _memory(size: int | None) -> str:
    return "–" if size is None else f"{size / 1e9:.1f} GB"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f}"
