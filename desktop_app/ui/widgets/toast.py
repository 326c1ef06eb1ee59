"""Notices over the lower part of the window, above where questions are typed, gone after a while."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.ui.notices import Notice
from desktop_app.ui.theme import STEP, ThemeHolder
from desktop_app.ui.widgets.buttons import Button, IconButton
from desktop_app.ui.widgets.labels import Label
from desktop_app.ui.widgets.look import set_look

SHOWN_MS = 6_000
SHOWN_WITH_BUTTON_MS = 12_000
MOST_AT_ONCE = 3
WIDTH = 480
LEAST_HEIGHT = 11 * STEP
CLEARANCE = 31 * STEP


class Toast(QFrame):
    """One notice; warnings stay until they are closed."""

    closed = Signal()

    def __init__(self, notice: Notice, theme: ThemeHolder) -> None:
        super().__init__()
        set_look(self, kind="notice", tone=notice.tone)
        self.notice = notice
        self.setAccessibleName(notice.text)
        row = QHBoxLayout(self)
        row.setContentsMargins(4 * STEP, 2 * STEP, 2 * STEP, 2 * STEP)
        row.addWidget(Label(notice.text, wraps=True), 1)
        if notice.action and notice.act is not None:
            row.addWidget(Button(notice.action, self._act))
        row.addWidget(IconButton("close", "Close this notice", theme, self.close_notice, size=14))
        if notice.tone != "warning":
            QTimer.singleShot(SHOWN_WITH_BUTTON_MS if notice.action else SHOWN_MS, self, self.close_notice)

    def close_notice(self) -> None:
        self.hide()
        self.closed.emit()
        self.deleteLater()

    def _act(self) -> None:
        if self.notice.act is not None:
            self.notice.act()
        self.close_notice()


class ToastStack(QWidget):
    """Stands over the middle of the part of `owner` that `over` names, `clearance` pixels above its lower edge."""

    def __init__(
        self,
        owner: QWidget,
        theme: ThemeHolder,
        clearance: int = CLEARANCE,
        over: Callable[[], QWidget] | None = None,
    ) -> None:
        """Without `over` that is all of it."""
        super().__init__(owner)
        self._owner, self._theme, self._clearance = owner, theme, clearance
        self._over = over or (lambda: owner)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2 * STEP)
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        owner.installEventFilter(self)
        self.hide()

    def show_notice(self, notice: Notice) -> None:
        """Show it; the same text twice is shown once, and the oldest gives way."""
        for shown in self.toasts():
            if shown.notice.text == notice.text:
                shown.close_notice()
        for shown in self.toasts()[: -(MOST_AT_ONCE - 1)]:
            shown.close_notice()
        toast = Toast(notice, self._theme)
        toast.closed.connect(self.place)
        self._column.addWidget(toast)
        toast.show()
        self.place()

    def toasts(self) -> list[Toast]:
        """The notices on screen, oldest first."""
        items = (self._column.itemAt(at) for at in range(self._column.count()))
        widgets = (item.widget() for item in items if item is not None)
        return [widget for widget in widgets if isinstance(widget, Toast) and not widget.isHidden()]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._owner and event.type() == QEvent.Type.Resize:
            self.place()
        return False

    def place(self) -> None:
        """Take the place that is right now; another part may be in front."""
        shown = self.toasts()
        self.setVisible(bool(shown))
        if not shown:
            return
        over = self._over()
        width = min(WIDTH, over.width() - 8 * STEP)
        for toast in shown:
            toast.setFixedHeight(max(LEAST_HEIGHT, toast.heightForWidth(width)))
        height = sum(toast.height() + self._column.spacing() for toast in shown)
        top = self._owner.height() - height - self._clearance
        left = over.mapTo(self._owner, QPoint(0, 0)).x() if over is not self._owner else 0
        self.setGeometry(left + (over.width() - width) // 2, top, width, height)
        self.raise_()
