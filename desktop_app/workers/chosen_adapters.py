"""Which adapters work for an answer: those asked for, the one bound to the folder, or the only one that fits."""

from collections.abc import Sequence
from pathlib import Path

from desktop_app.adapter_list import AdapterList, bound_to
from desktop_app.domain import AdapterCard, AdapterUse, Approach, ModelCard, Scope
from desktop_app.errors import AdapterUnknown
from desktop_app.inference.adapter_card import read_adapter
from desktop_app.inference.chat_model import ChatModel
from desktop_app.weights import shipped_adapters


class ChosenAdapters:
    """Chooses among the adapters of `listed`, lets them work in a model, and remembers what they take there."""

    def __init__(self, listed: AdapterList) -> None:
        self._listed = listed
        self._bytes: dict[str, int] = {}  # by name, of those in the model's memory

    def use(
        self, model: ChatModel, approach: Approach, asked: Sequence[AdapterUse], scope: Scope
    ) -> tuple[AdapterUse, ...]:
        """Let the right adapters work for this answer, and return them by the names they are listed under.

        Raises AdapterUnknown, AdapterMissing and what reading or attaching one raises.
        """
        if approach not in (Approach.ADAPTER, Approach.BOTH):
            model.use_adapters([])
            return ()
        chosen = [(self._card(use.name), use.strength) for use in asked if use.name]
        if not chosen:
            strength = asked[0].strength if asked else 1.0
            chosen = [(self._only_one(model, scope), strength)]
        model.use_adapters(chosen)
        self._bytes |= {card.name: card.bytes for card, strength in chosen if strength > 0}
        return tuple(AdapterUse(card.name, strength) for card, strength in chosen)

    def usual(self, model: ModelCard, scope: Scope) -> AdapterUse | None:
        """Return the adapter to use where nobody named one: that which came with this very model, None without.

        One that is bound to the folder asked about goes before it.
        """
        made_for_it = [own for own in self._listed.shipped if model.sha256 and own.base_sha256 == model.sha256]
        if not made_for_it:
            return None
        bound = bound_to(self._listed.list(), scope.paths)
        return AdapterUse((bound or made_for_it[0]).name)

    def forget(self) -> None:
        """Take note that the model was closed, and its adapters with it."""
        self._bytes.clear()

    def idle_bytes(self, used: Sequence[AdapterUse]) -> int:
        """Return what those in memory take that are not among `used`."""
        names = {use.name for use in used}
        return sum(size for name, size in self._bytes.items() if name not in names)

    def _card(self, name: str) -> AdapterCard:
        """Return the adapter of that name; a path may also name a file that was never added."""
        try:
            return self._listed.find(name)
        except AdapterUnknown:
            if not Path(name).is_file():
                raise
            return read_adapter(Path(name)).card

    def _only_one(self, model: ChatModel, scope: Scope) -> AdapterCard:
        listed = self._listed.list()
        if not listed:
            raise AdapterUnknown("There is no adapter yet; add one with `carrel adapter add FILE`, or in the window.")
        if (bound := bound_to(listed, scope.paths)) is not None:
            return bound
        fitting = [card for card in listed if Path(card.path).is_file() and model.check_adapter(Path(card.path)).fits]
        fitting = [card for card in fitting if not self._listed.is_shipped(card)] or fitting
        if len(fitting) > 1:
            names = ", ".join(card.name for card in fitting)
            raise AdapterUnknown(f"Several adapters fit {model.card.name}; name the one to use: {names}.")
        if not fitting:
            raise AdapterUnknown(f"None of your adapters fits {model.card.name}; add one that does.")
        return fitting[0]


def refusal_bias(used: Sequence[AdapterUse]) -> float | None:
    """Return the bias of the shipped adapter that works alone and at full strength; None for all others."""
    biases = {shipped.card.name: shipped.refusal_bias for shipped in shipped_adapters()}
    return biases.get(used[0].name) if len(used) == 1 and used[0].strength == 1.0 else None
