"""The line below everything: the seal, what indexing does, what the model costs."""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import psutil
from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar

from desktop_app.durations import time_left
from desktop_app.errors import CarrelError
from desktop_app.sealed import kernel_refuses
from desktop_app.ui.context import WindowContext
from desktop_app.ui.notice_history import NoticeHistory
from desktop_app.ui.sentences import counted, file_size
from desktop_app.ui.theme import STEP
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.labels import Label
from desktop_app.ui.widgets.plain import plainly
from desktop_app.workers.protocol import (
    AnswerFinished,
    IndexingProgressed,
    Message,
    ModelLoaded,
    PauseIndexing,
    ResumeIndexing,
)

MEMORY_EVERY_MS = 5_000
LONG_FILE_SECONDS = 4.0  # a file that takes longer is named with its seconds, as a sign of life
LONGEST_NAME = 28
_DOING = {"reading": "Indexing", "embedding": "Indexing", "recognising": "Recognising text,"}
WIDE = 1060  # pixels, below which the model gives way to what indexing does
SEAL_TOOLTIP = (
    "Every process of Carrel refuses to connect, to look up a name and to listen,\n"
    "by an audit hook that can't be taken out again while it runs{kernel}.\n"
    "Your documents and questions stay on this computer. Settings › Seal lets you try."
)
KERNEL = ",\nand the Linux kernel refuses it to libraries and started programs too"


class StatusBar(QFrame):
    """Listens to the workers; Pause and Resume go to the indexing worker."""

    def __init__(self, context: WindowContext, memory: Callable[[], int] | None = None) -> None:
        super().__init__()
        self.setObjectName("status")
        self.setAccessibleName("Status")
        self.setFixedHeight(30)
        self._context = context
        self._memory = memory or (lambda: memory_of_all(context))
        self._paused = False
        self._told: IndexingProgressed | None = None
        self._cores = psutil.cpu_count(logical=False) or os.cpu_count() or 1  # what 0 in the settings means
        self._model = ""
        self._loaded: ModelLoaded | None = None
        self._build()
        context.indexing.event_received.connect(self._on_event)
        context.inference.event_received.connect(self._on_event)
        context.settings.changed.connect(self._on_settings_changed)
        context.indexing.restarted.connect(self._on_indexing_restarted)
        self._timer = QTimer(self)
        self._timer.setInterval(MEMORY_EVERY_MS)
        self._timer.timeout.connect(self._on_time_to_measure)
        self._timer.start()
        self._on_settings_changed()

    def _build(self) -> None:
        dot = Label("●")
        dot.setObjectName("seal")
        seal = Label("Sealed: no connection is possible")
        for part in (dot, seal):
            part.setToolTip(plainly(SEAL_TOOLTIP.format(kernel=KERNEL if kernel_refuses() else "")))
        dot.setAccessibleName("Sealed")
        self.progress_text = Label()
        self.progress_text.setAccessibleName("Indexing")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(150)
        self.bar.setAccessibleName("Indexing progress")
        self.pause = Button("Pause", self._on_pause_clicked, kind="link", name="Pause indexing")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 14, 0)
        row.setSpacing(6)
        row.addWidget(dot)
        row.addWidget(seal)
        row.addSpacing(5 * STEP)
        row.addWidget(self.progress_text)
        row.addWidget(self.bar)
        row.addWidget(self.pause)
        row.addStretch(1)
        self.model_text = Label()
        self.model_text.setAccessibleName("Model and memory")
        row.addWidget(self.model_text)
        row.addWidget(NoticeHistory(self._context))
        self.bar.hide()
        self.pause.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        is_wide = self.width() >= WIDE
        self.bar.setFixedWidth(150 if is_wide else 50)
        self.model_text.setVisible(is_wide)
        super().resizeEvent(event)

    def _on_event(self, event: Message) -> None:
        if isinstance(event, IndexingProgressed):
            self._show_progress(event)
        elif isinstance(event, ModelLoaded):
            self._model = str(event.model.get("name", ""))
            self._loaded = event
            self._show_model()
        elif isinstance(event, AnswerFinished):
            self._model = str(event.answer.get("model", "")) or self._model
            self._show_model()

    def _show_progress(self, event: IndexingProgressed) -> None:
        self._told = event
        busy = event.state in ("reading", "embedding", "recognising")
        self._paused = event.state == "paused"
        if busy:
            left = time_left(event.seconds_left, event.seconds_at_most)
            text = f"{_DOING[event.state]} {event.done:,} of {counted(event.known, 'file')}{left and f' · {left}'}"
            if event.slowed:
                text += f" · slower, {event.slowed}"
            elif event.current_seconds >= LONG_FILE_SECONDS:
                text += f" · {_shortened(event.current)} {event.current_seconds:.0f} s"
        elif self._paused:
            text = f"Indexing is paused at {event.done:,} of {counted(event.known, 'file')}"
        else:
            text = f"{counted(event.known, 'file')} up to date" if event.known else ""
        self.progress_text.setText(text)
        self.progress_text.setToolTip(plainly(event.current))
        self.bar.setVisible(busy)
        self.bar.setRange(0, max(event.known, 1))
        self.bar.setValue(event.done)
        self.pause.setVisible(busy or self._paused)
        self.pause.setText("Resume" if self._paused else "Pause")
        self.pause.setAccessibleName("Resume indexing" if self._paused else "Pause indexing")

    def _on_settings_changed(self) -> None:
        try:
            self._model = self._context.models.find(self._context.settings.current.model).name
        except CarrelError:
            self._model = "No model"
        self._show_model()

    def _on_indexing_restarted(self) -> None:
        self._show_progress(IndexingProgressed(0, "idle", 0, 0))  # it tells anew when it is up

    def _on_pause_clicked(self) -> None:
        self._context.indexing.send(ResumeIndexing if self._paused else PauseIndexing)
        if not self._paused and self._told:
            self._show_progress(replace(self._told, state="paused"))  # the worker says so within its step

    def _on_time_to_measure(self) -> None:
        if self.isVisible() and not self.window().isMinimized():
            self._show_model()

    def _show_model(self) -> None:
        threads = self._context.settings.current.threads or self._cores
        parts = [self._model, _place(self._loaded, counted(threads, "thread")), file_size(self._memory())]
        self.model_text.setText(" · ".join(part for part in parts if part))
        about = "The chat model, what computes it, and the memory of all of Carrel's processes."
        card = f"\nThe graphics card is {self._loaded.gpu}." if self._loaded and self._loaded.gpu else ""
        self.model_text.setToolTip(plainly(about + card))


def _place(loaded: ModelLoaded | None, threads: str) -> str:
    """Return what computes the model: the processor, the graphics card, or how many layers the one and the other."""
    if loaded is None or not loaded.gpu_layers:
        return f"CPU, {threads}"
    if loaded.gpu_layers == loaded.layers:
        return "GPU"
    return f"GPU, {loaded.gpu_layers} of {loaded.layers} layers, and CPU, {threads}"


def _shortened(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 9]}…{name[-8:]}"


def memory_of_all(context: WindowContext) -> int:
    """Return the resident bytes of the window, its workers, and what these started."""
    total = psutil.Process().memory_info().rss
    for worker in (context.indexing, context.inference, context.parser):
        with suppress(psutil.Error):
            if worker.pid:
                process = psutil.Process(worker.pid)
                total += process.memory_info().rss
                if worker is context.indexing:  # the only one with a child, the parser of its own
                    total += sum(child.memory_info().rss for child in process.children(recursive=True))
    return int(total)
