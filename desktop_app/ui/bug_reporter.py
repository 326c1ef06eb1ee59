"""The last door for an exception that nobody expected: it is logged, and a report is offered."""

import logging
import traceback
from types import TracebackType

from PySide6.QtGui import QGuiApplication

from desktop_app.errors import CarrelError
from desktop_app.ui.notices import Notices

logger = logging.getLogger(__name__)


class BugReporter:
    """Takes the place of sys.excepthook, which PySide calls for what a slot raises.

    The exception's own text is left out, since it may quote a document.
    """

    def __init__(self, notices: Notices) -> None:
        self._notices = notices

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, CarrelError):
            self._notices.warn(error)
            return
        report = "".join(traceback.format_tb(trace)) + kind.__name__
        logger.error("a bug\n%s", report)
        self._notices.tell(
            "Something in the window went wrong; nothing is lost. The report has no text of yours.",
            tone="warning",
            action="Copy report",
            act=lambda: QGuiApplication.clipboard().setText(report),
        )
