"""Which adapters the next answer is written with, and how strongly. Knows no widgets.

Until the person chooses, it is the adapter bound to the folder that is asked, or the first one
that fits the model.
"""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from desktop_app.adapter_list import bound_to
from desktop_app.domain import AdapterCard, AdapterUse
from desktop_app.ui.adapters.fitting import FittingAdapters
from desktop_app.ui.ask.scope import ScopeChoice

STRONGEST = 1.5  # as inference.adapters has it


class AdapterChoice(QObject):
    """`changed` when what fits, or what is chosen of it, is another; `chosen` when the person chose.

    `is_bound` tells that the choice belongs to the conversation that is open.
    """

    changed = Signal()
    chosen = Signal()

    def __init__(self, adapters: FittingAdapters, scope: ScopeChoice, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._adapters, self._scope = adapters, scope
        self._chosen: set[str] | None = None  # names; None until the person chose
        self._strengths: dict[str, float] = {}
        self.is_bound = False
        adapters.changed.connect(self.changed)
        scope.changed.connect(self.changed)

    @property
    def offered(self) -> Sequence[AdapterCard]:
        """The adapters to choose from."""
        return self._adapters.fitting

    @property
    def has_shipped(self) -> bool:
        """Whether one that came with Carrel fits the model: answers are better with it."""
        return any(self._adapters.list.is_shipped(card) for card in self.offered)

    def is_on(self, name: str) -> bool:
        if self._chosen is not None:
            return name in self._chosen
        default = bound_to(self.offered, self._scope.paths) or next(iter(self.offered), None)
        return default is not None and default.name == name

    def strength(self, name: str) -> float:
        return self._strengths.get(name, 1.0)

    def switch(self, name: str, on: bool) -> None:
        """Choose an adapter, or leave it out."""
        chosen = {card.name for card in self.offered if self.is_on(card.name)}
        self._chosen = chosen | {name} if on else chosen - {name}
        self._tell_chosen()

    def set_strength(self, name: str, strength: float) -> None:
        """Choose how strongly an adapter works: 0 not at all, 1 as it was trained."""
        self._strengths[name] = min(max(strength, 0.0), STRONGEST)
        self._tell_chosen()

    def bind(self, bound: bool) -> None:
        """Keep the choice for the conversation that is open, or for that one no more."""
        self.is_bound = bound
        self._tell_chosen()

    def show_bound(self, uses: Sequence[AdapterUse] | None) -> None:
        """Choose what is bound to a conversation; None where nothing is, and then what was bound before is let go."""
        if uses is not None:
            self.is_bound = True
            self.restore(uses)
        elif self.is_bound:
            self.is_bound = False
            self._chosen = None
            self.changed.emit()

    def restore(self, uses: Sequence[AdapterUse]) -> None:
        """Choose what an earlier answer was written with, as far as it is still there."""
        self._chosen = {use.name for use in uses if use.strength}
        self._strengths |= {use.name: use.strength for use in uses if use.strength}
        self.changed.emit()

    def _tell_chosen(self) -> None:
        self.changed.emit()
        self.chosen.emit()

    @property
    def uses(self) -> tuple[AdapterUse, ...]:
        """What to send with a question; with all left out, the first at strength 0, which is the model alone."""
        on = [card.name for card in self.offered if self.is_on(card.name)]
        if on:
            return tuple(AdapterUse(name, self.strength(name)) for name in on)
        return tuple(AdapterUse(card.name, 0.0) for card in self.offered[:1])

    @property
    def summary(self) -> str:
        """What the header says."""
        on = [card.name for card in self.offered if self.is_on(card.name)]
        if not on:
            return "No adapter on"
        return f"{on[0]} × {self.strength(on[0]):g}" if len(on) == 1 else f"{len(on)} adapters"
