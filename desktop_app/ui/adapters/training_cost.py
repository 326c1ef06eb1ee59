"""What a training will take here, told before it starts: time and memory by a step that the worker measured."""

from collections.abc import Mapping
from typing import Any

from desktop_app.ui.adapters.durations import duration
from desktop_app.ui.widgets.labels import Label
from desktop_app.workers.training_protocol import TrainingEstimated

_LOOKING = "Measuring a step, to tell how long it will take here…"


class TrainingCost(Label):
    """One line; the length that is chosen and the examples to learn from change it without another measured step."""

    def __init__(self) -> None:
        super().__init__(tone="dim", wraps=True)
        self._measured: TrainingEstimated | None = None
        self._examples = 0
        self._length: Mapping[str, Any] = {}

    def forget(self) -> None:
        """Other examples are looked at: what was measured says nothing of them."""
        self._measured = None
        self._examples = 0
        self.clear()

    def measure_anew(self, examples: int) -> bool:
        """Tell whether a step is to be measured; with one that was, only the count of examples is taken up."""
        self._examples = examples
        if self._measured is not None or not examples:
            self._draw()
            return False
        self._say(_LOOKING, tone="dim")
        return True

    def show_length(self, length: Mapping[str, Any]) -> None:
        """Take up how long to train, as fields of TrainAdapter."""
        self._length = length
        self._draw()

    def show_measured(self, measured: TrainingEstimated) -> None:
        self._measured = measured
        self._draw()

    def show_problem(self, text: str) -> None:
        """Say why it can't be trained as it is."""
        self._say(text, tone="warning")

    def _draw(self) -> None:
        measured = self._measured
        if measured is None or not measured.examples:
            return
        a_pass = measured.seconds_per_pass * self._examples / measured.examples
        most = self._length.get("minutes", 0.0) * 60
        passes = self._length.get("epochs", 0.0) * a_pass
        seconds = min(most or passes, passes or most)
        self._say(
            f"About {duration(seconds)} and {measured.memory / 1e9:.1f} GB of memory on this machine,"
            f" by a measured step ({measured.tokens_per_second:,.0f} tokens a second);"
            " sooner if it stops getting better.",
            tone="dim",
        )

    def _say(self, text: str, *, tone: str) -> None:
        self.setText(text)
        self.setProperty("tone", tone)
        self.style().polish(self)
