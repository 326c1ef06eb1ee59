"""A scope as SQL."""

from desktop_app.domain import Scope


def scope_conditions(scope: Scope) -> tuple[str, list[str]]:
    """Return an SQL condition on documents.path and its parameters; empty for everything."""
    conditions, parameters = [], []
    for path in scope.paths:
        # "0" is the character after "/": everything below the folder, by the index on path.
        conditions.append("documents.path = ? or (documents.path >= ? and documents.path < ?)")
        trimmed = path.rstrip("/")
        parameters += [trimmed, trimmed + "/", trimmed + "0"]
    return " or ".join(f"({condition})" for condition in conditions), parameters
