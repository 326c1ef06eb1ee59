"""How fast a chat model is on this machine, measured once and kept; and what to do about it, in a sentence.

The file is a small JSON object, by model file. A model that was replaced counts as another one.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from desktop_app.domain import ModelCard
from desktop_app.small_file import replace_file

WORTH_CHANGING = 1.25  # times as fast; less is not worth finding another file
# Quantisations of about as many bits a weight, the better answers first where speed is the same.
_ALIKE = (("Q4_K_M", "Q4_0", "Q4_1"), ("Q5_K_M", "Q5_0", "Q5_1"), ("Q6_K", "Q8_0"))


@dataclass(frozen=True, slots=True)
class ModelSpeed:
    """Tokens a second read and written with `threads`, which were the quickest.

    `gpu_layers` is how many layers, the output being one, were best on the graphics card `gpu`,
    "" where there is none or llama.cpp was built without it. `quicker` names a quantisation of as
    many bits that reads `times` as fast on this processor, empty where none is worth the change.
    """

    reading: float
    writing: float
    threads: int
    gpu_layers: int = 0
    quicker: str = ""
    times: float = 1.0
    gpu: str = ""

    @property
    def sentence(self) -> str:
        """What was measured and what would be quicker, for a person."""
        threads = "1 thread" if self.threads == 1 else f"{self.threads} threads"
        place = "no graphics processor"
        if self.gpu:
            layers = {0: "no layer", 1: "1 layer"}.get(self.gpu_layers, f"{self.gpu_layers} layers")
            place = f"{layers} on the graphics processor {self.gpu}"
        text = f"Reads {self.reading:.0f} and writes {self.writing:.0f} tokens a second here with {threads}, {place}."
        if self.quicker:
            text += f" As {self.quicker} it would read up to {self.times:.1f} times as fast on this processor."
        return text


@dataclass(frozen=True, slots=True)
class ModelSpeeds:
    """Reads and writes the measurements in `file`; one that can't be read counts as none."""

    file: Path

    def of(self, card: ModelCard) -> ModelSpeed | None:
        """Return what was measured of this model's file as it is now, None where nothing was."""
        entry = self._stored().get(_key(card))
        try:
            return ModelSpeed(**entry) if isinstance(entry, dict) else None
        except TypeError:
            return None

    def keep(self, card: ModelCard, speed: ModelSpeed) -> None:
        """Remember a measurement."""
        replace_file(self.file, json.dumps({**self._stored(), _key(card): asdict(speed)}, indent=2))

    def _stored(self) -> dict[str, object]:
        try:
            stored = json.loads(self.file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return stored if isinstance(stored, dict) else {}


def quicker_quantisation(quantisation: str, speeds: Mapping[str, float]) -> tuple[str, float]:
    """Return the quickest quantisation of as many bits and how many times as fast it reads; ("", 1.0) for none."""
    alike = next((family for family in _ALIKE if quantisation in family), ())
    own = speeds.get(quantisation, 0.0)
    best = max(alike, key=lambda name: speeds.get(name, 0.0), default="")
    if not own or speeds.get(best, 0.0) < WORTH_CHANGING * own:
        return "", 1.0
    return best, speeds[best] / own


def _key(card: ModelCard) -> str:
    return f"{card.path} {card.bytes}"
