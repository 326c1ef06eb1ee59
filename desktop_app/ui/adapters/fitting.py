"""The person's adapters, and which of them fit the chosen model. Knows no widgets.

The window reads no adapter's file: the inference worker does, one `CheckAdapter` each, and
what it said is remembered until the file or the model is another.
"""

import logging
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop_app.adapter_list import AdapterList
from desktop_app.adapter_report import report_file
from desktop_app.domain import AdapterCard, Passport
from desktop_app.errors import CarrelError
from desktop_app.ui.context import WindowContext
from desktop_app.workers.protocol import AdapterChecked, CheckAdapter, Failed, Message, ProtocolError
from desktop_app.workers.wire import from_json

logger = logging.getLogger(__name__)

# Path, when it and its report were last changed, and the model: of others of these is asked anew. A report is
# written minutes after its adapter, while that is on the list already.
_Key = tuple[str, int, int, str]


class FittingAdapters(QObject):
    """`refresh` reads the list; `changed` tells when it or a passport is another."""

    changed = Signal()

    def __init__(self, context: WindowContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.list = AdapterList.of(context.paths)
        self.cards: Sequence[AdapterCard] = ()
        self._passports: dict[_Key, Passport] = {}
        self._asked: dict[int, _Key] = {}
        context.inference.event_received.connect(self._on_event)
        context.inference.restarted.connect(self._on_restarted)
        context.settings.changed.connect(lambda _settings: self.refresh())

    def refresh(self) -> None:
        """Read the list again, and have checked what is new in it."""
        try:
            self.cards = self.list.list()
        except CarrelError as error:
            self._context.notices.warn(error)
            self.cards = ()
        for card in self.cards:
            key = self._key(card)
            if key not in self._passports and key not in self._asked.values():
                self._asked[self._context.inference.send(CheckAdapter, path=card.path, model=key[-1])] = key
        self.changed.emit()

    @property
    def fitting(self) -> list[AdapterCard]:
        """Those that are known to fit the chosen model."""
        return [card for card in self.cards if (passport := self.passport(card)) and passport.fits]

    def passport(self, card: AdapterCard) -> Passport | None:
        """Return what the worker said, None while it has not."""
        return self._passports.get(self._key(card))

    def _key(self, card: AdapterCard) -> _Key:
        path = Path(card.path)
        return card.path, _changed(path), _changed(report_file(path)), self._context.settings.current.model

    def _on_event(self, event: Message) -> None:
        key = self._asked.pop(event.request_id, None) if isinstance(event, AdapterChecked | Failed) else None
        if key is None:
            return
        try:
            if isinstance(event, AdapterChecked):
                self._passports[key] = from_json(Passport, event.passport)
            elif isinstance(event, Failed):
                card = next((card for card in self.cards if card.path == key[0]), None)
                if card is not None:
                    self._passports[key] = Passport(False, event.detail, key[-1], card, code=event.code)
        except ProtocolError:
            logger.error("the inference worker sent a passport that can't be read")
            return
        self.changed.emit()

    def _on_restarted(self) -> None:
        """What was asked of the process that died is not answered any more."""
        self._asked.clear()
        self.refresh()


def _changed(file: Path) -> int:
    """Return when it was last changed, in nanoseconds, 0 where there is none."""
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0
