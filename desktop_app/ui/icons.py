"""Our own icons: one SVG file each in resources/icons, coloured from the theme when drawn.

To add an icon: one file there that draws with `currentColor`.
"""

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop_app.resources import resource_path
from desktop_app.ui.theme import Theme

ICON_SIZE = 18
_SCALES = (1.0, 2.0)  # plain and high-density screens


def icon(name: str, theme: Theme, token: str = "dim", checked: str = "accent", size: int = ICON_SIZE) -> QIcon:
    """Return the icon in the colour `token` of the theme; in `checked` while its button is down."""
    made = QIcon()
    for state, colour in ((QIcon.State.Off, token), (QIcon.State.On, checked)):
        for scale in _SCALES:
            drawn = pixmap(name, theme.color(colour), size, scale)
            made.addPixmap(drawn, QIcon.Mode.Normal, state)
    for scale in _SCALES:
        made.addPixmap(pixmap(name, theme.color("line"), size, scale), QIcon.Mode.Disabled)
    return made


def pixmap(name: str, colour: QColor, size: int = ICON_SIZE, scale: float = 1.0) -> QPixmap:
    """Draw the icon `size` pixels wide and high, for a screen with `scale` dots a pixel."""
    svg = resource_path(f"icons/{name}.svg").read_bytes().replace(b"currentColor", colour.name().encode())
    drawn = QPixmap(QSize(round(size * scale), round(size * scale)))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    QSvgRenderer(QByteArray(svg)).render(painter)
    painter.end()
    drawn.setDevicePixelRatio(scale)
    return drawn


def app_icon() -> QIcon:
    """Return the icon of the program."""
    made = QIcon()
    for size in (32, 64, 256):
        made.addPixmap(pixmap("carrel", QColor("#000000"), size))
    return made


def file_icon_name(path: str) -> str:
    """Return the name of the icon for a file, by its ending."""
    ending = path.rsplit(".", 1)[-1].lower() if "." in path else ""
    return _KINDS.get(ending, "file")


_KINDS = {
    "pdf": "pdf",
    "docx": "word",
    "odt": "word",
    "html": "web",
    "htm": "web",
    "md": "text",
    "markdown": "text",
    "txt": "text",
    "png": "image",
    "jpg": "image",
    "jpeg": "image",
}
