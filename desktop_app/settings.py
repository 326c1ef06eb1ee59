"""What the person may choose, each choice declared once with its label and range.

The settings view draws itself from these fields. To add a setting: one field.
"""

import json
import logging
from dataclasses import Field, asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from desktop_app.small_file import replace_file

GPU_OFF = "off"

logger = logging.getLogger(__name__)


def setting(
    default: Any,
    label: str,
    explanation: str,
    *,
    low: int | None = None,
    high: int | None = None,
    options: tuple[str, ...] = (),
    kind: str = "",
) -> Any:
    """Declare a setting. `kind` is "folder", "folder or none" or "model" for text that a dialog should fill."""
    return field(
        default=default,
        metadata={
            "label": label,
            "explanation": explanation,
            "low": low,
            "high": high,
            "options": options,
            "kind": kind,
        },
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """The person's choices; immutable, replaced as a whole."""

    appearance: str = setting(
        "system",
        "Appearance",
        "Light, dark, or as the system is.",
        options=("system", "light", "dark"),
    )
    model: str = setting(
        "",
        "Chat model",
        "The model that writes answers; empty means the starter model that came with Carrel.",
        kind="model",
    )
    embedder: str = setting(
        "",
        "Embedding model",
        "A sentence-transformers folder; empty means the starter. Changing it embeds every document again.",
        kind="folder",
    )
    reranker: str = setting(
        "",
        "Reranker",
        "A cross-encoder's folder: it reads the first passages with the question, up to a second, and orders them anew."
        " Empty means none.",
        kind="folder or none",
    )
    threads: int = setting(
        0,
        "Processor threads",
        "How many cores answers and indexing may use; automatic takes the physical ones.",
        low=0,
        high=64,
    )
    gpu: str = setting(
        "automatic",
        "Graphics card",
        "Where there is one, the chat model's layers go to it as far as its memory allows; off leaves it alone.",
        options=("automatic", GPU_OFF),
    )
    gpu_layers: int = setting(
        0,
        "Layers on the graphics card",
        "Automatic takes as many as fit, or as were quickest when the model was measured.",
        low=0,
        high=200,
    )
    passages_per_answer: int = setting(
        0,
        "Passages per answer",
        "How many passages the model reads; automatic fits the number to the model.",
        low=0,
        high=20,
    )
    answer_tokens: int = setting(
        400, "Longest answer", "In tokens; a token is about three quarters of a word.", low=32, high=4096
    )
    tray: bool = setting(
        False,
        "Stay in the tray",
        "Closing the window leaves Carrel in the system's tray, and indexing goes on. Ctrl+Q or its menu ends it.",
    )
    start_at_login: bool = setting(
        False,
        "Start at login",
        "Carrel starts when you log in: in the tray if it stays there, else as a minimised window.",
    )

    @classmethod
    def load(cls, path: Path) -> "Settings":
        """Read the file; a value that is missing or wrong falls back alone, not with its neighbours."""
        try:
            stored = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return cls()
        except ValueError:
            logger.warning("%s is not valid JSON, using defaults", path)
            return cls()
        if not isinstance(stored, dict):
            return cls()
        return cls(**{f.name: stored[f.name] for f in fields(cls) if f.name in stored and _accepts(f, stored[f.name])})

    def save(self, path: Path) -> None:
        """Replace the file in one step: a crash leaves the old or the new one; raises DiskFull or DataUnwritable.

        Choices of a newer version, which this one does not know, stay in it.
        """
        try:
            stored = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            stored = {}
        unknown = {**stored} if isinstance(stored, dict) else {}
        replace_file(path, json.dumps({**unknown, **asdict(self)}, indent=2))


def _accepts(declared: "Field[Any]", value: Any) -> bool:
    low, high, options = (declared.metadata[key] for key in ("low", "high", "options"))
    good = (
        type(value) is type(declared.default)
        and (low is None or low <= value <= high)
        and (not options or value in options)
    )
    if not good:
        logger.warning("ignoring the setting %s: its value does not fit", declared.name)
    return good
