"""The adapters there are: those that came with Carrel, and those a person added, with the folder each is bound to.

A GGUF file is used where it lies; what was converted from another form lies in a folder of
ours, together with its source. The list is a small JSON file; any process may change it
under a lock. Knows nothing of GGUF: cards come from whoever read the file.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from desktop_app.domain import AdapterCard
from desktop_app.errors import AdapterMissing, AdapterUnknown, BadInput
from desktop_app.paths import DataPaths
from desktop_app.stored_list import StoredList, unique_name
from desktop_app.weights import shipped_adapters


@dataclass(frozen=True, slots=True)
class AdapterList:
    """Reads and changes the list in `file`; `kept` is the folder of what was converted.

    `shipped` came with Carrel: they stand first, and are neither removed nor bound.
    """

    file: Path
    kept: Path
    shipped: tuple[AdapterCard, ...] = ()

    @classmethod
    def of(cls, paths: DataPaths) -> "AdapterList":
        """Return the list of one person, with what came with Carrel."""
        return cls(paths.adapters, paths.adapter_files, tuple(shipped.card for shipped in shipped_adapters()))

    def list(self) -> Sequence[AdapterCard]:
        """Return what was shipped, then what was added, oldest first.

        A list that can't be read is an error (BadInput), never empty.
        """
        return [*self.shipped, *self._stored.read()]

    def is_shipped(self, card: AdapterCard) -> bool:
        """Whether it came with Carrel."""
        return any(card.path == shipped.path for shipped in self.shipped)

    def add(self, card: AdapterCard) -> AdapterCard:
        """Add an adapter and return its card, the name made unique; a file that is listed keeps its name."""
        for known in self.shipped:
            if known.path == card.path:
                return known
        with self._stored.locked():
            listed = list(self._stored.read())
            for index, known in enumerate(listed):
                if known.path == card.path:
                    listed[index] = replace(card, name=known.name, folder=card.folder or known.folder)
                    self._stored.write(listed)
                    return listed[index]
            taken = {known.name.casefold() for known in (*self.shipped, *listed)}
            named = replace(card, name=unique_name(card.name, taken))
            self._stored.write([*listed, named])
        return named

    def find(self, name_or_path: str) -> AdapterCard:
        """Return the adapter of that name or file. Raises AdapterUnknown, and AdapterMissing where it has gone."""
        for card in self.list():
            if _is_called(card, name_or_path):
                if not Path(card.path).is_file():
                    raise AdapterMissing(
                        f"{card.name} is not at {card.path} any more; put it back, or take it off the list."
                    )
                return card
        raise AdapterUnknown(f"There is no adapter {name_or_path}; `carrel adapter list` shows those there are.")

    def remove(self, name: str) -> AdapterCard:
        """Take an adapter off the list. A file of the person's is left alone; our own copies go.

        Raises AdapterUnknown, and BadInput for one that came with Carrel.
        """
        self._refuse_shipped(name, "removed; choose another approach, or give it the strength 0")
        with self._stored.locked():
            listed = self._stored.read()
            for card in listed:
                if _is_called(card, name):
                    self._stored.write([other for other in listed if other is not card])
                    self._forget_copies(card)
                    return card
        raise AdapterUnknown(f"There is no adapter {name}; `carrel adapter list` shows those there are.")

    def bind(self, name: str, folder: str) -> AdapterCard:
        """Let the adapter serve questions about `folder`, or with an empty one no folder; return its card.

        Raises AdapterUnknown, and BadInput for one that came with Carrel.
        """
        self._refuse_shipped(name, "bound to a folder; it serves all of them")
        with self._stored.locked():
            listed = list(self._stored.read())
            for index, card in enumerate(listed):
                if _is_called(card, name):
                    listed[index] = replace(card, folder=folder)
                    self._stored.write(listed)
                    return listed[index]
        raise AdapterUnknown(f"There is no adapter {name}; `carrel adapter list` shows those there are.")

    def new_folder(self, name: str) -> Path:
        """Make and return an empty folder for an adapter that is being converted."""
        self.kept.mkdir(parents=True, exist_ok=True)
        plain = "".join(sign if sign.isalnum() else "-" for sign in name).strip("-")[:60] or "adapter"
        number = 1
        while True:
            folder = self.kept / (plain if number == 1 else f"{plain}-{number}")
            try:
                folder.mkdir()
                return folder
            except FileExistsError:
                number += 1

    def _refuse_shipped(self, name: str, what: str) -> None:
        for card in self.shipped:
            if _is_called(card, name):
                raise BadInput(f"{card.name} came with Carrel and can't be {what}.")

    def _forget_copies(self, card: AdapterCard) -> None:
        folder = Path(card.path).parent
        if folder.parent == self.kept.absolute():
            shutil.rmtree(folder, ignore_errors=True)

    @property
    def _stored(self) -> StoredList[AdapterCard]:
        damaged = f"The list of adapters {self.file} is damaged; mend or delete it, then add the adapters again."
        return StoredList(self.file, _card, damaged)


def bound_to(cards: Sequence[AdapterCard], paths: Sequence[str]) -> AdapterCard | None:
    """Return the adapter bound to the folder that holds all of `paths`, the innermost; None where none is."""
    holding = [
        card
        for card in cards
        if card.folder and paths and all(Path(path).is_relative_to(card.folder) for path in paths)
    ]
    return max(holding, key=lambda card: len(Path(card.folder).parts), default=None)


def _card(entry: Any) -> AdapterCard:
    """Build a card from JSON; raise TypeError or ValueError for anything else."""
    if not isinstance(entry, dict):
        raise TypeError("an adapter is an object")
    targets = entry.get("targets")
    if not isinstance(targets, list) or not all(isinstance(target, str) for target in targets):
        raise TypeError("targets are a list of words")
    card = AdapterCard(**{**entry, "targets": tuple(targets)})
    if any(type(getattr(card, field.name)) is not field.type for field in fields(card) if field.name != "targets"):
        raise TypeError("a field of another type")
    return card


def _is_called(card: AdapterCard, name_or_path: str) -> bool:
    """Tell whether a person means this card; names are compared without regard to case."""
    if card.name.casefold() == name_or_path.strip().casefold():
        return True
    asked = str(Path(name_or_path).expanduser().absolute())
    return bool(name_or_path) and asked in (card.path, card.source)
