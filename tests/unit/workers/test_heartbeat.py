"""While one step takes long there is a sign of life."""

import time

from desktop_app.workers.progress import Heartbeat
from desktop_app.workers.protocol import IndexingProgressed


def test_a_step_that_takes_long_is_told_again_and_again_with_its_seconds() -> None:
    sent: list[IndexingProgressed] = []
    heartbeat = Heartbeat(sent.append, every=0.05)
    heartbeat.told(IndexingProgressed(0, "reading", 3, 10, "huge.pdf", 60.0))
    time.sleep(0.4)
    heartbeat.told(None)
    count = len(sent)
    time.sleep(0.15)
    heartbeat.close()
    assert 3 <= count == len(sent)
    assert [event.current for event in sent] == ["huge.pdf"] * count
    seconds = [event.current_seconds for event in sent]
    assert seconds == sorted(seconds)
    assert seconds[-1] > 0.1
    assert sent[-1].seconds_left is not None
    assert sent[-1].seconds_left < 60.0


def test_nothing_is_repeated_while_there_is_nothing_to_do() -> None:
    sent: list[IndexingProgressed] = []
    heartbeat = Heartbeat(sent.append, every=0.02)
    for state in ("idle", "paused"):
        heartbeat.told(IndexingProgressed(0, state, 10, 10))
        time.sleep(0.1)
    heartbeat.close()
    assert sent == []
