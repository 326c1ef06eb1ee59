"""What comes from outside is shown letter by letter: a file's name can't put a picture or a link into the window."""

import ast
from pathlib import Path

import pytest
from PySide6.QtGui import QTextDocumentFragment
from pytestqt.qtbot import QtBot

import desktop_app.ui
from desktop_app.ui.widgets.labels import ElidedLabel
from desktop_app.ui.widgets.plain import plainly

NAMES = ('<img src="file:///etc/passwd">.pdf', "<b>Paid</b> & sealed\n<a href='x'>here</a>", "a < b.txt")
HOUSE = Path(desktop_app.ui.__file__).parent


@pytest.mark.parametrize("name", NAMES)
def test_markup_in_a_name_is_shown_as_letters(qtbot: QtBot, name: str) -> None:
    label = ElidedLabel(name)
    qtbot.addWidget(label)

    assert shown(label.toolTip()) == name
    assert shown(plainly(name)) == name


def test_an_ordinary_name_stays_as_it_is() -> None:
    assert plainly("Lease & annex.pdf") == "Lease & annex.pdf"


def sources() -> list[Path]:
    return sorted(HOUSE.rglob("*.py"))


@pytest.mark.parametrize("source", sources(), ids=lambda path: path.relative_to(HOUSE).as_posix())
def test_every_tooltip_is_a_sentence_of_our_own_or_shown_plainly(source: Path) -> None:
    """Read from the code, so that a new tooltip can't forget it."""
    calls = [node for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    tips = [
        call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr in {"setToolTip", "showText"}
    ]

    for call in tips:
        assert any(is_safe(argument) for argument in call.args), f"line {call.lineno}: use plainly()"


def is_safe(argument: ast.expr) -> bool:
    match argument:
        case ast.Constant(value=str()):
            return True
        case ast.Call(func=ast.Name(id="plainly")):
            return True
        case ast.IfExp(body=body, orelse=other):
            return is_safe(body) and is_safe(other)
    return False


def shown(text: str) -> str:
    return QTextDocumentFragment.fromHtml(text).toPlainText() if text.startswith("<p ") else text
