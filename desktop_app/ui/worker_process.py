"""The window's side of the boundary: one child process, spoken to through signals.

QProcess delivers everything on the window's own thread, so the window needs no others, and
a child that crashes is one more signal: what was asked of it is answered with Failed, and
it is started again, later each time it crashes in a row. Knows no role.
"""

import itertools
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from desktop_app.errors import CarrelError, WorkerCrashed, WorkerTimedOut
from desktop_app.workers.protocol import (
    MAX_LINE,
    Cancel,
    Failed,
    Finished,
    IndexingProgressed,
    Message,
    ProtocolError,
    decode,
    encode,
)
from desktop_app.workers.seal_protocol import ConnectionAttempted, keep_attempt

BACK_OFF_MS = (0, 500, 2_000, 8_000, 30_000)
TROUBLE_AFTER = 3  # crashes in a row, then the person hears of it
AT_WORK = frozenset({"reading", "embedding"})
HEALTHY_AFTER_MS = 60_000
GOODBYE_MS = 3_000
MAX_LOG_BYTES = 4 * 1024 * 1024


class WorkerProcess(QObject):
    """A restartable child process that answers requests with events.

    Every request ends with one Finished or Failed, whatever becomes of the child. `log` takes
    the child's stderr. With `hang_after` seconds of silence while something was asked, or while
    the child itself said that it is at work, it is killed and started again. `greeting` is said
    to every new child before anything else; nobody waits for an answer.
    """

    event_received = Signal(object)  # a Message
    started = Signal()
    restarted = Signal()
    troubled = Signal(str)  # the worker's name: it crashed several times in a row

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        log: Path,
        *,
        hang_after: float | None = None,
        back_off_ms: Sequence[int] = BACK_OFF_MS,
        goodbye_ms: int = GOODBYE_MS,
        greeting: Callable[[], Message | None] = lambda: None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.name = name
        self._command, self._log = list(command), log
        self._greeting = greeting
        self._back_off, self._goodbye_ms = tuple(back_off_ms), goodbye_ms
        self._request_ids = itertools.count(1)
        self._unsent: dict[int, bytes] = {}
        self._pending: set[int] = set()
        self._crashes = 0
        self._is_working = False
        self._closing = False
        self._replacing = False
        self._end: type[CarrelError] = WorkerCrashed
        self._process = QProcess(self)
        self._process.started.connect(self._on_started)
        self._process.readyReadStandardOutput.connect(self._read_events)
        self._process.finished.connect(self._on_ended)
        self._process.errorOccurred.connect(self._on_error)
        self._restart = self._timer(self._start_process)
        self._healthy = self._timer(self._on_healthy, HEALTHY_AFTER_MS)
        self._patience = self._timer(self._process.kill, goodbye_ms)
        self._silence = self._timer(self._on_silence, round((hang_after or 0) * 1000))

    @property
    def pid(self) -> int:
        """The child's process id, 0 while it does not run."""
        return int(self._process.processId())

    @property
    def is_busy(self) -> bool:
        """Whether something was asked and is not answered yet."""
        return bool(self._pending or self._unsent)

    def start(self) -> None:
        """Start the child; what was sent before is delivered now."""
        self._start_process()

    def send(self, kind: type[Message], **fields: object) -> int:
        """Send a request and return the id its events will carry; before `start` it waits."""
        request = kind(next(self._request_ids), **fields)
        line = encode(request)
        if self._process.state() == QProcess.ProcessState.Running and not self._replacing:
            self._write(request.request_id, line)
        else:
            self._unsent[request.request_id] = line
        return request.request_id

    def cancel(self, request_id: int) -> None:
        """Stop a request as soon as possible; it still ends with Finished. Unknown ids do nothing."""
        if request_id in self._unsent:
            del self._unsent[request_id]
            self.event_received.emit(Finished(request_id))
        elif request_id in self._pending:
            self._process.write(encode(Cancel(request_id)))

    def restart(self) -> None:
        """End the child and start it anew, say because it reads a setting at its start."""
        if self._process.state() == QProcess.ProcessState.NotRunning:
            return  # it is about to start, or was never asked to
        self._replacing = True
        self._process.closeWriteChannel()
        self._patience.start()

    def say_goodbye(self) -> None:
        """Close the child's stdin, which ends its loop; does not wait."""
        self._closing = True
        for timer in (self._restart, self._healthy, self._silence, self._patience):
            timer.stop()
        self._process.closeWriteChannel()

    def close(self) -> None:
        """End the child: politely, and after a while by force. Nothing is left running."""
        self.say_goodbye()
        if self._process.state() == QProcess.ProcessState.NotRunning:
            return
        if not self._process.waitForFinished(self._goodbye_ms):
            self._process.kill()
            self._process.waitForFinished(self._goodbye_ms)

    def _timer(self, on_timeout: object, milliseconds: int = 0) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(on_timeout)
        return timer

    def _start_process(self) -> None:
        if self._closing or self._process.state() != QProcess.ProcessState.NotRunning:
            return
        if self._log.exists() and self._log.stat().st_size > MAX_LOG_BYTES:
            self._log.replace(self._log.with_suffix(".old.log"))
        self._process.setStandardErrorFile(str(self._log), QProcess.OpenModeFlag.Append)
        self._process.start(self._command[0], self._command[1:])

    def _on_started(self) -> None:
        self._healthy.start()
        if (greeting := self._greeting()) is not None:
            self._process.write(encode(greeting))
        waiting, self._unsent = self._unsent, {}
        for request_id, line in waiting.items():
            self._write(request_id, line)
        self.started.emit()

    def _write(self, request_id: int, line: bytes) -> None:
        self._pending.add(request_id)
        self._process.write(line)
        self._watch_silence()

    def _read_events(self) -> None:
        while self._process.canReadLine():
            try:
                event = decode(bytes(self._process.readLine().data()))
            except ProtocolError:
                self._process.kill()  # a child that can't speak is not to be trusted further
                return
            if isinstance(event, ConnectionAttempted):
                keep_attempt(event, self.name)
                continue
            if isinstance(event, Finished | Failed):
                self._pending.discard(event.request_id)
            elif isinstance(event, IndexingProgressed):
                self._is_working = event.state in AT_WORK
            self.event_received.emit(event)
        if self._process.bytesAvailable() > MAX_LINE:
            self._process.kill()
        self._watch_silence()

    def _watch_silence(self) -> None:
        if self._silence.interval() and (self._pending or self._is_working):
            self._silence.start()
        else:
            self._silence.stop()

    def _on_silence(self) -> None:
        self._end = WorkerTimedOut
        self._process.kill()

    def _on_healthy(self) -> None:
        self._crashes = 0

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:  # the only error after which `finished` never comes
            self._pending.update(self._unsent)
            self._unsent.clear()
            self._on_ended()

    def _on_ended(self) -> None:
        if self._closing:
            return
        for timer in (self._healthy, self._silence, self._patience):
            timer.stop()
        self._is_working = False
        abandoned, self._pending = self._pending, set()
        reason, self._end = self._end(), WorkerCrashed
        if self._replacing:
            self._replacing = False
            self._restart.start(0)
        else:
            self._count_crash()
        for request_id in sorted(abandoned):
            self.event_received.emit(Failed(request_id, reason.code, str(reason)))
        self.restarted.emit()

    def _count_crash(self) -> None:
        self._restart.start(self._back_off[min(self._crashes, len(self._back_off) - 1)])
        self._crashes += 1
        if self._crashes == TROUBLE_AFTER:
            self.troubled.emit(self.name)
