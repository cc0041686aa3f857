"""Compares this package with other decoders on a recording: `python compare.py RECORDING`.

All answers are compared before anything is timed. Each task runs in turn with its rivals, the best of several runs counts.
Install orjson, msgspec and polars first.
"""

from __future__ import annotations

import datetime
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, Optional

import msgspec
import orjson
import polars as pl
import zerocord

ROUNDS = 3
FIELDS = ("id", "channel_id", "author.id", "timestamp", "content")
COLUMNS = ["id", "channel_id", "guild_id", "author.id", "timestamp", "content"]


class Author(msgspec.Struct):
    id: str


class Message(msgspec.Struct):
    id: str
    channel_id: str
    author: Author
    timestamp: datetime.datetime
    content: str


class Envelope(msgspec.Struct):
    t: Optional[str] = None


class Frame(msgspec.Struct):
    t: Optional[str] = None
    d: msgspec.Raw = msgspec.Raw(b"null")


def count_zerocord(path: str) -> Any:
    return Counter(frame.t for frame in zerocord.frames(path, threads=1))


def counter_of(loads: Callable[[bytes], Any]) -> Callable[[str], Any]:
    def count(path: str) -> Any:
        with open(path, "rb") as file:
            return Counter(loads(line) for line in file)

    return count


def five_fields_zerocord(path: str) -> Any:
    get = zerocord.fieldgetter(*FIELDS)
    return last_of(map(get, zerocord.frames(path, "MESSAGE_CREATE", threads=1)))


def last_of(rows: Iterable[tuple[int, int, int, datetime.datetime, str]]) -> Any:
    """A checksum of all rows."""
    checksum, latest = 0, datetime.datetime.min.replace(tzinfo=datetime.timezone.utc)
    for id, channel_id, author_id, timestamp, content in rows:
        checksum ^= id ^ channel_id ^ author_id ^ len(content)
        latest = max(latest, timestamp)
    return checksum, latest


def five_fields_orjson(path: str) -> Any:
    def rows() -> Any:
        with open(path, "rb") as file:
            for line in file:
                frame = orjson.loads(line)
                if frame["t"] == "MESSAGE_CREATE":
                    d = frame["d"]
                    time = datetime.datetime.fromisoformat(d["timestamp"])
                    yield int(d["id"]), int(d["channel_id"]), int(d["author"]["id"]), time, d["content"]

    return last_of(rows())


def five_fields_msgspec(path: str) -> Any:
    def rows() -> Any:
        frames, messages = msgspec.json.Decoder(Frame), msgspec.json.Decoder(Message)
        with open(path, "rb") as file:
            for line in file:
                frame = frames.decode(line)
                if frame.t == "MESSAGE_CREATE":
                    d = messages.decode(frame.d)
                    yield int(d.id), int(d.channel_id), int(d.author.id), d.timestamp, d.content

    return last_of(rows())


def groups_zerocord(path: str) -> Any:
    lf = zerocord.scan(path, "MESSAGE_CREATE")
    return lf.group_by("channel_id").len().sort("channel_id").collect().rows()


def groups_polars(path: str) -> Any:
    payload = pl.Struct({"channel_id": pl.String})
    lf = pl.scan_ndjson(path, schema={"t": pl.String, "d": payload})
    groups = lf.filter(pl.col("t") == "MESSAGE_CREATE").group_by(pl.col("d").struct.field("channel_id")).len()
    return groups.with_columns(pl.col("channel_id").cast(pl.UInt64)).sort("channel_id").collect().rows()


def table_zerocord(path: str) -> Any:
    return zerocord.read(path, "MESSAGE_CREATE", COLUMNS, content=True, threads=1).to_polars().unnest("author", separator="_")


def table_polars(path: str) -> Any:
    payload = pl.Struct(
        {
            "id": pl.String,
            "channel_id": pl.String,
            "guild_id": pl.String,
            "author": pl.Struct({"id": pl.String}),
            "timestamp": pl.String,
            "content": pl.String,
        }
    )
    lf = pl.scan_ndjson(path, schema={"t": pl.String, "d": payload}).filter(pl.col("t") == "MESSAGE_CREATE")
    d = pl.col("d").struct
    return (
        lf.select(
            d.field("id").cast(pl.UInt64),
            d.field("channel_id").cast(pl.UInt64),
            d.field("guild_id").cast(pl.UInt64),
            d.field("author").struct.field("id").cast(pl.UInt64).alias("author_id"),
            d.field("timestamp").str.to_datetime("%+", time_unit="us", time_zone="UTC"),
            d.field("content"),
        )
        .collect()
    )


TASKS: dict[str, dict[str, Callable[[str], Any]]] = {
    "count events by t": {
        "zerocord.frames": count_zerocord,
        "json.loads": counter_of(lambda line: json.loads(line)["t"]),
        "orjson.loads": counter_of(lambda line: orjson.loads(line)["t"]),
        "msgspec, struct of t": counter_of(lambda line, decode=msgspec.json.Decoder(Envelope).decode: decode(line).t),
    },
    "five fields of messages": {
        "zerocord.fieldgetter": five_fields_zerocord,
        "orjson.loads": five_fields_orjson,
        "msgspec, two structs": five_fields_msgspec,
    },
    "messages per channel": {
        "zerocord.scan": groups_zerocord,
        "polars.scan_ndjson": groups_polars,
    },
    "six columns of messages": {
        "zerocord.read": table_zerocord,
        "polars.scan_ndjson": table_polars,
    },
}


def main() -> None:
    path = sys.argv[1]
    for task, engines in TASKS.items():
        answers = {name: run(path) for name, run in engines.items()}
        first = next(iter(answers.values()))
        for name, answer in answers.items():
            if not (answer.equals(first) if isinstance(answer, pl.DataFrame) else answer == first):
                raise SystemExit(f"{task}: the answer of {name} differs")
        best: dict[str, tuple[float, float]] = {}
        for _ in range(ROUNDS):
            for name, run in engines.items():
                elapsed, used = time.perf_counter(), time.process_time()
                run(path)
                taken = (time.process_time() - used, time.perf_counter() - elapsed)
                best[name] = min(best.get(name, taken), taken)
        print(task)
        own = next(iter(best.values()))
        for name, (used, elapsed) in best.items():
            print(f"  {name:22} {used:7.3f} s of processor time {used / own[0]:6.1f}x   {elapsed:7.3f} s elapsed")


if __name__ == "__main__":
    main()
