"""Adapters in the Ask view: offered where one fits, chosen with a strength, told under the answer."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.adapter_list import AdapterList
from desktop_app.domain import AdapterCard, AdapterUse, Answer, Approach, Citation
from desktop_app.ui.ask.adapter_button import AdapterChooser
from desktop_app.ui.ask.answer_footer import support, written_with
from desktop_app.ui.ask.header import short_name
from desktop_app.ui.ask.view import AskView
from desktop_app.ui.context import WindowContext

QUESTION = "What is the tone of a reminder?"


@pytest.fixture
def add(ask_context: WindowContext, tmp_path: Path) -> Callable[..., AdapterCard]:
    adapters = AdapterList(ask_context.paths.adapters, ask_context.paths.adapter_files)

    def add_one(name: str, folder: str = "") -> AdapterCard:
        path = tmp_path / f"{name}.gguf"
        path.write_bytes(b"GGUF")
        return adapters.add(AdapterCard(name, str(path), "llama", 8, 16.0, ("attn_q",), 5, folder=folder))

    return add_one


@pytest.fixture
def fitted(view: AskView, add: Callable[..., AdapterCard], qtbot: QtBot) -> AskView:
    """A view with two adapters that fit and one that does not."""
    for name in ("Tone", "Legal", "misfit"):
        add(name)
    view.shown()
    qtbot.waitUntil(lambda: len(view.adapters.offered) == 2, timeout=15_000)
    return view


def choose(view: AskView, approach: Approach) -> None:
    view.header.approaches._buttons[approach.value].click()


def test_approaches_with_adapters_are_offered_where_one_fits(fitted: AskView) -> None:
    assert fitted.header.approaches.offered == [approach.value for approach in Approach]
    assert [card.name for card in fitted.adapters.offered] == ["Tone", "Legal"]
    assert fitted.header.adapter_button.isHidden()
    choose(fitted, Approach.BOTH)
    assert not fitted.header.adapter_button.isHidden()
    assert fitted.header.adapter_button.choice == "Tone × 1"


def test_where_no_misfit_becomes_fitting_nothing_is_offered(
    view: AskView, add: Callable[..., AdapterCard], qtbot: QtBot
) -> None:
    card = add("misfit")
    view.shown()
    qtbot.waitUntil(lambda: view._fitting.passport(card) is not None, timeout=15_000)
    assert view.header.approaches.offered == [Approach.MODEL.value, Approach.DOCUMENTS.value]


def test_an_adapter_that_went_away_hands_back_to_documents(fitted: AskView) -> None:
    choose(fitted, Approach.ADAPTER)
    for name in ("Tone", "Legal"):
        fitted._fitting.list.remove(name)
    fitted.shown()
    assert fitted.header.approach is Approach.DOCUMENTS
    assert fitted.header.adapter_button.isHidden()


def test_what_was_chosen_is_sent_with_its_strength(fitted: AskView, script, ask: Callable[[str], None]) -> None:
    script.say(QUESTION, "Friendly and short.", approach=Approach.ADAPTER)
    choose(fitted, Approach.ADAPTER)
    chooser = AdapterChooser(fitted.adapters)
    chooser.sliders["Tone"].setValue(16)
    chooser.boxes["Legal"].setChecked(True)
    ask(QUESTION)
    chooser.boxes["Tone"].setChecked(False)
    chooser.boxes["Legal"].setChecked(False)
    assert fitted.header.adapter_button.choice == "No adapter on"
    ask(QUESTION)
    choose(fitted, Approach.DOCUMENTS)
    ask(QUESTION)
    sent = [(asked["approach"], asked["adapters"]) for asked in script.asked()]
    assert sent == [
        ("adapter", [{"name": "Tone", "strength": 0.8}, {"name": "Legal", "strength": 1.0}]),
        ("adapter", [{"name": "Tone", "strength": 0.0}]),
        ("documents", None),
    ]


def test_the_adapter_of_the_folder_that_is_asked_comes_first(
    view: AskView, add: Callable[..., AdapterCard], qtbot: QtBot, tmp_path: Path
) -> None:
    add("Tone")
    add("Legal", folder=str(tmp_path / "law"))
    view.shown()
    qtbot.waitUntil(lambda: len(view.adapters.offered) == 2, timeout=15_000)
    assert view.adapters.uses == (AdapterUse("Tone", 1.0),)
    view.scope.set_paths([str(tmp_path / "law")])
    assert view.adapters.uses == (AdapterUse("Legal", 1.0),)


def test_the_line_under_an_answer_says_what_wrote_it() -> None:
    uses = (AdapterUse("Tone", 0.8), AdapterUse("Legal", 1.0))
    answer = Answer(QUESTION, "Friendly.", False, Approach.ADAPTER, "SmolLM2 135M", adapters=uses)
    assert support(answer) == "No document was read"
    assert written_with(answer) == "SmolLM2 135M with Tone at 0.8 and Legal at 1"
    own = replace(answer, approach=Approach.BOTH, citations=(Citation(1, "/a", "a", 1, "", "Friendly."),))
    assert written_with(own) == ""
    assert written_with(replace(own, generated_tokens=3))
    assert written_with(Answer(QUESTION, "Friendly.", False, Approach.MODEL, "SmolLM2 135M")) == ""


@pytest.mark.parametrize("width", [400, 520, 700, 1000])
def test_nothing_of_the_header_is_cut_off(fitted: AskView, width: int, qtbot: QtBot) -> None:
    choose(fitted, Approach.BOTH)
    header = fitted.header
    header.setFixedWidth(width)
    qtbot.wait(30)
    pills = (header.model_button, header.approach_button, header.adapter_button, header.scope_button)
    parts = [part for part in (*pills, header.approaches) if not part.isHidden()]
    assert len(parts) == 4  # the approaches are a row of buttons or a pill
    for pill in pills:
        assert "…" not in pill.text()
    for part in parts:
        assert header.rect().contains(part.geometry()), (width, part.accessibleName(), part.geometry())
    for one in parts:
        for other in parts:
            assert one is other or not one.geometry().intersects(other.geometry())


def test_the_approaches_can_be_chosen_where_they_are_only_a_pill(fitted: AskView, qtbot: QtBot) -> None:
    fitted.header.setFixedWidth(400)
    qtbot.wait(30)
    assert fitted.header.approaches.isHidden()
    menu = fitted.header.approaches_menu()
    next(action for action in menu.actions() if action.text().startswith("Adapter:")).trigger()
    assert fitted.header.approach is Approach.ADAPTER
    assert fitted.header.approach_button.choice == "Adapter"
    assert fitted.header.approach_button.accessibleName() == "Answer from"


def test_a_models_name_is_short_where_room_is_scarce() -> None:
    assert short_name("SmolLM2 135M Instruct") == "SmolLM2 135M"
    assert short_name("Qwen2.5 7B Instruct GGUF") == "Qwen2.5 7B"
    assert short_name("Instruct") == "Instruct"


def test_a_conversation_goes_on_as_it_was_last_answered(fitted: AskView, script, ask: Callable[[str], None]) -> None:
    script.say(QUESTION, "Friendly.", approach=Approach.BOTH, adapters=(AdapterUse("Legal", 0.4),))
    script.say("And now?", "Plain.", approach=Approach.MODEL)
    ask(QUESTION)
    first = fitted.dialogue.conversation_id
    fitted.start_new()
    ask("And now?")
    fitted.dialogue.open(first)
    assert fitted.header.approach is Approach.BOTH
    assert fitted.adapters.uses == (AdapterUse("Legal", 0.4),)
    assert fitted.header.adapter_button.choice == "Legal × 0.4"


def test_a_question_asked_another_way_stands_beside_its_first_answer(
    fitted: AskView, script, ask: Callable[[str], None], qtbot: QtBot
) -> None:
    script.say(QUESTION, "Friendly and short.", approach=Approach.MODEL)
    choose(fitted, Approach.MODEL)
    script.say("And now?", "Before.")
    ask("And now?")
    ask(QUESTION)
    first = fitted.talk.messages[-1]
    ways = {action.text(): action for action in fitted.other_ways.menu(first).actions()}
    assert list(ways) == ["Documents", "Adapter", "Both"]
    with qtbot.waitSignal(fitted.asking.ended, timeout=15_000):
        ways["Adapter"].trigger()
    second = fitted.talk.messages[-1]
    assert second is not first
    assert first.parentWidget() is second.parentWidget()
    qtbot.waitUntil(lambda: second.x() > first.x() and first.y() == second.y())
    asked = script.asked()
    assert [(one["question"], one["approach"]) for one in asked[1:]] == [(QUESTION, "model"), (QUESTION, "adapter")]
    assert asked[1]["history"] == asked[2]["history"]
    conversation = fitted.dialogue.conversation_id
    fitted.start_new()
    fitted.dialogue.open(conversation)
    assert len(fitted.talk.messages) == 5
    assert fitted.talk.messages[3].parentWidget() is fitted.talk.messages[4].parentWidget()
    with qtbot.waitSignal(fitted.asking.ended, timeout=15_000):
        fitted.talk.messages[4].footer.again_button.click()
    assert [message.role for message in fitted.dialogue.messages.all] == ["user", "assistant"] * 2


def test_an_earlier_question_is_asked_another_way_at_the_end(
    view: AskView, script, ask: Callable[[str], None], qtbot: QtBot
) -> None:
    script.say(QUESTION, "Friendly and short.")
    script.say("And now?", "After.")
    ask(QUESTION)
    ask("And now?")
    early = view.talk.messages[1]
    with qtbot.waitSignal(view.asking.ended, timeout=15_000):
        view.other_ways.menu(early).actions()[0].trigger()
    assert [message.text for message in view.dialogue.messages.all if message.role == "user"] == [
        QUESTION,
        "And now?",
        QUESTION,
    ]
    assert script.asked()[-1]["approach"] == "model"


def test_an_answer_beside_another_survives_that_its_conversation_is_left(
    view: AskView, script, ask: Callable[[str], None], qtbot: QtBot
) -> None:
    script.say(QUESTION, "Friendly and short.")
    ask(QUESTION)
    conversation = view.dialogue.conversation_id
    script.say(QUESTION, "On and on", then="endless")
    with qtbot.waitSignal(view.asking.text_generated, timeout=15_000):
        view.other_ways.menu(view.talk.messages[1]).actions()[0].trigger()
    view.start_new()
    view.dialogue.open(conversation)
    first, second = view.talk.messages[1:]
    assert first.parentWidget() is second.parentWidget()
    assert second.isVisible()
    with qtbot.waitSignal(view.asking.ended, timeout=15_000):
        view.stop()
    assert [message.role for message in view.dialogue.messages.all] == ["user", "assistant", "assistant"]


def test_adapters_that_are_bound_to_a_conversation_are_chosen_again_with_it(
    fitted: AskView, script, ask: Callable[[str], None]
) -> None:
    script.say(QUESTION, "Formal.")
    fitted.adapters.switch("Tone", False)
    fitted.adapters.switch("Legal", True)
    chooser = AdapterChooser(fitted.adapters)
    chooser.bound.click()  # before the first question gives the conversation its id
    ask(QUESTION)
    bound = fitted.dialogue.conversation_id
    fitted.adapters.set_strength("Legal", 0.5)
    assert fitted.conversations.bound_adapters(bound) == (AdapterUse("Legal", 0.5),)

    fitted.start_new()
    assert [use.name for use in fitted.adapters.uses] == ["Tone"]
    ask(QUESTION)
    assert fitted.conversations.bound_adapters(fitted.dialogue.conversation_id) is None

    fitted.dialogue.open(bound)
    assert fitted.adapters.uses == (AdapterUse("Legal", 0.5),)
    again = AdapterChooser(fitted.adapters)
    assert again.bound.isChecked()
    again.bound.click()
    assert fitted.conversations.bound_adapters(bound) is None
    chooser.close()
    again.close()


@pytest.mark.shipped_adapter
def test_the_adapter_that_comes_with_the_model_is_on_until_the_person_chooses(view: AskView, qtbot: QtBot) -> None:
    view.shown()
    qtbot.waitUntil(lambda: view.header.approach is Approach.BOTH, timeout=15_000)
    assert view.header.adapter_button.choice == "Grounded answers × 1"
    choose(view, Approach.DOCUMENTS)
    view.shown()
    assert view.header.approach is Approach.DOCUMENTS
