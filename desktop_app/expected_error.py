"""The base of everything that can go wrong without being our bug; errors.py has the tree."""

from inspect import cleandoc
from typing import ClassVar


class CarrelError(Exception):
    """Something did not work; the log has the details."""

    code: ClassVar[str] = "failed"

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or " ".join(cleandoc(type(self).__doc__ or "").split()))
