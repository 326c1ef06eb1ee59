"""The Settings view: a form drawn from the fields of Settings, the models, and what is kept where."""

from dataclasses import fields
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop_app.autostart import set_autostart, start_command
from desktop_app.durations import duration
from desktop_app.errors import CarrelError, EmbedderUnusable
from desktop_app.gpu_trial import GpuTrial
from desktop_app.settings import Settings
from desktop_app.ui.about_box import AboutBox
from desktop_app.ui.context import View, WindowContext
from desktop_app.ui.lock_box import LockBox
from desktop_app.ui.model_box import ModelBox
from desktop_app.ui.privacy_box import PrivacyBox
from desktop_app.ui.seal_box import SealBox
from desktop_app.ui.sentences import counted
from desktop_app.ui.setting_field import SettingField
from desktop_app.ui.theme import STEP
from desktop_app.ui.widgets.boxes import Card
from desktop_app.ui.widgets.labels import Label, Rule
from desktop_app.ui.widgets.question import agrees

WIDTH = 190 * STEP
EMBEDDER_FILE = "modules.json"  # every sentence-transformers folder has it
# Passages a second that the starter embedder reaches on two cores; others are slower.
PASSAGES_PER_SECOND = 22.0


class SettingsView(View):
    """Every choice is saved at once."""

    def __init__(self, context: WindowContext) -> None:
        super().__init__()
        self._context = context
        self.fields: dict[str, SettingField] = {}
        contents = QWidget()
        contents.setObjectName("contents")
        contents.setMaximumWidth(WIDTH)
        column = QVBoxLayout(contents)
        column.setContentsMargins(0, 18, 0, 24)
        column.setSpacing(4 * STEP)
        column.addWidget(Label("Settings", kind="title"))
        column.addWidget(self._build_form())
        self.models = ModelBox(context)
        column.addWidget(self.models)
        self.seal = SealBox(context)
        column.addWidget(self.seal)
        self.lock = LockBox(context)
        column.addWidget(self.lock)
        self.privacy = PrivacyBox(context)
        column.addWidget(self.privacy)
        column.addWidget(AboutBox(context))
        column.addStretch()
        centre = QWidget()
        centre.setObjectName("contents")
        row = QHBoxLayout(centre)
        row.setContentsMargins(26, 0, 26, 0)
        row.addStretch(1)
        row.addWidget(contents, 100)
        row.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(centre)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def shown(self) -> None:
        self.models.refresh()
        self.seal.refresh()
        self.lock.refresh()
        self.privacy.refresh()

    def take_file(self, path: Path) -> None:
        self.models.add_file(path)

    def change(self, name: str, value: Any) -> None:
        """Save one value; a new embedder only after the person agreed to what it costs."""
        if name == "embedder" and not self._may_embed_with(value):
            return
        try:
            if name == "start_at_login":
                set_autostart(start_command(self._context.paths.root) if value else None)
            if name == "gpu":
                GpuTrial(self._context.paths.gpu_trial).forget()
            self._context.settings.change(**{name: value})
        except CarrelError as error:
            self._context.notices.warn(error)
            value = getattr(self._context.settings.current, name)
        else:
            if name == "embedder":
                self._context.indexing.restart()  # it reads the embedder's folder when it starts
        self.fields[name].show_value(value)

    def embedding_cost(self) -> str:
        """Return what another embedder costs, in a sentence; empty where nothing is embedded yet."""
        try:
            chunks = self._context.library.counts().chunks
        except CarrelError:
            return ""
        if not chunks:
            return ""
        return (
            f"{counted(chunks, 'passage')} will be embedded again, {duration(chunks / PASSAGES_PER_SECOND)} with the"
            " starter model on two cores, longer with a larger one. Until then searching finds words, not meanings."
        )

    def _may_embed_with(self, folder: str) -> bool:
        """Return whether the folder looks like an embedder (the worker loads it) and the person agrees to its cost."""
        if folder and not (Path(folder) / EMBEDDER_FILE).is_file():
            self._context.notices.warn(EmbedderUnusable())
            return False
        if folder == self._context.settings.current.embedder:
            return False
        cost = self.embedding_cost()
        if not cost:
            return True
        return agrees(self, "Change the embedding model?", cost, do="Change", keep="Keep the present one")

    def _build_form(self) -> Card:
        card = Card(name="Settings")
        for declared in fields(Settings):
            if declared.metadata["kind"] == "model":
                continue  # the list of models below chooses it
            if self.fields:
                card.column.addWidget(Rule())
            value = getattr(self._context.settings.current, declared.name)
            self.fields[declared.name] = SettingField(declared, value, self.change)
            card.column.addWidget(self.fields[declared.name])
        return card
