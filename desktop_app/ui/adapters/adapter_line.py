"""The list of adapters: names, and in a word whether each fits the chosen model."""

from collections.abc import Sequence

from desktop_app.domain import AdapterCard, Passport
from desktop_app.errors import AdapterMismatch, AdapterMissing
from desktop_app.ui.widgets.labels import Badge, ElidedLabel
from desktop_app.ui.widgets.lines import Line, Lines

_WORDS = {AdapterMismatch.code: "other base", AdapterMissing.code: "gone"}


class AdapterLines(Lines):
    """Lines of which one is chosen; `chosen` carries the adapter's path."""

    def __init__(self) -> None:
        super().__init__("Adapters")

    def show_cards(self, cards: Sequence[tuple[AdapterCard, Passport | None]], current: str) -> None:
        """Draw the lines anew."""
        made = [AdapterLine(card, passport) for card, passport in cards]
        for line in made:
            line.chosen.connect(self.chosen)
        self.replace_lines(made, current)

    def lines(self) -> list["AdapterLine"]:
        return [line for line in self._shown if isinstance(line, AdapterLine)]


class AdapterLine(Line):
    """One adapter; its key is its path."""

    def __init__(self, card: AdapterCard, passport: Passport | None) -> None:
        self.card = card
        self.state = state_of(passport)
        super().__init__(card.path, f"{card.name}, {self.state}", passport.reason if passport else card.path)
        self.row.addWidget(ElidedLabel(card.name), 1)
        tone = "dim" if passport is None else "" if passport.fits else "warning"
        self.row.addWidget(Badge(self.state, tone=tone))


def state_of(passport: Passport | None) -> str:
    """Return in one or two words whether it fits."""
    if passport is None:
        return "looking…"
    return "fits" if passport.fits else _WORDS.get(passport.code, "unusable")
