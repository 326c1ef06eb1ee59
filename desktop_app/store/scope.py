"""A scope as SQL."""

from desktop_app.domain import Scope


def scope_conditions(scope: Scope) -> tuple[str, list[str]]:
    """Return an SQL condition on documents and its parameters; empty for everything.

    Numbers are among the parameters as text: columns of integers compare with them as numbers.
    """
    below, conditions, parameters = [], [], []
    for path in scope.paths:
        # "0" is the character after "/": everything below the folder, by the index on path.
        below.append("(documents.path = ? or (documents.path >= ? and documents.path < ?))")
        trimmed = path.rstrip("/")
        parameters += [trimmed, trimmed + "/", trimmed + "0"]
    if below:
        conditions.append(" or ".join(below))
    if scope.suffixes:
        conditions.append(" or ".join("lower(documents.path) like ? escape '\\'" for _ in scope.suffixes))
        parameters += ["%" + suffix.lower().replace("\\", "\\\\").replace("_", "\\_") for suffix in scope.suffixes]
    if scope.since:
        conditions.append("documents.modified_ns >= ?")
        parameters.append(str(int(scope.since * 1e9)))
    if scope.before:
        conditions.append("documents.modified_ns < ?")
        parameters.append(str(int(scope.before * 1e9)))
    return " and ".join(f"({condition})" for condition in conditions), parameters
