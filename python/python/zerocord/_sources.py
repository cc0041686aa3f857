"""What callers name as the source of frames, as a list of files, bytes and file objects."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from typing import Any, Protocol, TypeAlias, Union


class Readable(Protocol):
    """A file object that is open in binary mode."""

    def read(self, size: int, /) -> bytes: ...


SingleSource: TypeAlias = "Union[str, os.PathLike[str], bytes, bytearray, memoryview, Readable]"
Source: TypeAlias = "Union[SingleSource, Iterable[SingleSource]]"


def expand(source: Source) -> list[Any]:
    """The recordings of a source: folders and patterns become files, in natural order."""
    if isinstance(source, (str, bytes, bytearray, memoryview, os.PathLike)) or hasattr(source, "read"):
        return _expand_one(source)
    if not isinstance(source, Iterable):
        raise TypeError(
            "a source is a path, a folder, a pattern, bytes, a file object, or a list of these, "
            f"not {type(source).__name__}"
        )
    expanded: list[Any] = []
    for one in source:
        if isinstance(one, int):
            raise TypeError("a source is a path, bytes or a file object, not int")
        expanded += _expand_one(one)
    if not expanded:
        raise ValueError("the list of sources is empty")
    return expanded


def byte_count(sources: list[Any]) -> int | None:
    """The number of bytes as stored; `None` if a file object is among the sources."""
    total = 0
    for source in sources:
        if isinstance(source, bytes):
            total += len(source)
        elif isinstance(source, str) and os.path.isfile(source):
            total += os.path.getsize(source)
        else:
            return None
    return total


def is_repeatable(sources: list[Any]) -> bool:
    """Whether the sources can be read more than once."""
    return all(isinstance(source, (str, bytes)) for source in sources)


def _expand_one(source: Any) -> list[Any]:
    if isinstance(source, bytes):
        return [source]
    if isinstance(source, (bytearray, memoryview)):
        return [bytes(source)]
    if hasattr(source, "read"):
        return [source]
    path = os.fspath(source)
    if isinstance(path, bytes):
        path = os.fsdecode(path)
    if os.path.isdir(path):
        files = []
        for folder, folders, names in os.walk(path):
            folders[:] = [name for name in folders if not name.startswith(".")]
            files += [os.path.join(folder, name) for name in names if not name.startswith(".")]
        if not files:
            raise FileNotFoundError(errno.ENOENT, "there is no file in this folder", path)
        return sorted(files, key=_natural)
    if os.path.exists(path):
        return [path]
    import glob

    if glob.has_magic(path):
        files = [file for file in glob.glob(path, recursive=True) if not os.path.isdir(file)]
        if not files:
            raise FileNotFoundError(errno.ENOENT, "no file matches this pattern", path)
        return sorted(files, key=_natural)
    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)


def _natural(path: str) -> list[tuple[int, int, str]]:
    """Orders `rec.2` before `rec.10`."""
    import re

    parts = re.split(r"(\d+)", path)
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts]

