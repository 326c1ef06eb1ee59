"""A conversation's transcript as PDF, set in the bundled font on A4."""

import re

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPdfWriter, QTextDocument

from desktop_app.ui.theme import FONT_FAMILY

POINTS = 10.5
MARGIN = 20.0  # millimetres
_NOTE = re.compile(r"^\[\^(\d+)\]: ", re.MULTILINE)
_MARKER = re.compile(r"\[\^(\d+)\]")


def transcript_as_pdf(title: str, markdown: str) -> bytes:
    """Return the transcript (as store.transcript writes it) as a PDF; its footnotes are the last section."""
    data = QBuffer()
    data.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(data)
    writer.setTitle(title)
    writer.setCreator("Carrel")
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            QMarginsF(MARGIN, MARGIN, MARGIN, MARGIN),
            QPageLayout.Unit.Millimeter,
        )
    )
    document = QTextDocument()
    font = document.defaultFont()
    font.setFamily(FONT_FAMILY)
    font.setPointSizeF(POINTS)
    # The font draws hyphens and brackets beside digits with glyphs that PDF readers can't copy as text.
    font.setFeature(QFont.Tag("calt"), 0)
    document.setDefaultFont(font)
    document.setMarkdown(_with_sources(markdown), QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
    document.print_(writer)
    del writer  # it ends its file when it goes
    data.close()
    return bytes(data.data().data())


def _with_sources(markdown: str) -> str:
    """Qt's Markdown knows no footnotes: they become a list, their markers numbers in brackets."""
    first = _NOTE.search(markdown)
    if first is None:
        return markdown
    said, notes = markdown[: first.start()], markdown[first.start() :]
    listed = _NOTE.sub(lambda note: f"\\[{note[1]}\\] ", notes)
    marked = _MARKER.sub(lambda found: f" \\[{found[1]}\\]", said)
    return f"{marked}\n\n## Sources\n\n{listed}"
