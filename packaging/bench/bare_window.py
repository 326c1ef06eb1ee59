"""The emptiest window PySide6 can open: says "painted" when it is there, then stays until it is ended."""

import sys

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QLabel


class Watch(QObject):
    """Tells of the first paint."""

    told = False

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and not self.told:
            self.told = True
            sys.stdout.write("painted\n")
            sys.stdout.flush()
        return False


app = QApplication(sys.argv)
window = QLabel("window")
window.resize(1200, 800)
watch = Watch()
window.installEventFilter(watch)
window.show()
app.exec()
