"""An adapter's passport: does it fit, what it is, what it changes, and what it is bound to."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from desktop_app.domain import AdapterCard, Passport
from desktop_app.ui.sentences import file_size
from desktop_app.ui.theme import STEP
from desktop_app.ui.widgets.boxes import Card
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.labels import Label, Rule

# What a person may call the layers of a model, by what llama.cpp calls them.
_LAYERS = {
    "attn_q": "attention (questions)",
    "attn_k": "attention (keys)",
    "attn_v": "attention (values)",
    "attn_output": "attention (output)",
    "attn_qkv": "attention",
    "ffn_gate": "feed-forward (gate)",
    "ffn_up": "feed-forward (up)",
    "ffn_down": "feed-forward (down)",
}


class PassportCard(Card):
    """`show_passport` fills it; its buttons tell what is wanted."""

    removal_asked = Signal()
    folder_wanted = Signal()
    release_wanted = Signal()
    further_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(name="Adapter passport")
        self.reason = Label(wraps=True)
        self.notes = Label(tone="dim", wraps=True)
        self.values: dict[str, Label] = {}
        self._rows = QGridLayout()
        self._rows.setColumnStretch(1, 1)
        self._rows.setHorizontalSpacing(6 * STEP)
        self._rows.setVerticalSpacing(2 * STEP)
        for name in ("Base model", "Kind of model", "Rank and alpha", "Changes", "Size", "File", "Used for"):
            self._add_row(name)
        self.bind_button = Button("Use for a folder…", self.folder_wanted.emit)
        self.release_button = Button("Use for no folder", self.release_wanted.emit)
        self.further_button = Button("Train further…", self.further_wanted.emit, name="Train this adapter further")
        self.remove_button = Button("Remove", self.removal_asked.emit, kind="quiet", name="Remove this adapter")
        buttons = QHBoxLayout()
        for button in (self.bind_button, self.release_button, self.further_button, self.remove_button):
            buttons.addWidget(button)
        buttons.addStretch()
        self.column.addWidget(Label("Adapter passport", kind="heading"))
        self.column.addWidget(self.reason)
        self.column.addWidget(self.notes)
        self.column.addLayout(self._rows)
        self.column.addSpacing(STEP)
        self.column.addLayout(buttons)

    def show_passport(self, card: AdapterCard, passport: Passport | None, *, is_own: bool = True) -> None:
        """Show what is known; the passport is None until the file was looked at. One that came with Carrel stays."""
        fits = passport is not None and passport.fits
        self.reason.setText(passport.reason if passport else "Looking whether it fits the chosen model…")
        self.reason.setProperty("tone", "dim" if passport is None else "good" if fits else "warning")
        self.reason.style().polish(self.reason)
        self.notes.setText("\n".join(passport.notes) if passport else "")
        self.notes.setVisible(bool(self.notes.text()))
        alpha = f"{card.alpha:g}" if card.alpha else "as strong as its numbers"
        shown = {
            "Base model": card.base or "not said",
            "Kind of model": card.architecture,
            "Rank and alpha": f"{card.rank} · {alpha}",
            "Changes": ", ".join(_LAYERS.get(target, target) for target in card.targets),
            "Size": file_size(card.bytes),
            "File": card.source or card.path,
            "Used for": card.folder or "any question, when chosen in Ask",
        }
        for name, text in shown.items():
            self.values[name].setText(text)
        self.bind_button.setVisible(is_own)
        self.remove_button.setVisible(is_own)
        self.release_button.setVisible(bool(card.folder))
        self.further_button.setVisible(fits)

    def _add_row(self, name: str) -> None:
        at = self._rows.rowCount()
        rule: QWidget = Rule()
        self._rows.addWidget(rule, at, 0, 1, 2)
        heading, value = Label(name, tone="dim"), Label(wraps=True)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._rows.addWidget(heading, at + 1, 0, Qt.AlignmentFlag.AlignTop)
        self._rows.addWidget(value, at + 1, 1)
        self.values[name] = value
