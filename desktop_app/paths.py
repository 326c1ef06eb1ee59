"""Where Carrel keeps its files: everything below one data folder."""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from desktop_app.errors import DataUnwritable

DATA_VARIABLE = "CARREL_DATA"


@dataclass(frozen=True, slots=True)
class DataPaths:
    """The files of one data folder; nothing of the app is read or written elsewhere."""

    root: Path

    @classmethod
    def choose(cls, asked: str | None = None) -> "DataPaths":
        """Take `asked` (--data), else $CARREL_DATA, else the system's place for such files."""
        chosen = asked or os.environ.get(DATA_VARIABLE) or platformdirs.user_data_dir("carrel", appauthor=False)
        return cls(Path(chosen).expanduser().absolute())

    def create(self) -> "DataPaths":
        """Make the folder, readable by its owner only; raise DataUnwritable where that can't be."""
        os.umask(0o077)  # every file made from here on is its owner's alone
        try:
            self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.logs.mkdir(exist_ok=True)
            probe = self.root / ".writable"
            probe.write_bytes(b"")
            probe.unlink()
        except OSError as error:
            raise DataUnwritable(
                f"Carrel can't write to its data folder {self.root} ({error.strerror});"
                " change its permissions, or name another one with --data."
            ) from error
        return self

    @property
    def library(self) -> Path:
        return self.root / "library.db"

    @property
    def question_sets(self) -> Path:
        """Question sets that were made in the window, as JSON lines."""
        return self.root / "question-sets"

    @property
    def conversations(self) -> Path:
        return self.root / "conversations.db"

    @property
    def comparisons(self) -> Path:
        return self.root / "comparisons.db"

    @property
    def settings(self) -> Path:
        return self.root / "settings.json"

    @property
    def folders(self) -> Path:
        return self.root / "folders.json"

    @property
    def models(self) -> Path:
        """The list of chat models that the person added."""
        return self.root / "models.json"

    @property
    def adapters(self) -> Path:
        """The list of adapters that the person added."""
        return self.root / "adapters.json"

    @property
    def adapter_files(self) -> Path:
        """Adapters that were converted, each in a folder with its source."""
        return self.root / "adapters"

    @property
    def training(self) -> Path:
        """Training runs, each in a folder with its examples and checkpoints."""
        return self.root / "training"

    @property
    def speeds(self) -> Path:
        """How fast indexing was on this machine, for the time that is left."""
        return self.root / "speeds.json"

    @property
    def int8_copies(self) -> Path:
        """Embedding models in int8, made from the folders that the person chose."""
        return self.root / "embedders"

    @property
    def model_speeds(self) -> Path:
        """How fast each chat model was found to be on this machine."""
        return self.root / "model-speeds.json"

    @property
    def gpu_trial(self) -> Path:
        """Exists while a model is loaded onto the graphics card."""
        return self.root / "gpu-trial"

    @property
    def prompt_states(self) -> Path:
        """What chat models had in memory after the instructions that every prompt begins with."""
        return self.root / "prompt-states"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def indexing_lock(self) -> Path:
        """Held by the one process that writes the library."""
        return self.root / "indexing.lock"

    @property
    def answering_lock(self) -> Path:
        """Held while an answer is written; indexing gives way meanwhile."""
        return self.root / "answering.lock"
