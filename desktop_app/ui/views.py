"""The views of the window, in the order of the rail. To add one: its file and a line here."""

from collections.abc import Callable
from dataclasses import dataclass

from desktop_app.ui.context import View, WindowContext


@dataclass(frozen=True, slots=True)
class ViewEntry:
    """A view before it is built: `build` imports its module, so that the window opens quickly."""

    name: str
    title: str
    icon: str
    build: Callable[[WindowContext], View]


def _ask(context: WindowContext) -> View:
    from desktop_app.ui.ask.view import AskView

    return AskView(context)


def _library(context: WindowContext) -> View:
    from desktop_app.ui.library.view import LibraryView

    return LibraryView(context)


def _adapters(context: WindowContext) -> View:
    from desktop_app.ui.adapters.view import AdaptersView

    return AdaptersView(context)


def _compare(context: WindowContext) -> View:
    from desktop_app.ui.compare.view import CompareView

    return CompareView(context)


def _settings(context: WindowContext) -> View:
    from desktop_app.ui.settings_view import SettingsView

    return SettingsView(context)


VIEWS: tuple[ViewEntry, ...] = (
    ViewEntry("ask", "Ask", "ask", _ask),
    ViewEntry("library", "Library", "library", _library),
    ViewEntry("adapters", "Adapters", "adapters", _adapters),
    ViewEntry("compare", "Compare", "compare", _compare),
    ViewEntry("settings", "Settings", "settings", _settings),
)
