"""Values as JSON and back, for the process boundary and the command line.

`from_json` trusts nothing: a field that is missing, unknown or of another type raises
ProtocolError. It knows what the nouns of domain.py are made of: strings, numbers, enums,
tuples, optional values and other dataclasses.
"""

import types
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from enum import StrEnum
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from desktop_app.workers.protocol import ProtocolError

Value = TypeVar("Value")


def to_json(value: Any) -> dict[str, Any]:
    """Return a dataclass as a plain dictionary, its tuples as lists when written."""
    return asdict(value)


def from_json(kind: type[Value], payload: Any) -> Value:
    """Rebuild `kind` from what `to_json` made of it, checking every field."""
    built: Value = _build(kind, payload)
    return built


def _build(kind: Any, payload: Any) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _build_union(get_args(kind), payload)
    if origin is tuple:
        (item, _) = get_args(kind)
        if not isinstance(payload, list | tuple):
            raise ProtocolError(f"expected a list, got {type(payload).__name__}")
        return tuple(_build(item, element) for element in payload)
    if is_dataclass(kind):
        return _build_dataclass(kind, payload)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        try:
            return kind(payload)
        except ValueError as error:
            raise ProtocolError(f"not a {kind.__name__}") from error
    if kind is float and type(payload) is int:
        return float(payload)
    if type(payload) is not kind:
        raise ProtocolError(f"expected {kind}, got {type(payload).__name__}")
    return payload


def _build_union(kinds: tuple[Any, ...], payload: Any) -> Any:
    if payload is None and type(None) in kinds:
        return None
    (kind,) = [kind for kind in kinds if kind is not type(None)]
    return _build(kind, payload)


def _build_dataclass(kind: Any, payload: Any) -> Any:
    if not isinstance(payload, Mapping):
        raise ProtocolError(f"expected {kind.__name__}, got {type(payload).__name__}")
    hints = get_type_hints(kind)
    names = {field.name for field in fields(kind)}
    if not payload.keys() <= names:
        raise ProtocolError(f"unexpected fields for {kind.__name__}")
    try:
        return kind(**{name: _build(hints[name], payload[name]) for name in names if name in payload})
    except (TypeError, ValueError) as error:
        raise ProtocolError(f"not a {kind.__name__}") from error
