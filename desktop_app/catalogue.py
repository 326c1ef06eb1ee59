"""The chat models a person may choose: the starter, and those they added.

A model is used where it lies, never copied. The list is a small JSON file; any process may
change it under a lock. Knows nothing of GGUF: cards come from whoever read the file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from desktop_app.domain import ModelCard
from desktop_app.errors import BadInput, ModelMissing, ModelUnknown, WeightsMissing
from desktop_app.stored_list import StoredList, unique_name

# What the starter's file says; kept here because reading it is the inference room's business.
STARTER = ModelCard(
    name="SmolLM2 135M Instruct",
    path="",
    architecture="llama",
    parameters=134_515_008,
    quantisation="Q4_1",
    context=8192,
    bytes=98_362_432,
    sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    licence="apache-2.0",
    has_chat_template=True,
)


@dataclass(frozen=True, slots=True)
class ModelCatalogue:
    """Reads and changes the list in `file`; `starter` is where the starter model's file should be."""

    file: Path
    starter: Path

    def list(self) -> Sequence[ModelCard]:
        """Return the starter, if its file is there, and then what was added, oldest first.

        A list that can't be read is an error (BadInput), never empty.
        """
        starter = [self._starter_card()] if self.starter.is_file() else []
        return [*starter, *self._added.read()]

    def add(self, card: ModelCard) -> ModelCard:
        """Add a model and return its card, the name made unique; a file that is listed keeps its name."""
        if Path(card.path) == self.starter.absolute():
            return self._starter_card()
        with self._added.locked():
            added = self._added.read()
            for index, known in enumerate(added):
                if known.path == card.path:
                    added[index] = replace(card, name=known.name)
                    self._added.write(added)
                    return added[index]
            taken = {STARTER.name.casefold(), *(known.name.casefold() for known in added)}
            named = replace(card, name=unique_name(card.name, taken))
            self._added.write([*added, named])
        return named

    def remove(self, name: str) -> ModelCard:
        """Take a model off the list, its file left alone. Raises ModelUnknown, and BadInput for the starter."""
        with self._added.locked():
            added = self._added.read()
            for card in added:
                if _is_called(card, name):
                    self._added.write([other for other in added if other is not card])
                    return card
        if _is_called(self._starter_card(), name):
            raise BadInput(f"{STARTER.name} came with Carrel and can't be removed; add another model and choose that.")
        raise ModelUnknown(f"There is no model {name}; `carrel model list` shows those there are.")

    def find(self, name_or_path: str) -> ModelCard:
        """Return the model of that name or file; empty means the starter.

        Raises ModelUnknown, ModelMissing where its file has gone, and WeightsMissing where
        the starter's has.
        """
        if not name_or_path or _is_called(self._starter_card(), name_or_path):
            if not self.starter.is_file():
                raise WeightsMissing
            return self._starter_card()
        for card in self._added.read():
            if _is_called(card, name_or_path):
                if not Path(card.path).is_file():
                    raise ModelMissing(
                        f"{card.name} is not at {card.path} any more; put it back, or choose another model."
                    )
                return card
        raise ModelUnknown(f"There is no model {name_or_path}; `carrel model list` shows those there are.")

    def _starter_card(self) -> ModelCard:
        return replace(STARTER, path=str(self.starter.absolute()))

    @property
    def _added(self) -> StoredList[ModelCard]:
        damaged = f"The list of chat models {self.file} is damaged; mend or delete it, then add the models again."
        return StoredList(self.file, _card, damaged)


def _card(entry: Mapping[str, Any]) -> ModelCard:
    """Build a card from JSON; raise TypeError or ValueError for anything else."""
    card = ModelCard(**entry)
    if any(type(getattr(card, field.name)) is not field.type for field in fields(card)):
        raise TypeError("a field of another type")
    return card


def _is_called(card: ModelCard, name_or_path: str) -> bool:
    """Tell whether a person means this card; names are compared without regard to case."""
    if card.name.casefold() == name_or_path.strip().casefold():
        return True
    return card.path == str(Path(name_or_path).expanduser().absolute())
