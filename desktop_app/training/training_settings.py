"""How an adapter is trained, and for how long: what a person may choose, with the defaults.

A setting that is out of its range is refused with a sentence; what was chosen is kept with the run.
"""

from dataclasses import dataclass

from desktop_app.errors import BadInput

# The linear layers of attention and feed-forward, as transformers names them in the supported
# architectures. Never lm_head or the embeddings: an adapter beside a quantised model can't hold these.
ATTENTION = ("q_proj", "k_proj", "v_proj", "o_proj", "qkv_proj")
FEED_FORWARD = ("gate_proj", "up_proj", "down_proj", "gate_up_proj")
TARGETS = {"all": ATTENTION + FEED_FORWARD, "attention": ATTENTION, "feed-forward": FEED_FORWARD}

GENERAL_SHARE = 0.15  # about what keeping costs in time, the base model's own reading included

SMALL_MODEL = 500_000_000  # parameters; smaller models want, and bear, larger steps


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """The settings of one training run; raises BadInput where one is out of range.

    `batch` counts examples a step. `warm_up` is the share of the run in which the learning rate
    rises; it then falls along a cosine to nothing. `max_tokens` is the longest
    example that is learnt from, prompt and answer together. With `keeps_general` a part of each step goes
    into not forgetting what has nothing to do with the examples: `general_share` tokens are read for each one
    that is learnt from, and count the more, the more they are. `saves_memory` computes parts of a
    step twice instead of keeping them (gradient checkpointing): a quarter slower, a quarter less memory.
    """

    rank: int = 16
    alpha: int = 32
    learning_rate: float = 4e-4
    batch: int = 8
    targets: str = "all"
    dropout: float = 0.0
    weight_decay: float = 0.01
    warm_up: float = 0.05
    max_tokens: int = 1024
    seed: int = 0
    keeps_general: bool = True
    general_share: float = GENERAL_SHARE
    saves_memory: bool = False

    def __post_init__(self) -> None:
        _require(1 <= self.rank <= 256, "The rank must be from 1 to 256.")
        _require(0 < self.alpha <= 4096, "Alpha must be over 0 and at most 4096.")
        _require(0 < self.learning_rate <= 0.1, "The learning rate must be over 0 and at most 0.1.")
        _require(1 <= self.batch <= 1024, "The batch must be from 1 to 1024 examples.")
        _require(self.targets in TARGETS, f"The targets must be one of {', '.join(TARGETS)}.")
        _require(0 <= self.dropout < 1, "Dropout must be from 0 to under 1.")
        _require(0 <= self.weight_decay < 1, "Weight decay must be from 0 to under 1.")
        _require(0 <= self.warm_up < 1, "The warm-up must be from 0 to under 1.")
        _require(16 <= self.max_tokens <= 32_768, "The longest example must be from 16 to 32768 tokens.")
        _require(0 < self.general_share <= 1, "The share of general texts must be over 0 and at most 1.")
        _require(self.seed >= 0, "The seed must not be negative.")


@dataclass(frozen=True, slots=True)
class TrainingLimit:
    """When training ends at the latest: after so many steps, seconds of work or epochs; 0 is no limit."""

    steps: int = 0
    seconds: float = 0.0
    epochs: float = 0.0

    def __post_init__(self) -> None:
        _require(min(self.steps, self.seconds, self.epochs) >= 0, "Steps, minutes and epochs must not be negative.")
        _require(max(self.steps, self.seconds, self.epochs) > 0, "Say how long to train: steps, minutes or epochs.")


def learning_rate_for(parameters: int) -> float:
    """Return the learning rate that suits a model of so many weights where nothing else is known."""
    return 4e-4 if parameters < SMALL_MODEL else 2e-4


def _require(is_right: bool, sentence: str) -> None:
    if not is_right:
        raise BadInput(sentence)
