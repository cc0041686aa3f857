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
    if errors not in ("raise", "skip"):
        raise ValueError(f'errors must be "raise" or "skip", not {errors!r}')
    names = None
    if events is not None:
        names = [events] if isinstance(events, str) else list(events)
        known = _zerocord.event_names()
        for name in names:
            if name not in known:
                import difflib

                similar = difflib.get_close_matches(name.upper(), known, n=3, cutoff=0.7)
                hint = f"; did you mean {' or '.join(similar)}?" if similar else ""
                raise ValueError(f"no event is called `{name}`{hint}")
    return _zerocord.read_frames(_sources.expand(source), names, errors == "skip", threads, progress)
