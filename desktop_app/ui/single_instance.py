"""One window per data folder: a second start raises the first one's window and ends.

Who holds the lock file is the first; its local socket stands in the data folder too. This
is a socket between the app's own processes on one machine, open to its owner only.
"""

import hashlib
import sys
import time
from pathlib import Path

from filelock import FileLock, Timeout
from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

LONGEST_SOCKET_PATH = 100  # sun_path holds 104 to 108 bytes
RAISE = b"raise\n"
ANSWER_WITHIN_S = 5.0


class SingleInstance(QObject):
    """Holds the data folder's place for one window; `raise_asked` comes from a second start."""

    raise_asked = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = FileLock(folder / "window.lock")
        self._name = _server_name(folder)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)

    def take(self) -> bool:
        """Return whether this is the first window; if so it listens from now on."""
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            return False
        QLocalServer.removeServer(self._name)  # left by one that was killed
        self._server.listen(self._name)
        return True

    def raise_first(self) -> bool:
        """Ask the first window to come forward; return whether it heard."""
        deadline = time.monotonic() + ANSWER_WITHIN_S
        while time.monotonic() < deadline:
            socket = QLocalSocket()
            socket.connectToServer(self._name)
            if socket.waitForConnected(500):
                socket.write(RAISE)
                socket.flush()
                heard = socket.bytesToWrite() == 0 or socket.waitForBytesWritten(1_000)
                socket.disconnectFromServer()
                return heard
            time.sleep(0.1)  # it is starting just now
        return False

    def release(self) -> None:
        self._server.close()
        self._lock.release()

    def _on_connection(self) -> None:
        socket = self._server.nextPendingConnection()
        socket.disconnected.connect(socket.deleteLater)
        self.raise_asked.emit()


def _server_name(folder: Path) -> str:
    path = str(folder / "window.socket")
    if sys.platform != "win32" and len(path.encode()) <= LONGEST_SOCKET_PATH:
        return path
    return "carrel-" + hashlib.sha256(path.encode()).hexdigest()[:24]
