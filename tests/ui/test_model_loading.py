"""The chosen model is made ready once per choice."""

from collections.abc import Callable
from typing import Any

from desktop_app.ui.context import WindowContext
from desktop_app.ui.model_loading import ModelLoading
from desktop_app.workers.protocol import Failed, LoadModel


def test_the_model_is_loaded_at_the_start_and_when_another_is_chosen(
    context: WindowContext, requests_to: Callable[..., Any]
) -> None:
    requests = requests_to(context.inference)
    loading = ModelLoading(context.inference, context.settings, context.notices)
    loading.load()
    context.settings.change(answer_tokens=300)
    assert len(requests.of(LoadModel)) == 1
    context.settings.change(model="Qwen3 4B")
    assert len(requests.of(LoadModel)) == 2


def test_a_model_that_does_not_load_is_told_and_not_tried_for_ever(
    context: WindowContext, requests_to: Callable[..., Any]
) -> None:
    requests = requests_to(context.inference)
    loading = ModelLoading(context.inference, context.settings, context.notices)
    loading.load()
    (asked,) = requests.of(LoadModel)
    context.inference.event_received.emit(Failed(asked.request_id, "model.too_large", "It is too large."))
    assert [notice.text for notice in context.notices.history] == ["It is too large."]
    assert len(requests.of(LoadModel)) == 1
