"""A training under way: the loss, how far, how fast, how much memory; pause, stop and keep the best."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from desktop_app.ui.adapters.durations import duration
from desktop_app.ui.adapters.loss_curve import LossCurve
from desktop_app.ui.theme import STEP, ThemeHolder
from desktop_app.ui.widgets.boxes import Card
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.labels import Label


class TrainingPanel(Card):
    """`show_event` takes what the worker tells; the buttons only say what is wanted."""

    pause_wanted = Signal()
    resume_wanted = Signal()
    finish_wanted = Signal()
    leave_wanted = Signal()

    def __init__(self, theme: ThemeHolder) -> None:
        super().__init__(name="Training")
        self.curve = LossCurve(theme)
        self.state = Label(tone="dim", wraps=True)
        self.pause = Button("Pause", self._on_pause)
        self.finish = Button("Stop and keep best", self.finish_wanted.emit)
        self.leave = Button("Go on later", self.leave_wanted.emit, kind="quiet")
        self.leave.setToolTip("Stop now; it goes on from here when you want it to")
        self._is_paused = False
        self._step: Mapping[str, Any] | None = None
        heading = QHBoxLayout()
        heading.setSpacing(3 * STEP)
        heading.addWidget(Label("Loss", kind="heading"))
        heading.addWidget(Label("— learnt", tone="accent"))
        heading.addWidget(Label("- - checked with", tone="warning"))
        heading.addStretch()
        self.trials = Label(kind="small", wraps=True)
        self.trials.hide()
        row = QHBoxLayout()
        row.addWidget(self.state, 1)
        for button in (self.leave, self.pause, self.finish):
            row.addWidget(button)
        self.column.addLayout(heading)
        self.column.addWidget(self.curve)
        self.column.addLayout(row)
        self.column.addWidget(self.trials)

    def begin(self) -> None:
        """Show an empty curve: a training begins."""
        self.curve.clear()
        self.trials.clear()
        self.trials.hide()
        self._step = None
        self.set_running(True)
        self.finish.setText("Stop and keep best")
        self.state.setText("Getting ready: the model is loaded in full precision…")

    def show_event(self, told: Mapping[str, Any]) -> None:
        """Show one thing that the worker told."""
        match told.get("event"):
            case "resumed":
                for step, loss in told.get("steps", ()):
                    self.curve.add_step(step, loss, step)
                for step, loss, is_best in told.get("checks", ()):
                    self.curve.add_check(step, loss, is_best=is_best and step > 0)
            case "step":
                self._step = told
                self.curve.add_step(told["step"], told["loss"], told["steps"])
                self.state.setText(_progress(told))
            case "check":
                self.curve.add_check(told["step"], told["check_loss"], is_best=told["is_best"] and told["step"] > 0)
            case "loaded":
                self.state.setText("The first step is on its way…")
            case "estimate":
                takes = f"about {duration(told['seconds'])} and {told['memory'] / 1e9:.1f} GB of memory"
                self.state.setText(
                    " ".join([f"By a first measured step it will take {takes}.", *told.get("hints", ())])
                )
            case "trial":
                self.trials.setText("\n".join(filter(None, (self.trials.text(), _trial(told)))))
                self.trials.show()
                self.state.setText("Looking for the best settings…")
            case "ended":
                self.finish.setEnabled(False)
                self.leave.hide()
                self.state.setText("Writing the adapter, and making sure that it does what was trained…")
            case "report":
                self.finish.setText("Leave out the report")
                self.finish.setEnabled(True)
                self.state.setText(
                    f"Asking without and with the adapter: {told['done']} of {told['total']} questions"
                )  # fmt: skip

    def set_paused(self, is_paused: bool) -> None:
        self._is_paused = is_paused
        self.pause.setText("Go on" if is_paused else "Pause")
        self.pause.setAccessibleName(self.pause.text())
        if is_paused:
            self.state.setText("Paused; everything is kept.")
        elif self._step is not None:
            self.state.setText(_progress(self._step))

    def set_running(self, is_running: bool) -> None:
        for button in (self.pause, self.finish, self.leave):
            button.setVisible(is_running)
            button.setEnabled(is_running)

    def _on_pause(self) -> None:
        (self.resume_wanted if self._is_paused else self.pause_wanted).emit()


def _progress(told: Mapping[str, Any]) -> str:
    return (
        f"Step {told['step']:,} of {told['steps']:,} · {told['tokens_per_second']:,.0f} tokens/s"
        f" · about {duration(told['seconds_left'])} left · {told['memory'] / 1e9:.1f} GB"
    )


def _trial(told: Mapping[str, Any]) -> str:
    tried = told["settings"]
    loss = f"{told['check_loss']:.3f}" if told["check_loss"] is not None else "none, it diverged"
    goes_on = " · goes on" if told["goes_on"] else ""
    return (
        f"Round {told['round']}, trial {told['number']}: learning rate {tried['learning_rate']:g},"
        f" rank {tried['rank']}, {tried['targets']} layers · check loss {loss}{goes_on}"
    )
