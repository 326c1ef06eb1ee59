"""Text from outside where Qt guesses whether it is markup: tooltips and boxes that ask."""

from html import escape

from PySide6.QtGui import Qt

from desktop_app.shown_names import TURNING


def plainly(text: str) -> str:
    """Return what shows `text` letter by letter; a file may be called <img src="…">, and Qt would show the picture."""
    text = TURNING.sub("", text)
    if not Qt.mightBeRichText(text):
        return text
    return f"<p style='white-space: pre-wrap'>{escape(text)}</p>"
