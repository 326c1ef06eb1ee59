"""A passphrase set in the running program: the window closes, its data is locked, and a window opens again."""

import subprocess
import sys
from pathlib import Path

from desktop_app.locked import is_locked
from desktop_app.store.keys import is_plain

PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLineEdit
from desktop_app.paths import DataPaths
from desktop_app.ui import application, lock_box
from desktop_app.ui.window import MainWindow

opened = []

def type_twice(dialog):
    for field in dialog.findChildren(QLineEdit):
        field.setText("correct horse battery")
    return True

class Watched(MainWindow):
    def __init__(self, context):
        super().__init__(context)
        opened.append(self)
        print("opened", len(opened), flush=True)
        self.show_view("ask")  # has the conversations open
        QTimer.singleShot(1500, self, self.go_on)

    def go_on(self):
        if len(opened) == 1:
            self.show_view("settings")
            box = self.current_view.lock
            box._ask = type_twice
            box.set.click()
        else:
            print("conversations", self.view("ask") is not None, flush=True)
            self.close()

application.MainWindow = Watched
sys.exit(application.run(DataPaths(Path(sys.argv[1]))))
"""


def test_the_window_comes_back_on_its_locked_data(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(folder)], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[:3] == ["opened 1", "opened 2", "conversations True"], done.stderr
    assert is_locked(folder)
    databases = sorted(folder.glob("*.db"))
    assert {"conversations.db", "library.db"} <= {file.name for file in databases}
    assert not any(is_plain(file) for file in databases)
