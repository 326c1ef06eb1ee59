"""All that an answer hangs on beside the question, as one text; and what differs between two such texts, for people."""

from collections.abc import Sequence

from desktop_app.questions import Way

_SEPARATOR = "; "
_ALWAYS = ("Carrel's version", "the model's file", "the length of answers")
_WITH_DOCUMENTS = ("the embedder", "the passages per answer", "the documents or what was asked of them")


def write_conditions(always: Sequence[str], adapters: Sequence[str], documents: Sequence[str]) -> str:
    """Return the text: one part for each of _ALWAYS, one per adapter, and none or one for each of _WITH_DOCUMENTS."""
    assert len(always) == len(_ALWAYS)
    assert len(documents) in (0, len(_WITH_DOCUMENTS))
    return _SEPARATOR.join([*always, *adapters, *documents])


def what_changed(earlier: Sequence[Way], later: Sequence[Way]) -> list[str]:
    """Return what differs between two runs, each in a few words, without repeats."""
    before = {way.approach: way for way in earlier}
    found: list[str] = []
    for way in later:
        if (old := before.get(way.approach)) is not None:
            found += _between(old, way)
    return list(dict.fromkeys(found))


def _between(old: Way, new: Way) -> list[str]:
    found = []
    if old.model != new.model:
        found.append(f"the model ({old.model}, now {new.model})")
    if old.adapters != new.adapters:
        found.append(f"the adapter ({_adapters(old)}, now {_adapters(new)})")
    first, second = _parts(old), _parts(new)
    if first is None or second is None:
        return found
    names = (*_ALWAYS, "the adapter's file", *_WITH_DOCUMENTS)
    for name, then, now in zip(names, first, second, strict=True):
        is_told = (name == "the model's file" and old.model != new.model) or (
            name == "the adapter's file" and old.adapters != new.adapters
        )
        if then != now and not is_told:
            found.append(name)
    return found


def _parts(way: Way) -> list[str] | None:
    """Take the text apart, its adapters as one part; None where another version wrote it."""
    parts = way.conditions.split(_SEPARATOR)
    end = len(_ALWAYS) + len(way.adapters)
    rest = parts[end:]
    if len(parts) < end or len(rest) not in (0, len(_WITH_DOCUMENTS)):
        return None
    return [*parts[: len(_ALWAYS)], _SEPARATOR.join(parts[len(_ALWAYS) : end]), *(rest or [""] * len(_WITH_DOCUMENTS))]


def _adapters(way: Way) -> str:
    return " and ".join(f"{use.name} at {use.strength:g}" for use in way.adapters) or "none"
