"""Compares this package with other decoders on a recording: `python compare.py RECORDING`.

All answers are compared before anything is timed. Each task runs in turn with its rivals; the median of all rounds counts.
Install orjson, msgspec, polars and duckdb first.
"""

from __future__ import annotations

import argparse
import datetime
import json
import statistics
import subprocess
import sys
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from typing import Any, Optional

import duckdb
import msgspec
import orjson
import polars as pl
import zerocord

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


Rows = Iterator[tuple[Any, ...]]


def count_zerocord(path: str) -> Any:
    return Counter(frame.t for frame in zerocord.frames(path, threads=1))


def counter_of(loads: Callable[[bytes], Any]) -> Callable[[str], Any]:
    def count(path: str) -> Any:
        with open(path, "rb") as file:
            return Counter(loads(line) for line in file)

    return count


def five_fields_zerocord(path: str) -> Rows:
    return zerocord.fields(path, "MESSAGE_CREATE", FIELDS, threads=1)


def five_fields_fieldgetter(path: str) -> Rows:
    return map(zerocord.fieldgetter(*FIELDS), zerocord.frames(path, "MESSAGE_CREATE", threads=1))


def five_fields_get(path: str) -> Rows:
    for frame in zerocord.frames(path, "MESSAGE_CREATE", threads=1):
        get = frame.get
        yield get("id"), get("channel_id"), get("author.id"), get("timestamp"), get("content")


def five_fields_of(loads: Callable[[bytes], Any]) -> Callable[[str], Rows]:
    def rows(path: str) -> Rows:
        with open(path, "rb") as file:
            for line in file:
                frame = loads(line)
                if frame["t"] == "MESSAGE_CREATE":
                    d = frame["d"]
                    time = datetime.datetime.fromisoformat(d["timestamp"])
                    yield int(d["id"]), int(d["channel_id"]), int(d["author"]["id"]), time, d["content"]

    return rows


def five_fields_msgspec(path: str) -> Rows:
    frames, messages = msgspec.json.Decoder(Frame), msgspec.json.Decoder(Message)
    with open(path, "rb") as file:
        for line in file:
            frame = frames.decode(line)
            if frame.t == "MESSAGE_CREATE":
                d = messages.decode(frame.d)
                yield int(d.id), int(d.channel_id), int(d.author.id), d.timestamp, d.content


def groups_zerocord(path: str) -> Any:
    lf = zerocord.scan(path, "MESSAGE_CREATE")
    return lf.group_by("channel_id").len().sort("channel_id").collect().rows()


def groups_polars(path: str) -> Any:
    payload = pl.Struct({"channel_id": pl.String})
    lf = pl.scan_ndjson(path, schema={"t": pl.String, "d": payload})
    groups = lf.filter(pl.col("t") == "MESSAGE_CREATE").group_by(pl.col("d").struct.field("channel_id")).len()
    return groups.with_columns(pl.col("channel_id").cast(pl.UInt64)).sort("channel_id").collect().rows()


def groups_duckdb(path: str) -> Any:
    columns = "{t: 'VARCHAR', d: 'STRUCT(channel_id VARCHAR)'}"
    source = f"read_json(?, format = 'newline_delimited', columns = {columns})"
    query = f"""SELECT CAST(d.channel_id AS UBIGINT) AS channel, count(*) FROM {source}
        WHERE t = 'MESSAGE_CREATE' GROUP BY channel ORDER BY channel"""
    return duckdb.execute(query, [path]).fetchall()


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
        "zerocord.fields": five_fields_zerocord,
        "zerocord.fieldgetter": five_fields_fieldgetter,
        "zerocord, Frame.get": five_fields_get,
        "json.loads": five_fields_of(json.loads),
        "orjson.loads": five_fields_of(orjson.loads),
        "msgspec, two structs": five_fields_msgspec,
    },
    "messages per channel": {
        "zerocord.scan": groups_zerocord,
        "polars.scan_ndjson": groups_polars,
        "duckdb, read_json": groups_duckdb,
    },
    "six columns of messages": {
        "zerocord.read": table_zerocord,
        "polars.scan_ndjson": table_polars,
    },
}


def consume(answer: Any) -> None:
    """Takes all rows of an answer that is not yet computed."""
    if isinstance(answer, Iterator):
        deque(answer, maxlen=0)


def is_same(one: Any, other: Any) -> bool:
    return bool(one.equals(other) if isinstance(one, pl.DataFrame) else one == other)


def import_seconds() -> list[float]:
    """The processor time that `import zerocord` adds to a start of Python."""
    programs = ("import zerocord", "pass")
    command = "import time; a = time.process_time(); {}; print(time.process_time() - a)"
    seconds = []
    for _ in range(9):
        with_import, without = (float(subprocess.check_output([sys.executable, "-c", command.format(one)])) for one in programs)
        seconds.append(with_import - without)
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description="Compares zerocord with other decoders.")
    parser.add_argument("recording", help="a plain recording; of some 100 MB")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--task", help="only tasks whose names contain this")
    arguments = parser.parse_args()
    path = arguments.recording
    print(f"import zerocord: {statistics.median(import_seconds()) * 1000:.0f} ms of processor time")
    for task, engines in TASKS.items():
        if arguments.task and arguments.task not in task:
            continue
        first = None
        for name, run in engines.items():
            answer = run(path)
            answer = list(answer) if isinstance(answer, Iterator) else answer
            first = answer if first is None else first
            if not is_same(first, answer):
                raise SystemExit(f"{task}: the answer of {name} differs")
            del answer
        del first
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in engines}
        for _ in range(arguments.rounds):
            for name, run in engines.items():
                elapsed, used = time.perf_counter(), time.process_time()
                consume(run(path))
                taken[name].append((time.process_time() - used, time.perf_counter() - elapsed))
        medians = {name: [statistics.median(times) for times in zip(*pairs)] for name, pairs in taken.items()}
        print(task)
        own = next(iter(medians.values()))
        for name, (used, elapsed) in medians.items():
            print(
                f"  {name:22} {used:7.3f} s of processor time {used / own[0]:6.1f}x"
                f"   {elapsed:7.3f} s elapsed {elapsed / own[1]:6.1f}x"
            )


if __name__ == "__main__":
    main()
