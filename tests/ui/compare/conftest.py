"""A Compare view, and what it asks of the worker."""

from collections.abc import Callable
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.ui.compare.view import CompareView
from desktop_app.ui.context import WindowContext


@pytest.fixture
def view(qtbot: QtBot, context: WindowContext) -> CompareView:
    made = CompareView(context)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    return made


@pytest.fixture
def sent(context: WindowContext, requests_to: Callable[..., Any]) -> Any:
    """What was sent to the worker that answers, from now on."""
    return requests_to(context.inference)
