"""Notices over the lower edge of the window, one below the other, gone after a while."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.ui.notices import Notice
from desktop_app.ui.theme import STEP, ThemeHolder
from desktop_app.ui.widgets.buttons import Button, IconButton
from desktop_app.ui.widgets.labels import Label
from desktop_app.ui.widgets.look import set_look

SHOWN_MS = 6_000
SHOWN_WITH_BUTTON_MS = 12_000
MOST_AT_ONCE = 3
WIDTH = 420


class Toast(QFrame):
    """One notice; warnings stay until they are closed."""

    def __init__(self, notice: Notice, theme: ThemeHolder) -> None:
        super().__init__()
        set_look(self, kind="notice", tone=notice.tone)
        self.notice = notice
        self.setAccessibleName(notice.text)
        row = QHBoxLayout(self)
        row.setContentsMargins(4 * STEP, 2 * STEP, 2 * STEP, 2 * STEP)
        text = Label(notice.text, wraps=True)
        text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row.addWidget(text, 1)
        if notice.action and notice.act is not None:
            row.addWidget(Button(notice.action, self._act))
        row.addWidget(IconButton("close", "Close this notice", theme, self.close_notice, size=14))
        if notice.tone != "warning":
            QTimer.singleShot(SHOWN_WITH_BUTTON_MS if notice.action else SHOWN_MS, self, self.close_notice)

    def close_notice(self) -> None:
        self.hide()
        self.deleteLater()

    def _act(self) -> None:
        if self.notice.act is not None:
            self.notice.act()
        self.close_notice()


class ToastStack(QWidget):
    """Stands over `owner`, at the middle of its lower edge, `clearance` pixels above it."""

    def __init__(self, owner: QWidget, theme: ThemeHolder, clearance: int = 12 * STEP) -> None:
        super().__init__(owner)
        self._owner, self._theme, self._clearance = owner, theme, clearance
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
        toast.destroyed.connect(self._place)
        self._column.addWidget(toast)
        self._place()

    def toasts(self) -> list[Toast]:
        """The notices on screen, oldest first."""
        items = (self._column.itemAt(at) for at in range(self._column.count()))
        widgets = (item.widget() for item in items if item is not None)
        return [widget for widget in widgets if isinstance(widget, Toast) and not widget.isHidden()]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._owner and event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        shown = self.toasts()
        self.setVisible(bool(shown) or self._column.count() > 0)
        width = min(WIDTH, self._owner.width() - 8 * STEP)
        self.setFixedWidth(width)
        height = (
            self._column.totalHeightForWidth(width) if self._column.hasHeightForWidth() else self.sizeHint().height()
        )
        self.resize(width, max(height, 0))
        self.move((self._owner.width() - width) // 2, self._owner.height() - self.height() - self._clearance)
        self.raise_()
