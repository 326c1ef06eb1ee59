"""Paper, ink, one accent and the yellow of a marker pen, in light and in dark.

The tokens stand here; how widgets use them stands in resources/style.qss, whose
placeholders are the fields of Theme. To add a colour: one field with both values.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from desktop_app.resources import resource_path

FONT_FAMILY = "Inter"
FONT_FILES = ("Inter-Regular", "Inter-Italic", "Inter-Medium", "Inter-SemiBold", "Inter-Bold")

# Pixels at a scale of 1, from the design.
TEXT_SIZE = 13
SMALL_SIZE = 12
ANSWER_SIZE = 14.5
LINE_HEIGHT = 1.6
STEP = 4


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of one appearance, as #rrggbb.

    `ink` and `dim` are read on paper, surface, hover and accent_soft; `on_accent` on accent;
    `on_marker` on marker; `warning` on warning_soft too. Every such pair reaches 4.5:1.
    """

    name: str
    paper: str
    surface: str
    line: str
    hover: str
    ink: str
    dim: str
    accent: str
    accent_hover: str
    accent_soft: str
    on_accent: str
    marker: str
    on_marker: str
    warning: str
    warning_soft: str
    good: str

    @property
    def veil(self) -> str:
        """Paper that lets what is below shine through, as #aarrggbb."""
        return f"#F0{self.paper[1:]}"

    def color(self, token: str) -> QColor:
        """Return the colour of a field of this class, say "accent"."""
        return QColor(getattr(self, token))


LIGHT = Theme(
    name="light",
    paper="#FAF8F4",
    surface="#FFFFFF",
    line="#E7E2D8",
    hover="#F2EEE6",
    ink="#23262B",
    dim="#6E6A62",
    accent="#0E6B63",
    accent_hover="#0B5851",
    accent_soft="#E1F0EE",
    on_accent="#FFFFFF",
    marker="#FFE7A3",
    on_marker="#23262B",
    warning="#A84D16",
    warning_soft="#FAEADF",
    good="#2E7D4F",
)

DARK = Theme(
    name="dark",
    paper="#16181B",
    surface="#1D2024",
    line="#2C3036",
    hover="#23272C",
    ink="#E8E6E1",
    dim="#A09D95",
    accent="#5CC3B6",
    accent_hover="#74D2C6",
    accent_soft="#1D3835",
    on_accent="#0F1B1A",
    marker="#6A5418",
    on_marker="#FBF1D6",
    warning="#E59A66",
    warning_soft="#3A281C",
    good="#7CC79A",
)


class ThemeHolder(QObject):
    """Dresses the application and tells when the appearance changed."""

    theme_changed = Signal(Theme)

    def __init__(
        self, app: QApplication, appearance: str = "system", system_is_dark: Callable[[], bool] | None = None
    ) -> None:
        super().__init__(app)
        self._app = app
        self._system_is_dark = system_is_dark or (lambda: app.styleHints().colorScheme() == Qt.ColorScheme.Dark)
        self._appearance = appearance
        _load_fonts()
        app.setStyle("Fusion")
        app.setFont(text_font())
        self.current = self._wanted()
        self._dress(self.current)
        app.styleHints().colorSchemeChanged.connect(self._on_system_changed)
        self.apply(appearance)

    def apply(self, appearance: str) -> None:
        """Show "light", "dark", or whatever the system shows, now and later ("system")."""
        self._appearance = appearance
        hints = self._app.styleHints()
        if appearance == "system":
            hints.unsetColorScheme()
        else:
            hints.setColorScheme(Qt.ColorScheme.Dark if appearance == "dark" else Qt.ColorScheme.Light)
        self._on_system_changed()

    def _wanted(self) -> Theme:
        if self._appearance == "system":
            return DARK if self._system_is_dark() else LIGHT
        return DARK if self._appearance == "dark" else LIGHT

    def _on_system_changed(self) -> None:
        if self._wanted() != self.current:  # dressing takes a moment with many widgets
            self._dress(self._wanted())

    def _dress(self, theme: Theme) -> None:
        self.current = theme
        self._app.setPalette(palette(theme))
        self._app.setStyleSheet(style_sheet(theme))
        self.theme_changed.emit(theme)


def palette(theme: Theme) -> QPalette:
    """Colours for what the style sheet does not reach; the offscreen platform has none of its own."""
    made = QPalette()
    role = QPalette.ColorRole
    for where, token in (
        (role.Window, "paper"),
        (role.WindowText, "ink"),
        (role.Base, "surface"),
        (role.AlternateBase, "hover"),
        (role.Text, "ink"),
        (role.Button, "surface"),
        (role.ButtonText, "ink"),
        (role.ToolTipBase, "surface"),
        (role.ToolTipText, "ink"),
        (role.PlaceholderText, "dim"),
        (role.Highlight, "accent"),
        (role.HighlightedText, "on_accent"),
        (role.Link, "accent"),
        (role.LinkVisited, "accent"),
        (role.Accent, "accent"),
        (role.Light, "surface"),
        (role.Midlight, "hover"),
        (role.Mid, "line"),
        (role.Dark, "dim"),
        (role.Shadow, "line"),
        (role.BrightText, "warning"),
    ):
        made.setColor(where, theme.color(token))
    for where in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, where, theme.color("dim"))
    return made


def style_sheet(theme: Theme) -> str:
    """Return resources/style.qss with this theme's colours filled in."""
    sheet = Template(resource_path("style.qss").read_text(encoding="utf-8"))
    return sheet.substitute(asdict(theme), veil=theme.veil, icons=resource_path("icons").as_posix())


def text_font(size: float = TEXT_SIZE, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The bundled font at `size` pixels; fractions are kept, which pixel sizes of Qt can't."""
    font = QFont(FONT_FAMILY)
    screen = QGuiApplication.primaryScreen()
    font.setPointSizeF(size * 72.0 / (screen.logicalDotsPerInchY() if screen else 96.0))
    font.setWeight(weight)
    return font


def answer_font() -> QFont:
    """The font of answers; lines stand LINE_HEIGHT apart."""
    return text_font(ANSWER_SIZE)


def _load_fonts() -> None:
    for name in FONT_FILES:
        QFontDatabase.addApplicationFont(str(resource_path(f"fonts/{name}.otf")))
