"""The exception and the warning of this package."""

from __future__ import annotations

import sys
import warnings
from typing import Any


class Error(ValueError):
    """A frame, a table or a recording that cannot be read.

    >>> import zerocord
    >>> try:
    ...     zerocord.decode(b'{"t":7}')
    ... except zerocord.Error as error:
    ...     print(error.kind, error.offset)
    expected 5
    """

    kind: str
    """What is wrong, for programs: ``"truncated"``, ``"expected"``, ``"unknown_column"``, ..."""
    offset: int | None
    """The byte in the frame, in the line of a recording, or in a compressed file."""
    path: str | None
    """The path of the field in the frame, or the name of the column."""
    file: str | None
    """The file of the recording."""
    line: int | None
    """The line of the recording, counted from 1."""

    def __init__(
        self,
        message: str,
        kind: str,
        offset: int | None = None,
        path: str | None = None,
        file: str | None = None,
        line: int | None = None,
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.offset = offset
        self.path = path
        self.file = file
        self.line = line

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (str(self), self.kind, self.offset, self.path, self.file, self.line))


class BadFramesWarning(UserWarning):
    """Some frames of a recording became no rows, or some values are null because of their type."""


def warn(message: str) -> None:
    """Warns at the first caller outside of this package."""
    level, frame = 1, sys._getframe(0)
    while frame is not None and frame.f_globals.get("__name__", "").startswith("zerocord."):
        frame = frame.f_back  # type: ignore[assignment]
        level += 1
    warnings.warn(message, BadFramesWarning, stacklevel=level)


def require(library: str) -> None:
    """Imports a library that is not required by this package.

    Raises:
        ModuleNotFoundError: With the command that installs it.
    """
    import importlib

    try:
        importlib.import_module(library)
    except ModuleNotFoundError as error:
        if error.name != library:
            raise
        raise ModuleNotFoundError(f"this needs {library}: pip install {library}", name=library) from None
