"""The loss while it is learnt: a line for learnt examples, a dashed one for those checked with."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_app.ui.theme import STEP, ThemeHolder, text_font

SMOOTHING = 0.85  # of the line of learnt examples: single steps jump, the way counts
_LEFT, _TOP, _RIGHT, _BOTTOM = 11 * STEP, 4 * STEP, 2 * STEP, 6 * STEP
_HEIGHT = 58 * STEP

Point = tuple[float, float]


class LossCurve(QWidget):
    """Grows with each step; the best step so far is marked, and a hover is not needed to read it."""

    def __init__(self, theme: ThemeHolder) -> None:
        super().__init__()
        self._theme = theme
        self._small = text_font(11)
        self.learnt: list[Point] = []
        self.checked: list[Point] = []
        self.best_step = 0
        self._last_step = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Loss")
        theme.theme_changed.connect(self.update)

    def clear(self) -> None:
        self.learnt, self.checked = [], []
        self.best_step = self._last_step = 0
        self.update()

    def add_step(self, step: int, loss: float, last_step: int) -> None:
        """Add the loss of one step; `last_step` is where the run will end as far as is known."""
        if not math.isfinite(loss):
            return
        before = self.learnt[-1][1] if self.learnt else loss
        old = min(SMOOTHING, 1 - 1 / (len(self.learnt) + 1))  # the first ones are a plain mean
        self.learnt.append((step, old * before + (1 - old) * loss))
        self._last_step = max(last_step, step)
        self._tell()

    def add_check(self, step: int, loss: float, *, is_best: bool) -> None:
        """Add the loss on the examples that are checked with."""
        if not math.isfinite(loss):
            return
        self.checked.append((step, loss))
        if is_best:
            self.best_step = step
        self._last_step = max(self._last_step, step)
        self._tell()

    def sizeHint(self) -> QSize:
        return QSize(120 * STEP, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._small)
        area = QRectF(self.rect()).adjusted(_LEFT, _TOP, -_RIGHT, -_BOTTOM)
        low, high = self._range()
        self._draw_axes(painter, area, low, high)
        if self.best_step:
            self._draw_best(painter, area)
        theme = self._theme.current
        self._draw_line(painter, self._placed(self.learnt, area, low, high), QPen(theme.color("accent"), 2.2))
        dashed = QPen(theme.color("warning"), 2)
        dashed.setDashPattern([3, 2.5])
        self._draw_line(painter, self._placed(self.checked, area, low, high), dashed)

    def _range(self) -> tuple[float, float]:
        losses = [loss for _, loss in (*self.learnt, *self.checked)]
        if not losses:
            return 0.0, 1.0
        low, high = min(losses), max(losses)
        room = max(0.05 * (high - low), 0.01)
        return max(0.0, low - room), high + room

    def _placed(self, points: Sequence[Point], area: QRectF, low: float, high: float) -> list[QPointF]:
        return [
            QPointF(self._x(step, area), area.bottom() - area.height() * (loss - low) / (high - low))
            for step, loss in points
        ]

    def _x(self, step: float, area: QRectF) -> float:
        return area.left() + area.width() * step / max(1, self._last_step)

    def _draw_axes(self, painter: QPainter, area: QRectF, low: float, high: float) -> None:
        theme = self._theme.current
        for share in (0.0, 0.5, 1.0):
            y = area.bottom() - share * area.height()
            painter.setPen(theme.color("line"))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            if self.learnt or self.checked:
                painter.setPen(theme.color("dim"))
                box = QRectF(0, y - 2 * STEP, _LEFT - 2 * STEP, 4 * STEP)
                painter.drawText(
                    box,
                    Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                    f"{low + share * (high - low):.2f}",
                )
        painter.setPen(theme.color("dim"))
        below = QRectF(area.left(), area.bottom() + STEP, area.width(), _BOTTOM - STEP)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, "step 0")
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, f"{self._last_step:,}")

    def _draw_best(self, painter: QPainter, area: QRectF) -> None:
        x = self._x(self.best_step, area)
        pen = QPen(self._theme.current.color("dim"), 1)
        pen.setDashPattern([3, 3])
        painter.setPen(pen)
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        text = f"best step {self.best_step:,}"
        width = painter.fontMetrics().horizontalAdvance(text) + STEP
        left = x - width - STEP if x + width > area.right() else x + STEP
        painter.drawText(QRectF(left, area.top() - STEP, width, 4 * STEP), Qt.AlignmentFlag.AlignLeft, text)

    def _draw_line(self, painter: QPainter, points: Sequence[QPointF], pen: QPen) -> None:
        if not points:
            return
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if len(points) == 1:
            painter.drawPoint(points[0])
            return
        path = QPainterPath(points[0])
        for point in points[1:]:
            path.lineTo(point)
        painter.drawPath(path)

    def _tell(self) -> None:
        said = [f"learnt {self.learnt[-1][1]:.2f}"] if self.learnt else []
        said += [f"checked {self.checked[-1][1]:.2f}"] if self.checked else []
        said += [f"best step {self.best_step}"] if self.best_step else []
        self.setAccessibleDescription(", ".join(said))
        self.update()
