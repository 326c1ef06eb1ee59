"""What stands in the source pane: a citation of the talk, or a document that was asked for."""

from PySide6.QtCore import QObject

from desktop_app.domain import Citation
from desktop_app.ui.ask.columns import Columns
from desktop_app.ui.ask.dialogue import Dialogue
from desktop_app.ui.ask.source_pane import SourcePane


class OpenedSource(QObject):
    """Keeps three things in step: the pane, the room it has, and the card that is outlined in the talk."""

    def __init__(self, pane: SourcePane, columns: Columns, dialogue: Dialogue) -> None:
        super().__init__(pane)
        self._pane, self._columns, self._dialogue = pane, columns, dialogue
        dialogue.citation_opened.connect(self.show_citation)
        pane.closed.connect(self.close)

    def show_citation(self, citation: Citation) -> None:
        """Open the cited page with the quoted words marked."""
        self._pane.show_citation(citation)
        self._columns.open_source()
        self._dialogue.select(citation)

    def show_document(self, path: str, page: int) -> None:
        """Open a document at a page."""
        self._pane.open_document(path, page)
        self._columns.open_source()

    def close(self) -> None:
        """Give the pane's room back to the talk."""
        self._columns.close_source()
        self._dialogue.select(None)
