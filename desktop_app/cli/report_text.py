"""An adapter's report as lines for a terminal."""

from desktop_app.adapter_report import VERDICTS, AdapterReport, report_lines


def report_text(report: AdapterReport | None) -> list[str]:
    """Return a report as lines for people; none where there is no report."""
    if report is None:
        return []
    lines = [f"{VERDICTS[report.verdict]}."]
    lines += report.reasons
    lines += [f"{label}: {text}" for label, text in report_lines(report)]
    return lines
