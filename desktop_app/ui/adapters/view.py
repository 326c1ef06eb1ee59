"""The Adapters view: which there are, whether each fits the chosen model, its passport, and training one."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.domain import AdapterCard
from desktop_app.errors import CarrelError
from desktop_app.ui.adapters.adapter_side import AdapterSide
from desktop_app.ui.adapters.adding import AddingAdapters
from desktop_app.ui.adapters.fitting import FittingAdapters
from desktop_app.ui.adapters.left_trainings import left_trainings
from desktop_app.ui.adapters.passport_card import PassportCard
from desktop_app.ui.adapters.report_card import ReportCard
from desktop_app.ui.adapters.training_page import TrainingPage
from desktop_app.ui.context import View, WindowContext
from desktop_app.ui.theme import STEP
from desktop_app.ui.widgets.boxes import EmptyState
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.labels import Label
from desktop_app.ui.widgets.question import agrees


class AdaptersView(View):
    """The list at the left; at the right the passport of the one that is chosen."""

    def __init__(self, context: WindowContext) -> None:
        super().__init__()
        self._context = context
        self._current = ""
        self.adapters = FittingAdapters(context, self)
        self.adding = AddingAdapters(context, self)
        self.side = AdapterSide()
        self.lines = self.side.lines
        self.passport = PassportCard()
        self.report = ReportCard()
        self.training = TrainingPage(context)
        self._shows_training = False
        self._build()
        self.lines.chosen.connect(self.choose)
        self.side.training_wanted.connect(self.train)
        self.side.adapter_given.connect(self.adding.add)
        self.adapters.changed.connect(self._draw)
        self.adding.added.connect(self._on_added)
        self.adding.working.connect(self.side.show_work)
        self.passport.removal_asked.connect(self.remove)
        self.passport.folder_wanted.connect(self._on_folder_wanted)
        self.passport.further_wanted.connect(lambda: self.train(self.current.name if self.current else ""))
        self.passport.release_wanted.connect(lambda: self.bind(""))
        self.training.trained.connect(self._on_added)
        self.training.process.changed.connect(self._draw_training_button)

    def shown(self) -> None:
        self.adapters.refresh()
        self._draw_training_button()

    def stop(self) -> None:
        self.training.stop()

    def train(self, start: str = "") -> None:
        """Show the training that runs, or begin one: for a new adapter, or with `start` to go on from."""
        self._shows_training = True
        self.training.choose_source(start)
        self._draw()

    def take_file(self, path: Path) -> None:
        self.adding.add(path)

    def choose(self, path: str) -> None:
        """Show the passport of the adapter at `path`."""
        self._current = path
        self._shows_training = False
        self._draw()

    @property
    def current(self) -> AdapterCard | None:
        """The adapter that is shown, None where there are none."""
        cards = self.adapters.cards
        return next((card for card in cards if card.path == self._current), cards[0] if cards else None)

    def remove(self) -> None:
        """Take the adapter that is shown off the list; one that was trained here would be lost, so that is asked."""
        card = self.current
        if card is None or not (self._has_copy_elsewhere(card) or self._may_be_lost(card)):
            return
        try:
            self.adapters.list.remove(card.name)
        except CarrelError as error:
            self._context.notices.warn(error)
            return
        place = Path(card.source or card.path)
        stays = "what you added stays where it is" if place.exists() else "its file is deleted"
        self._context.notices.tell(
            f"{card.name} is no longer in the list; {stays}.",
            action="Undo" if place.exists() else "",
            act=lambda: self.adding.add(place),
        )
        self.adapters.refresh()

    def _has_copy_elsewhere(self, card: AdapterCard) -> bool:
        return bool(card.source) or not Path(card.path).is_relative_to(self._context.paths.adapter_files)

    def _may_be_lost(self, card: AdapterCard) -> bool:
        cost = "It was trained here: its file, its report and the examples it learnt from are deleted with it."
        return agrees(self, f"Remove the adapter “{card.name}”?", cost, do="Delete it", keep="Keep it")

    def bind(self, folder: str) -> None:
        """Let the adapter that is shown serve questions about `folder`, or with "" no folder."""
        if (card := self.current) is not None:
            try:
                self.adapters.list.bind(card.name, folder)
            except CarrelError as error:
                self._context.notices.warn(error)
            self.adapters.refresh()

    def _build(self) -> None:
        self._pages = QStackedWidget()
        self._pages.addWidget(self._build_passport())
        self._pages.addWidget(self._build_empty())
        self._pages.addWidget(self.training)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.side)
        row.addWidget(self._pages, 1)

    def _build_passport(self) -> QWidget:
        page = QWidget()
        page.setObjectName("contents")
        self._title = Label(kind="title", wraps=True)
        self._summary = Label(tone="dim", wraps=True)
        column = QVBoxLayout(page)
        column.setContentsMargins(26, 18, 26, 18)
        column.setSpacing(3 * STEP)
        self.use = Button("Use it", self._on_use_wanted, kind="primary", name="Use this adapter in Ask")
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self.use)
        column.addLayout(top)
        column.addWidget(self._summary)
        column.addWidget(self.report)
        column.addWidget(self.passport)
        column.addStretch()
        page.setMaximumWidth(190 * STEP)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(page)
        return scroll

    def _build_empty(self) -> QWidget:
        return EmptyState(
            "adapters",
            "Your adapters will stand here",
            "An adapter changes how the chat model answers: its tone, its form, its habits. Train one from your own"
            " examples, add a LoRA adapter as a GGUF file or as a folder that peft saved, or drop one anywhere in"
            " this window. It works beside the model, and its strength can be changed at any time.",
            self._context.theme,
            Button("Train an adapter…", lambda: self.train(), kind="primary"),
        )

    def _draw(self) -> None:
        current = self.current
        self._pages.setCurrentIndex(2 if self._shows_training else 1 if current is None else 0)
        self.lines.show_cards(
            [(card, self.adapters.passport(card)) for card in self.adapters.cards],
            current.path if current and not self._shows_training else "",
        )
        if current is not None:
            self._title.setText(current.name)
            made_for = f"Made for {current.base}" if current.base else "It does not say which model it was made for"
            passport = self.adapters.passport(current)
            use = " · use it in Ask, with the approaches Adapter and Both" if passport and passport.fits else ""
            self._summary.setText(made_for + use)
            self.passport.show_passport(current, passport, is_own=not self.adapters.list.is_shipped(current))
            self.report.show_report(passport.report if passport else None)
            self.use.setVisible(passport is not None and passport.fits)

    def _on_folder_wanted(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Use this adapter for questions about a folder")
        if chosen:
            self.bind(chosen)

    def _draw_training_button(self) -> None:
        is_running = self.training.process.is_running
        is_left = not is_running and bool(left_trainings(self._context.paths.training))
        text = "Show the training" if is_running else "Go on training…" if is_left else "Train an adapter…"
        self.side.name_training(text)

    def _on_use_wanted(self) -> None:
        if (card := self.current) is not None:
            self.adapter_wanted.emit(card.name)

    def _on_added(self, card: AdapterCard) -> None:
        self._shows_training = False
        self._current = card.path
        self.adapters.refresh()
