"""Light and dark: readable, complete, and followed live."""

from dataclasses import fields

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontDatabase, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication

from desktop_app.resources import resource_path
from desktop_app.ui.icons import pixmap
from desktop_app.ui.theme import DARK, FONT_FAMILY, LIGHT, Theme, ThemeHolder, style_sheet, text_font

# Every pair of text and ground that the style sheet and the painters use.
PAIRS = [
    (text, ground)
    for text, grounds in {
        "ink": "paper surface hover accent_soft warning_soft",
        "dim": "paper surface hover accent_soft",
        "accent": "paper surface hover accent_soft",
        "on_accent": "accent accent_hover",
        "on_marker": "marker",
        "warning": "paper surface hover warning_soft",
        "good": "paper surface",
    }.items()
    for ground in grounds.split()
]


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.1."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_stands_out_from_its_ground(theme: Theme, text: str, ground: str) -> None:
    darker, lighter = sorted((luminance(getattr(theme, text)), luminance(getattr(theme, ground))))
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_the_style_sheet_has_no_placeholder_left(theme: Theme) -> None:
    assert "$" not in style_sheet(theme)


def test_every_picture_of_the_style_sheet_exists() -> None:
    for theme in (LIGHT, DARK):
        for line in style_sheet(theme).split('url("')[1:]:
            assert resource_path("icons").joinpath(line.split('"')[0]).is_file()


def test_every_token_is_a_colour() -> None:
    for theme in (LIGHT, DARK):
        assert all(QColor(getattr(theme, field.name)).isValid() for field in fields(Theme) if field.name != "name")


def test_dark_and_light_change_the_palette(qapp: QApplication, theme: ThemeHolder) -> None:
    holder = theme
    told: list[Theme] = []
    holder.theme_changed.connect(told.append)
    assert qapp.palette().color(QPalette.ColorRole.Window).name().upper() == LIGHT.paper
    holder.apply("dark")
    assert qapp.palette().color(QPalette.ColorRole.Window).name().upper() == DARK.paper
    assert told == [DARK]
    holder.apply("light")


def test_a_chosen_appearance_stays_when_the_system_turns(qapp: QApplication, theme: ThemeHolder) -> None:
    holder = theme
    told: list[Theme] = []
    holder.theme_changed.connect(told.append)
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert told == []


def test_the_system_is_followed_live(qapp: QApplication, theme: ThemeHolder) -> None:
    system = {"dark": False}
    holder = ThemeHolder(qapp, "system", system_is_dark=lambda: system["dark"])
    assert holder.current is LIGHT
    system["dark"] = True
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert holder.current is DARK
    assert qapp.palette().color(QPalette.ColorRole.Window).name().upper() == DARK.paper
    holder.apply("light")
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert holder.current is LIGHT
    holder.deleteLater()


def test_the_bundled_font_is_used(theme: ThemeHolder) -> None:
    assert FONT_FAMILY in QFontDatabase.families()
    assert QFontInfo(text_font()).family() == FONT_FAMILY


def test_every_icon_draws_something(theme: ThemeHolder) -> None:
    for file in resource_path("icons").glob("*.svg"):
        image = pixmap(file.stem, QColor("#000000"), 24).toImage()
        assert any(image.pixelColor(x, y).alpha() for x in range(24) for y in range(24)), file.name
