"""What a model wrote, as a document to read: Markdown without any power.

The text is untrusted. Before Qt's Markdown reader sees it, the characters that make links,
images and HTML are swapped for private ones, and swapped back afterwards, so that they are
read as what they look like. The only links are our own citation markers, drawn as pills.
"""

import re
from collections.abc import Collection
from enum import IntEnum

from PySide6.QtCore import QObject, QRect, QRectF, QRegularExpression, QSizeF, Qt
from PySide6.QtGui import (
    QBrush,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QPainter,
    QPyTextObject,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextTable,
)

from desktop_app.ui.theme import ANSWER_SIZE, LINE_HEIGHT, STEP, Theme, ThemeHolder, answer_font, text_font
from desktop_app.ui.widgets.plain import plainly

SCHEME = "citation:"
INLINE_OBJECT = "\ufffc"

_SWAPPED = {"[": "\ue000", "]": "\ue001", "<": "\ue002"}
_PILL_START, _PILL_END, _CARET = "\ue010", "\ue011", "\ue012"
_PRIVATE = re.compile("[\ue000-\ue0ff\ufffc\0]")
_MARKER = re.compile(r" ?\[(\d{1,3})\]")
_NATURAL_LINE = 1.21  # Inter's own line height, in sizes of the font
_HEADING_SIZES = (1.25, 1.15, 1.05)  # of the answer's font


class Property(IntEnum):
    """What an inline object of ours carries in its format."""

    NUMBER = int(QTextFormat.Property.UserProperty) + 1


class ObjectType(IntEnum):
    PILL = int(QTextFormat.ObjectTypes.UserObject) + 1
    CARET = PILL + 1


class InlineObjects(QPyTextObject):
    """Draws citation pills and the caret of an answer that is being written."""

    def __init__(self, theme: ThemeHolder, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def intrinsicSize(self, _document: QTextDocument, _position: int, shape: QTextFormat) -> QSizeF:
        if shape.objectType() == ObjectType.CARET:
            return QSizeF(7, ANSWER_SIZE)
        width = QFontMetricsF(_pill_font()).horizontalAdvance(str(shape.property(Property.NUMBER)))
        return QSizeF(max(width + 9, 16) + 4, 15)

    def drawObject(
        self, painter: QPainter, rect: QRectF | QRect, _document: QTextDocument, _position: int, shape: QTextFormat
    ) -> None:
        theme, rect = self._theme.current, QRectF(rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if shape.objectType() == ObjectType.CARET:
            painter.fillRect(rect.adjusted(2, 0, 0, 0), theme.color("dim"))
        else:
            pill = rect.adjusted(4, 0, 0, 0)
            painter.setBrush(theme.color("marker"))
            painter.drawRoundedRect(pill, 5, 5)
            painter.setPen(theme.color("on_marker"))
            painter.setFont(_pill_font())
            painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, str(shape.property(Property.NUMBER)))
        painter.restore()


def write_document(
    document: QTextDocument, text: str, markers: Collection[int], theme: Theme, *, growing: bool = False
) -> None:
    """Set what the model wrote; `markers` are the citations that exist, `growing` adds a caret."""
    document.setUndoRedoEnabled(False)
    document.setDefaultFont(answer_font())
    source = _disarmed(text, markers) + (_CARET if growing else "")
    document.setMarkdown(source, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    _disarm_links(document)
    _shape_blocks(document, theme)
    _swap_back(document)
    cursor.endEditBlock()


def write_plain(document: QTextDocument, text: str) -> None:
    """Set a person's own words, exactly as typed."""
    document.setUndoRedoEnabled(False)
    document.setDefaultFont(answer_font())
    document.setPlainText(text)
    for block in _blocks(document):
        cursor = QTextCursor(block)
        shape = cursor.blockFormat()
        _set_line_height(shape)
        cursor.setBlockFormat(shape)


def plain_selection(cursor: QTextCursor) -> str:
    """Return the selected text with its pills written as [n]."""
    text = cursor.selection().toPlainText()
    document, numbers = cursor.document(), []
    for position in range(cursor.selectionStart(), cursor.selectionEnd()):
        if document.characterAt(position) == INLINE_OBJECT:
            at = QTextCursor(document)
            at.setPosition(position + 1)
            number = at.charFormat().property(Property.NUMBER)
            numbers.append("" if number is None else f" [{number}]")
    waiting = iter(numbers)
    return re.sub(INLINE_OBJECT, lambda _: next(waiting, ""), text)


def _disarmed(text: str, markers: Collection[int]) -> str:
    def pill(match: re.Match[str]) -> str:
        number = int(match[1])
        return f"{_PILL_START}{number}{_PILL_END}" if number in markers else match[0]

    text = _MARKER.sub(pill, _PRIVATE.sub("", text))
    return text.translate({ord(char): private for char, private in _SWAPPED.items()})


def _disarm_links(document: QTextDocument) -> None:
    """Bare addresses become links by GitHub's rules; here they are only text."""
    plain = QTextCharFormat()
    for block in _blocks(document):
        spans = []
        fragments = block.begin()
        while not fragments.atEnd():
            fragment = fragments.fragment()
            if fragment.charFormat().isAnchor():
                spans.append((fragment.position(), fragment.length()))
            fragments += 1
        for position, length in spans:
            cursor = _select(document, position, length)
            cursor.setCharFormat(plain)


def _shape_blocks(document: QTextDocument, theme: Theme) -> None:
    document.setIndentWidth(6 * STEP)
    for block in _blocks(document):
        cursor = QTextCursor(block)
        shape = cursor.blockFormat()
        level = shape.headingLevel()
        is_code = shape.hasProperty(QTextFormat.Property.BlockCodeLanguage) or shape.hasProperty(
            QTextFormat.Property.BlockCodeFence
        )
        _set_line_height(shape)
        shape.setTopMargin(2 * STEP if level and block.blockNumber() else 0)
        following = block.next()
        in_list = cursor.currentList() is not None and QTextCursor(following).currentList() is not None
        last = not following.isValid()
        shape.setBottomMargin(0 if is_code or last else STEP if in_list else 2 * STEP)
        if is_code:
            shape.setBackground(QBrush(theme.color("hover")))
        cursor.setBlockFormat(shape)
        cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
        if level:
            letters = QTextCharFormat()
            size = ANSWER_SIZE * _HEADING_SIZES[min(level, len(_HEADING_SIZES)) - 1]
            letters.setFont(text_font(size, QFont.Weight.DemiBold))
            letters.setProperty(QTextFormat.Property.FontSizeAdjustment, 0)
            cursor.mergeCharFormat(letters)
        elif is_code:
            letters = QTextCharFormat()
            letters.setFontFamilies([QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()])
            cursor.mergeCharFormat(letters)
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            look = frame.format()
            look.setBorder(1)
            look.setBorderCollapse(True)
            look.setBorderBrush(QBrush(theme.color("line")))
            look.setCellPadding(STEP)
            frame.setFormat(look)


def _set_line_height(shape: QTextBlockFormat) -> None:
    shape.setLineHeight(100 * LINE_HEIGHT / _NATURAL_LINE, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)


def _swap_back(document: QTextDocument) -> None:
    private = QRegularExpression(f"[{''.join(_SWAPPED.values())}]|{_PILL_START}\\d+{_PILL_END}|{_CARET}")
    meant = {private: char for char, private in _SWAPPED.items()}
    cursor = document.find(private, 0)
    while not cursor.isNull():
        found = cursor.selectedText()
        if found in meant:
            cursor.insertText(meant[found], cursor.charFormat())
        else:
            cursor.insertText(INLINE_OBJECT, _object_format(found))
        cursor = document.find(private, cursor.position())


def _object_format(found: str) -> QTextCharFormat:
    shape = QTextCharFormat()
    shape.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
    if found == _CARET:
        shape.setObjectType(ObjectType.CARET)
        return shape
    number = found[1:-1]
    shape.setObjectType(ObjectType.PILL)
    shape.setProperty(Property.NUMBER, number)
    shape.setAnchor(True)
    shape.setAnchorHref(f"{SCHEME}{number}")
    shape.setToolTip(plainly(f"Show source {number}"))
    return shape


def _pill_font() -> QFont:
    return text_font(11, QFont.Weight.DemiBold)


def _blocks(document: QTextDocument) -> list:  # type: ignore[type-arg]
    blocks, block = [], document.begin()
    while block.isValid():
        blocks.append(block)
        block = block.next()
    return blocks


def _select(document: QTextDocument, position: int, length: int) -> QTextCursor:
    cursor = QTextCursor(document)
    cursor.setPosition(position)
    cursor.setPosition(position + length, QTextCursor.MoveMode.KeepAnchor)
    return cursor
