"""The frames of recordings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Literal

from zerocord import _sources, _zerocord

if TYPE_CHECKING:
    from zerocord._sources import Source


def frames(
    source: Source,
    events: Iterable[str] | None = None,
    *,
    errors: Literal["raise", "skip"] = "raise",
    threads: int = 0,
    progress: Callable[[int], object] | None = None,
) -> _zerocord.Frames:
    """The frames of recordings, one after another.

    A frame shares memory with the frames around it, up to 256 KiB. To keep few frames of a large recording, keep
    `Frame.copy()` or `Frame.raw`.

    Args:
        source: As for `read`.
        events: The names of the events that are wanted; by default all frames.
        errors: ``"raise"`` raises `zerocord.Error` at a frame that cannot be read; the iterator can still be continued.
            ``"skip"`` counts such frames in `Frames.bad_frames`.
        threads: The number of threads that read ahead; 0 for one per processor.
        progress: Called with the number of bytes read since the last call, such as the method ``update`` of a tqdm bar.

    >>> import zerocord
    >>> [frame.t for frame in zerocord.frames(b'{"t":"RESUMED","s":1,"op":0,"d":{}}\\n{"op":11}\\n')]
    ['RESUMED', None]
    """
    names = None if events is None else _known(events)
    return _zerocord.read_frames(_sources.expand(source), names, _skips(errors), threads, progress)


def fields(
    source: Source,
    events: Iterable[str],
    paths: Iterable[str],
    *,
    errors: Literal["raise", "skip"] = "raise",
    threads: int = 0,
    progress: Callable[[int], object] | None = None,
) -> _zerocord.FieldRows:
    """The same fields of many frames, as tuples. The quickest way to a few fields of each.

    Args:
        source: As for `read`.
        events: The names of the events that are wanted, or one name.
        paths: Paths of keys in the payload, such as ``"author.id"``, which lead through objects. A field that is absent or null
            is `None`.
        errors: ``"raise"`` raises `zerocord.Error` at a frame that cannot be read, or whose fields cannot; the iterator can
            still be continued. ``"skip"`` counts such frames in `FieldRows.bad_frames`.
        threads: The number of threads that read ahead; 0 for one per processor.
        progress: Called with the number of bytes read since the last call, such as the method ``update`` of a tqdm bar.

    >>> import zerocord
    >>> recording = b'{"t":"MESSAGE_CREATE","s":1,"op":0,"d":{"id":"7","author":{"id":"9"}}}'
    >>> for id, author, guild in zerocord.fields(recording, "MESSAGE_CREATE", ["id", "author.id", "guild_id"]):
    ...     print(id, author, guild)
    7 9 None
    """
    if isinstance(paths, str):
        raise TypeError(f"paths is a list, such as [{paths!r}], not a string")
    wanted = list(paths)
    if not wanted:
        raise ValueError("name at least one path")
    return _zerocord.read_fields(_sources.expand(source), _known(events), wanted, _skips(errors), threads, progress)


def _skips(errors: str) -> bool:
    if errors not in ("raise", "skip"):
        raise ValueError(f'errors must be "raise" or "skip", not {errors!r}')
    return errors == "skip"


def _known(events: Iterable[str]) -> list[str]:
    """The names of the events, if all are known."""
    names = [events] if isinstance(events, str) else list(events)
    known = _zerocord.event_names()
    for name in names:
        if name not in known:
            import difflib

            similar = difflib.get_close_matches(name.upper(), known, n=3, cutoff=0.7)
            hint = f"; did you mean {' or '.join(similar)}?" if similar else ""
            raise ValueError(f"no event is called `{name}`{hint}")
    return names
