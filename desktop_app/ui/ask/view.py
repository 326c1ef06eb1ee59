"""The Ask view: puts the columns together and passes on what happens in one to the others."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout

from desktop_app.domain import AdapterUse, Approach
from desktop_app.ui.adapters.fitting import FittingAdapters
from desktop_app.ui.ask.adapter_choice import AdapterChoice
from desktop_app.ui.ask.asking import Asking
from desktop_app.ui.ask.bound_adapters import BoundAdapters
from desktop_app.ui.ask.chat_models import ChatModels
from desktop_app.ui.ask.columns import Columns
from desktop_app.ui.ask.composer import Composer
from desktop_app.ui.ask.conversation_list import ConversationList
from desktop_app.ui.ask.dialogue import Dialogue
from desktop_app.ui.ask.empty_talk import EmptyTalk
from desktop_app.ui.ask.header import WITH_ADAPTER, AskHeader
from desktop_app.ui.ask.kept_conversations import open_conversations
from desktop_app.ui.ask.live_answer import How
from desktop_app.ui.ask.opened_source import OpenedSource
from desktop_app.ui.ask.other_ways import OtherWays
from desktop_app.ui.ask.places import Places
from desktop_app.ui.ask.reading_column import ReadingColumn
from desktop_app.ui.ask.scope import ScopeChoice
from desktop_app.ui.ask.scope_button import ScopeButton
from desktop_app.ui.ask.source_pane import SourcePane
from desktop_app.ui.ask.talk import Talk
from desktop_app.ui.context import View, WindowContext
from desktop_app.ui.widgets.labels import Rule
from desktop_app.workers.protocol import LibraryChanged, Message, ReadFirst


class AskView(View):
    """Conversations, the talk, the source."""

    def __init__(self, context: WindowContext) -> None:
        super().__init__()
        self._context = context
        self._editing = 0
        self.conversations = open_conversations(context)
        self.scope = ScopeChoice(self)
        self._fitting = FittingAdapters(context, self)
        self._wanted_adapter = ""
        self.adapters = AdapterChoice(self._fitting, self.scope, self)
        self._models = ChatModels(context, self)
        self.bound = BoundAdapters(self.conversations, self.adapters, self)
        self._places = Places(context.library, context.folders)
        self.asking = Asking(context.inference, self)
        self.talk = Talk()
        self.dialogue = Dialogue(
            self.conversations, self.talk, self.asking, context.theme, context.notices, self._how, self
        )
        self._build()
        self._connect()
        self.start_new()

    # The window's calls -----------------------------------------------------------------

    def shown(self) -> None:
        self._places.forget()
        self.empty.refresh()
        self._fitting.refresh()
        self.composer.field.setFocus()

    def start_new(self) -> None:
        self._end_editing()
        self.scope.set_paths(())
        self.dialogue.open(0)
        self.composer.field.setFocus()

    def search(self) -> None:
        if self.list.isHidden():
            self._opened.close()
        self.list.search_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.list.search_field.selectAll()

    def focus_main(self) -> None:
        self.composer.field.setFocus()

    def stop(self) -> None:
        if self.composer.field.mentions.isVisible():
            self.composer.field.mentions.hide()
        elif self.asking.is_busy:
            self.asking.stop()
        elif self.list.search_field.hasFocus():
            self.list.search_field.clear()
            self.composer.field.setFocus()
        elif self._editing:
            self._end_editing()
            self.composer.clear()

    def use_adapter(self, name: str) -> None:
        self._wanted_adapter = name
        self._fitting.refresh()

    def open_document(self, path: str, page: int) -> None:
        self._want_first([path])
        self._opened.show_document(path, page)

    # ------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page keys that nobody nearer wanted scroll the talk, also while a question is typed."""
        pages = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}.get(Qt.Key(event.key()))
        if pages is None:
            super().keyPressEvent(event)
        else:
            self.talk.scroll_pages(pages)

    def _build(self) -> None:
        context = self._context
        self.list = ConversationList(self.conversations, context.notices, context.theme)
        self.header = AskHeader(
            self._models.list, self.adapters, ScopeButton(self.scope, context.folders, context.theme), context.theme
        )
        self.composer = Composer(self.scope, self._places.find, context.theme)
        self.empty = EmptyTalk(context)
        self.middle = self._middle = QStackedWidget()
        self._middle.addWidget(self.empty)
        self._middle.addWidget(self.talk)
        self.source = SourcePane(context.library, context.parser, context.theme)
        talk_column = QFrame()
        column = QVBoxLayout(talk_column)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(Rule())
        column.addWidget(self._middle, 1)
        foot = ReadingColumn(0, 18)
        foot.column.addWidget(self.composer)
        column.addWidget(foot)
        talk_column.setMinimumWidth(400)
        self.columns = Columns((self.list, talk_column, self.source), self._context.paths.root / "ask.json")
        self.other_ways = OtherWays(self.dialogue, self.header, self)
        self._opened = OpenedSource(self.source, self.columns, self.dialogue)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.columns)

    def _connect(self) -> None:
        self._fitting.changed.connect(self._on_fitting_changed)
        self.list.new_wanted.connect(self.start_new)
        self.list.chosen.connect(self._on_chosen)
        self.list.deleted.connect(self._on_deleted)
        self.composer.asked.connect(self._on_asked)
        self.composer.asked_of_every.connect(lambda question: self._on_asked(question, every_document=True))
        self.composer.stop_wanted.connect(self.asking.stop)
        self.composer.whole_scope_wanted.connect(self.header.scope_button.open_list)
        self.composer.field.textChanged.connect(lambda: self._models.warm_up(self.header.model))
        self.empty.question_chosen.connect(self._on_asked)
        self.empty.question_begun.connect(self.composer.begin)
        self.dialogue.opened.connect(self._on_opened)
        self.dialogue.kept.connect(self.list.refresh)
        self.dialogue.everything_wanted.connect(self._on_everything_wanted)
        self.dialogue.edit_wanted.connect(self._on_edit_wanted)
        self.asking.begun.connect(lambda: self.composer.set_busy(True))
        self.asking.stopping.connect(lambda: self.composer.set_busy(False))
        self.asking.ended.connect(lambda: self.composer.set_busy(False))
        self.header.model_chosen.connect(lambda model: self._context.settings.change(model=model))
        self._context.settings.changed.connect(lambda settings: self.header.show_model(settings.model))
        self._context.indexing.event_received.connect(self._on_indexing_event)
        self.header.show_model(self._context.settings.current.model)
        if app := QCoreApplication.instance():
            app.aboutToQuit.connect(self.dialogue.keep_unfinished)

    def _how(self, approach: Approach | None = None) -> How:
        chosen = approach or self.header.approach
        return How(chosen, self.header.model, self.adapters.uses if chosen in WITH_ADAPTER else ())

    def _on_fitting_changed(self) -> None:
        """Take the adapter that was wanted, as soon as it is known to fit."""
        if self._wanted_adapter in {card.name for card in self._fitting.fitting}:
            self.header.show_approach(Approach.ADAPTER, (AdapterUse(self._wanted_adapter),))
            self._wanted_adapter = ""

    # What the person does ---------------------------------------------------------------

    def _on_asked(self, question: str, *, every_document: bool | None = None) -> None:
        if self.asking.is_busy:
            return
        editing = self._editing
        self.composer.clear()
        self._end_editing()
        self._middle.setCurrentWidget(self.talk)
        self._want_first(self.scope.paths)
        if editing:
            self.dialogue.ask_instead(editing, question, self.scope.entries, every_document=every_document)
        else:
            self.dialogue.ask(question, self.scope.entries, every_document=every_document)

    def _on_everything_wanted(self, question: str) -> None:
        self.scope.set_paths(())
        self._on_asked(question)

    def _want_first(self, paths: Sequence[str]) -> None:
        """Have what the person opened or asked about indexed before all else."""
        if paths:
            self._context.indexing.send(ReadFirst, paths=list(paths))

    def _on_chosen(self, conversation_id: int) -> None:
        self._end_editing()
        self.dialogue.open(conversation_id)
        self.scope.set_paths(self.dialogue.messages.last_scope)

    def _on_opened(self, conversation_id: int) -> None:
        self._middle.setCurrentWidget(self.empty if not conversation_id else self.talk)
        self.list.show_current(conversation_id)
        is_bound = self.bound.open(conversation_id)
        if (answer := self.dialogue.messages.last_answer) is not None:
            self.header.show_approach(answer.approach, () if is_bound else answer.adapters)
        if self.source.isVisible():
            self._opened.close()

    def _on_edit_wanted(self, message_id: int, text: str, scope: list[str]) -> None:
        self._editing = message_id
        self.scope.set_paths(scope)
        self.composer.edit(text)

    def _end_editing(self) -> None:
        self._editing = 0
        self.composer.end_editing()

    def _on_deleted(self, conversation_id: int) -> None:
        if self.dialogue.conversation_id == conversation_id:
            self.start_new()

    def _on_indexing_event(self, event: Message) -> None:
        if isinstance(event, LibraryChanged):
            self._places.forget()
