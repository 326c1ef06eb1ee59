"""The words spoken with the training worker; the language itself is in protocol.py."""

from dataclasses import dataclass
from typing import Any

from desktop_app.workers.protocol import Message


@dataclass(frozen=True, slots=True)
class PrepareExamples(Message):
    """Say what would become of each example of a file, training nothing: one `ExamplesPrepared`.

    `decisions` are by the examples' ids: {"choice": "keep" | "drop" | "edit", "question", "answer"}.
    """

    path: str
    model: str = ""
    max_tokens: int = 1024
    decisions: dict[str, dict[str, str]] | None = None


@dataclass(frozen=True, slots=True)
class ExamplesPrepared(Message):
    """`rows` in the file's order: {"id", "question", "answer", "source", "part", "decision", "findings", "must_mend"}.

    `counts` are examples by part ("learn", "check", "kept_back", "left_out"), `found` by kind of finding;
    `hints` are sentences about all of them.
    """

    rows: list[dict[str, Any]]
    counts: dict[str, int]
    found: dict[str, int]
    hints: list[str]


@dataclass(frozen=True, slots=True)
class EstimateTraining(Message):
    """Measure what learning from a file of examples takes here: one `TrainingEstimated`; fields as in `TrainAdapter`.

    Fails with `training.memory` where there is too little memory.
    """

    path: str
    model: str = ""
    settings: dict[str, Any] | None = None
    decisions: dict[str, dict[str, str]] | None = None


@dataclass(frozen=True, slots=True)
class TrainingEstimated(Message):
    """One pass over the `examples` to learn from takes so many seconds, and a run so many bytes at its height."""

    examples: int
    seconds_per_pass: float
    tokens_per_second: float
    memory: int


@dataclass(frozen=True, slots=True)
class TrainAdapter(Message):
    """Train an adapter named `name` from a file of examples: `TrainingProgressed`s, one `AdapterTrained`.

    `settings` are fields of TrainingSettings; 0 for `minutes`, `steps` and `epochs` is no limit. `check`
    is a file of examples to check with instead of a part of the first. A run of the same name, examples
    and settings that was left goes on; `again` starts it anew, and with `goes_on` it goes on with the examples
    that were frozen when it began, whatever became of their file since. `Cancel` leaves it so that it can go on:
    no `AdapterTrained` then. `decisions` are those of the person by the examples' ids, as in
    `PrepareExamples`; `search` tries several settings first, within `minutes`; `without_report` ends when
    the adapter is written. `start` is an adapter to train further, which stays as it is: its name on the list,
    its GGUF file, or a folder that peft saved.
    """

    path: str
    name: str
    model: str = ""
    settings: dict[str, Any] | None = None
    minutes: float = 0.0
    steps: int = 0
    epochs: float = 0.0
    check: str = ""
    use_all: bool = False
    again: bool = False
    goes_on: bool = False
    search: bool = False
    decisions: dict[str, dict[str, str]] | None = None
    without_report: bool = False
    start: str = ""


@dataclass(frozen=True, slots=True)
class PauseTraining(Message):
    """Wait, with everything kept in memory."""


@dataclass(frozen=True, slots=True)
class ResumeTraining(Message):
    pass


@dataclass(frozen=True, slots=True)
class FinishTraining(Message):
    """Stop now and keep the best of what was learnt: `AdapterTrained` follows."""


@dataclass(frozen=True, slots=True)
class TrainingProgressed(Message):
    """How a training goes on: `progress` has "event" ("prepared", "loaded", "step", "check", "paused", …)."""

    progress: dict[str, Any]


@dataclass(frozen=True, slots=True)
class AdapterTrained(Message):
    """The adapter is on the list; `summary` tells how it went."""

    adapter: dict[str, Any]  # a domain.AdapterCard, by wire.to_json
    summary: dict[str, Any]
