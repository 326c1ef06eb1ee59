"""What an adapter gained and forgot, and whether to keep it: the second half of its passport."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from desktop_app.adapter_report import LICENCE, VERDICTS, AdapterReport, Verdict, report_lines
from desktop_app.ui.theme import STEP
from desktop_app.ui.widgets.boxes import Card
from desktop_app.ui.widgets.labels import Badge, Label, Rule
from desktop_app.ui.widgets.look import set_look

_TONES = {Verdict.KEEP: "", Verdict.KEEP_WITH_WARNING: "marker", Verdict.DISCARD: "warning"}


class ReportCard(Card):
    """`show_report` fills it; without a report it is hidden."""

    def __init__(self) -> None:
        super().__init__(name="Report")
        self.verdict = Badge("")
        self.reasons = Label(wraps=True)
        self.figures: dict[str, Label] = {}
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        self._grid.setHorizontalSpacing(6 * STEP)
        self._grid.setVerticalSpacing(2 * STEP)
        top = QHBoxLayout()
        top.addWidget(Label("What it gained and forgot", kind="heading"))
        top.addWidget(self.verdict)
        top.addStretch()
        self.column.addLayout(top)
        self.column.addWidget(self.reasons)
        self.column.addLayout(self._grid)
        self.made = Label(kind="small", wraps=True)
        self.column.addWidget(self.made)
        self.hide()

    def show_report(self, report: AdapterReport | None) -> None:
        self.setVisible(report is not None)
        if report is None:
            return
        self.verdict.setText(VERDICTS[report.verdict])
        set_look(self.verdict, tone=_TONES[report.verdict])
        self.reasons.setText("\n".join(report.reasons))
        self._clear()
        for label, text in report_lines(report):
            self._add(label, text)
        trials = [f"{one.name}: {one.value}" for one in report.settings if one.is_trial]
        if trials:
            self._add("Settings tried", "\n".join(trials))
        said = [one for one in report.settings if one.name != LICENCE and not one.is_trial]
        settings = ", ".join(f"{one.name} {one.value}" for one in said)
        self.made.setText(f"Trained {report.created} · {settings}")

    def _add(self, label: str, text: str) -> None:
        at = self._grid.rowCount()
        rule: QWidget = Rule()
        self._grid.addWidget(rule, at, 0, 1, 2)
        value = Label(text, wraps=True)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._grid.addWidget(Label(label, tone="dim"), at + 1, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(value, at + 1, 1)
        self.figures[label] = value

    def _clear(self) -> None:
        self.figures = {}
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
