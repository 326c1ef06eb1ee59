"""An adapter's report as Markdown, for people; what models wrote stays text in it."""

from desktop_app.adapter_report import VERDICTS, AdapterReport, report_lines
from desktop_app.evaluation.report import as_cell

_LONGEST = 300  # characters of a question or an answer


def report_as_markdown(report: AdapterReport) -> str:
    """Return the whole report."""
    parts = [f"# {as_cell(report.name)}", "", f"Trained for {as_cell(report.model)}, {report.created}.", ""]
    parts += [f"**{VERDICTS[report.verdict]}.**", ""]
    parts += [f"- {as_cell(reason)}" for reason in (*report.reasons, *report.data.hints)]
    parts += ["", "| figure | without → with the adapter |", "|---|---|"]
    parts += [f"| {label} | {as_cell(text)} |" for label, text in report_lines(report)]
    parts += ["", "## How it was made", "", "| setting | value |", "|---|---|"]
    parts += [f"| {as_cell(setting.name)} | {as_cell(setting.value)} |" for setting in report.settings]
    parts += [
        f"| hash of the examples | `{report.data.sha256}` |",
        f"| hash of the model | `{report.model_sha256}` |",
        f"| hash of the adapter | `{report.adapter_sha256}` |",
    ]
    if report.answers:
        parts += ["", "## Some kept-back examples", "", "| question | expected | without | with |", "|---|---|---|---|"]
        for answer in report.answers:
            cells = (answer.question, answer.expected, answer.base, answer.tuned)
            parts.append("| " + " | ".join(as_cell(_shortened(cell)) for cell in cells) + " |")
    return "\n".join(parts) + "\n"


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST].rstrip() + "…"
