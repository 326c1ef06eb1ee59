"""One window per data folder: a second start raises the first one's window and ends.

Who holds the lock file is the first; its local socket stands in the data folder too. This
is a socket between the app's own processes on one machine, open to its owner only.
"""

import hashlib
import json
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout
from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from desktop_app.errors import LibraryBusy

LONGEST_SOCKET_PATH = 100  # sun_path holds 104 to 108 bytes
LONGEST_MESSAGE = 1024 * 1024
CONNECT_MS = 500
PATIENCE_S = 20.0


class SingleInstance(QObject):
    """Holds the data folder's place for one window; `raise_asked` comes from a second start, with its files."""

    raise_asked = Signal(list)  # of Path

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = FileLock(folder / "window.lock", thread_local=False)
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
        self.listen()
        return True

    def raise_first(self, files: Sequence[Path] = ()) -> bool:
        """Ask the first window to come forward and take the files; return whether it heard."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(CONNECT_MS):
            return False
        socket.write(json.dumps([str(file) for file in files]).encode() + b"\n")
        socket.flush()
        heard = socket.bytesToWrite() == 0 or socket.waitForBytesWritten(CONNECT_MS)
        socket.disconnectFromServer()
        return heard

    def claim(self, files: Sequence[Path] = (), patience: float = PATIENCE_S) -> bool:
        """Return True where this is the first window, False after the first one was raised and given the files.

        The first may just be starting, or closing: then this waits. Raises LibraryBusy where
        neither came to pass within `patience` seconds.
        """
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if self.take():
                return True
            if self.raise_first(files):
                return False
            time.sleep(0.1)
        raise LibraryBusy

    def listen(self) -> None:
        """Let a second start be heard; only for who has the place."""
        QLocalServer.removeServer(self._name)  # left by one that was killed
        self._server.listen(self._name)

    def stop_listening(self) -> None:
        """The window is closing: it can't be raised any more, and its workers still hold the library."""
        self._server.close()

    def release(self) -> None:
        """Leave the place to the next."""
        self._server.close()
        self._lock.release()

    def _on_connection(self) -> None:
        socket = self._server.nextPendingConnection()
        socket.disconnected.connect(self._on_disconnected)

    def _on_disconnected(self) -> None:
        socket = self.sender()
        assert isinstance(socket, QLocalSocket)
        files: list[Path] = []
        with suppress(ValueError):  # whoever may connect is the person; what is no list of files only raises
            asked = json.loads(bytes(socket.read(LONGEST_MESSAGE).data()) or b"[]")
            files = [Path(name) for name in asked if isinstance(name, str)] if isinstance(asked, list) else []
        socket.deleteLater()
        self.raise_asked.emit(files)


def _server_name(folder: Path) -> str:
    path = str(folder / "window.socket")
    if sys.platform != "win32" and len(path.encode()) <= LONGEST_SOCKET_PATH:
        return path
    return "carrel-" + hashlib.sha256(path.encode()).hexdigest()[:24]
