"""What callers name as the source of frames, as a list of files, bytes and file objects."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from typing import Any, Protocol, TypeAlias, Union

from zerocord import _zerocord


class Readable(Protocol):
    """A file object that is open in binary mode."""

    def read(self, size: int, /) -> bytes: ...


SingleSource: TypeAlias = "Union[str, os.PathLike[str], bytes, bytearray, memoryview, Readable]"
Source: TypeAlias = "Union[SingleSource, Iterable[SingleSource]]"


def expand(source: Source) -> list[Any]:
    """The recordings of a source: folders and patterns become files, in natural order."""
    if isinstance(source, (str, bytes, bytearray, memoryview, os.PathLike)) or hasattr(source, "read"):
        return _without_journals(_expand_one(source))
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
    return _without_journals(expanded)


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
        return _each_once(_files_of(path), "there is no file in this folder", path)
    if os.path.exists(path):
        return [path]
    import glob

    if glob.has_magic(path):
        found: list[str] = []
        for match in glob.glob(path, recursive=True):
            found += _files_of(match) if os.path.isdir(match) else [match]
        return _each_once(found, "no file matches this pattern", path)
    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)


def _without_journals(sources: list[Any]) -> list[Any]:
    """The sources without journals whose lines are in a segment too: a recorder that was killed may have left one."""
    paths = [source for source in sources if isinstance(source, str)]
    if not any(os.path.basename(path).startswith("journal-") for path in paths):
        return sources
    twice = set(_zerocord.journals_in_segments(paths))
    return [source for source in sources if not (isinstance(source, str) and source in twice)]


def _files_of(folder: str) -> list[str]:
    """All files in a folder and in its subfolders, without hidden ones."""
    found = []
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [os.path.join(parent, name) for name in names if not name.startswith(".")]
    return found


def _each_once(files: list[str], message: str, path: str) -> list[str]:
    """The files in natural order, without links to files that are read anyway; as the command reads them."""
    kept: list[str] = []
    targets: set[str] = set()
    # Links last, so that the file itself is kept.
    for file in sorted(dict.fromkeys(files), key=os.path.islink):
        target = os.path.realpath(file)
        if os.path.isfile(file) and target not in targets:
            targets.add(target)
            kept.append(file)
    if not kept:
        raise FileNotFoundError(errno.ENOENT, message, path)
    return sorted(kept, key=_natural)


def _natural(path: str) -> list[tuple[bytes, bytes]]:
    """Orders `rec.2` before `rec.10`: runs of digits by their value, everything else byte by byte."""
    import re

    def ranked(digits: re.Match[bytes]) -> bytes:
        number = digits[0].lstrip(b"0")
        return b"0%c%c" % divmod(len(number), 256) + number

    names = [os.fsencode(name) for name in path.split(os.sep)]
    return [(re.sub(rb"[0-9]+", ranked, name), name) for name in names]
