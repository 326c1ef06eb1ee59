"""Something slow to load: once, aside, and never half there."""

import itertools
import threading

import pytest

from desktop_app.errors import EmbedderUnusable
from desktop_app.workers.background_loading import BackgroundLoading

WAIT = 10.0  # seconds, far more than is needed


def test_what_is_loading_is_not_there_yet_and_then_it_is() -> None:
    may_end = threading.Event()
    loading = BackgroundLoading(lambda: may_end.wait(WAIT) and "embedder", "slow")
    assert loading.result(timeout=0.0) is None
    may_end.set()
    assert loading.result() == "embedder"


def test_it_loads_once_however_often_it_is_asked() -> None:
    count = itertools.count(1)
    loading = BackgroundLoading(lambda: next(count), "once")
    loading.begin()
    loading.begin()
    assert [loading.result(), loading.result()] == [1, 1]


def test_why_it_can_not_be_had_reaches_everyone_who_asks() -> None:
    def fail() -> str:
        raise EmbedderUnusable("The folder is empty.")

    loading = BackgroundLoading(fail, "failing")
    for _ in range(2):
        with pytest.raises(EmbedderUnusable, match="The folder is empty"):
            loading.result()


def test_finishing_waits_for_what_has_begun_and_begins_nothing() -> None:
    idle = BackgroundLoading(lambda: pytest.fail("nobody asked for it"), "idle")
    idle.finish()
    done: list[bool] = []
    begun = BackgroundLoading(lambda: done.append(True), "begun")
    begun.begin()
    begun.finish()
    assert done == [True]
