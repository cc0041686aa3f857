"""A JSON decoder for bots that drops events before they are parsed.

    loads = make_loads(json.loads, drop={"PRESENCE_UPDATE", "TYPING_START"})

hikari takes it as an argument: `hikari.GatewayBot(token, loads=loads)`. discord.py has no such argument, but uses the function
of its module `utils`: `discord.utils._from_json = loads`, before the bot starts.

Run as a program, it compares decoders on a recording: `python drop_events.py RECORDING`.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable, Collection
from typing import Any

import zerocord


def make_loads(loads: Callable[[Any], Any], drop: Collection[str]) -> Callable[[Any], Any]:
    """A function like `loads` that does not parse the payloads of these events.

    A dropped event becomes an event that no library knows, with the sequence number that the library needs to resume.
    """
    dropped = frozenset(drop)

    def loads_wanted(text: str | bytes) -> Any:
        try:
            frame = zerocord.decode(text)
        except zerocord.Error:
            # Some libraries parse other documents with the same function.
            return loads(text)
        if frame.t in dropped:
            return {"op": 0, "s": frame.s, "t": "DROPPED", "d": {}}
        return loads(text)

    return loads_wanted


def main() -> None:
    """Measures how long decoders take for a recording."""
    frames = [frame.raw for frame in zerocord.frames(sys.argv[1])]
    wanted = {"MESSAGE_CREATE"}
    drop = {name for name in (zerocord.decode(frame).t for frame in frames) if name and name not in wanted}
    decoders: dict[str, Callable[[Any], Any]] = {"json": json.loads}
    for name, function in (("orjson", "loads"), ("msgspec.json", "decode")):
        try:
            decoders[name] = getattr(importlib.import_module(name), function)
        except ImportError:
            print(f"{name} is not installed", file=sys.stderr)

    for name, loads in decoders.items():
        loads_wanted = make_loads(loads, drop)
        for frame in frames:
            whole, found = loads(frame), loads_wanted(frame)
            assert found == whole if whole["t"] not in drop else found["s"] == whole["s"]
        plain, dropping = seconds(loads, frames), seconds(loads_wanted, frames)
        print(
            f"{name:14}{plain / len(frames) * 1e6:8.2f} us per frame, "
            f"with zerocord {dropping / len(frames) * 1e6:6.2f} us: {plain / dropping:.1f} times as fast"
        )


def seconds(loads: Callable[[Any], Any], frames: list[bytes]) -> float:
    """The least time of five runs."""
    times = []
    for _ in range(5):
        begin = time.perf_counter()
        for frame in frames:
            loads(frame)
        times.append(time.perf_counter() - begin)
    return min(times)


if __name__ == "__main__":
    main()
