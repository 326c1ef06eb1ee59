"""The Settings card about the seal: what holds it, a button that tries to connect, and what was ever tried."""

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout

from desktop_app.errors import CarrelError
from desktop_app.logs import ATTEMPTS_FILE
from desktop_app.sealed import NOWHERE, SealTrial, kernel_refuses, try_to_connect
from desktop_app.ui.context import WindowContext
from desktop_app.ui.sentences import counted
from desktop_app.ui.theme import STEP
from desktop_app.ui.widgets.boxes import Card
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.labels import Label
from desktop_app.ui.worker_process import WorkerProcess
from desktop_app.workers.protocol import Failed, Message
from desktop_app.workers.seal_protocol import ConnectionTried, TryToConnect

WINDOW = "window"


class SealBox(Card):
    """`Try to connect` asks the window and each of its workers; the answers stand below it, one line each."""

    def __init__(self, context: WindowContext, attempt: Callable[[], SealTrial] = try_to_connect) -> None:
        super().__init__(name="Seal")
        self._context = context
        self._attempt = attempt
        self._asked: dict[tuple[str, int], str] = {}
        self._told: dict[str, str] = {}
        self.column.addWidget(Label("Seal", kind="heading"))
        self.column.addWidget(Label(_layers(), tone="dim", wraps=True))
        self.result = Label(tone="dim", wraps=True)
        self.result.setAccessibleName("What came of trying to connect")
        self.result.hide()
        self.attempts = Label(tone="dim", wraps=True)
        self.attempts.setAccessibleName("Attempts to connect")
        self.column.addWidget(self.attempts)
        buttons = QHBoxLayout()
        self.button = Button("Try to connect", self._on_try_clicked)
        buttons.addWidget(self.button)
        buttons.addStretch()
        self.column.addSpacing(STEP)
        self.column.addLayout(buttons)
        self.column.addWidget(self.result)
        for worker in self._workers():
            worker.event_received.connect(lambda event, name=worker.name: self._on_event(name, event))
        self.refresh()

    def refresh(self) -> None:
        """Count anew what was tried and refused since the log began."""
        file = self._context.paths.logs / ATTEMPTS_FILE
        try:
            count = len(file.read_bytes().splitlines())
        except OSError:
            count = 0
        tried = f"{counted(count, 'attempt')} so far, each in {file}." if count else "Nothing has tried so far."
        self.attempts.setText(f"What tries to connect is refused and written down. {tried}")

    def _workers(self) -> tuple[WorkerProcess, ...]:
        return (self._context.indexing, self._context.inference, self._context.parser)

    def _on_try_clicked(self) -> None:
        self._asked.clear()
        self._told = {WINDOW: _sentence(self._attempt())}
        for worker in self._workers():
            if worker.pid:
                self._asked[worker.name, worker.send(TryToConnect)] = worker.name
                self._told[worker.name] = "asked; it answers when it is done with what it does now"
            else:
                self._told[worker.name] = "does not run just now"
        self._show()

    def _on_event(self, name: str, event: Message) -> None:
        if (name, event.request_id) not in self._asked:
            return
        if isinstance(event, ConnectionTried):
            self._told[name] = _sentence(SealTrial(event.python, event.kernel))
            self._show()
        elif isinstance(event, Failed):
            self._told[name] = event.detail or str(CarrelError())
            self._show()

    def _show(self) -> None:
        head = f"Tried to reach {NOWHERE[0]}, an address that belongs to nobody:"
        self.result.setText("\n".join([head, *(f"{name}: {told}" for name, told in self._told.items())]))
        self.result.show()
        self.refresh()


def _layers() -> str:
    sentence = "Every process refuses what its own code tries to connect to, from its first line on."
    if kernel_refuses():
        return (
            f"{sentence} Below it the Linux kernel refuses sockets to all of it, libraries and started programs too,"
            " and notes that in the system's own log (journalctl -k, type 1326)."
        )
    return f"{sentence} Here the system's kernel does not refuse libraries as well."


def _sentence(trial: SealTrial) -> str:
    if not trial.holds:
        return "NOT refused. Please close Carrel and tell its makers."
    return "refused by Carrel and by the kernel" if trial.kernel else "refused by Carrel"
