"""Lazy frames: whatever is applied while reading, the answer is that of the whole table."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
import zerocord
from conftest import frame

pl = pytest.importorskip("polars")

from zerocord import _predicates  # noqa: E402

TIME = datetime.datetime(2026, 1, 7, 2, 15, 56, tzinfo=datetime.timezone.utc)
SOME = 1458282980000000000

QUERIES: dict[str, tuple[Callable[[Any], Any], int | None]] = {
    # A query, and the number of conditions that are applied while reading; none if there is no predicate.
    "equal": (lambda lf: lf.filter(pl.col("guild_id") == 267624335836053506), 1),
    "mirrored": (lambda lf: lf.filter(pl.lit(SOME) < pl.col("id")), 1),
    "greater": (lambda lf: lf.filter(pl.col("id") > SOME), 1),
    "range": (lambda lf: lf.filter(pl.col("id").is_between(SOME, SOME + 10**15, closed="left")), 1),
    "none": (lambda lf: lf.filter(pl.col("id") == 7), 1),
    "in": (lambda lf: lf.filter(pl.col("guild_id").is_in([267624335836053506, 7])), 1),
    "in empty": (lambda lf: lf.filter(pl.col("guild_id").is_in([])), None),
    "null": (lambda lf: lf.filter(pl.col("guild_id").is_null()), 1),
    "not null": (lambda lf: lf.filter(pl.col("guild_id").is_not_null()), 1),
    "time": (lambda lf: lf.filter(pl.col("timestamp") >= TIME), 1),
    "time between": (
        lambda lf: lf.filter(pl.col("timestamp").is_between(TIME, TIME + datetime.timedelta(seconds=1))),
        1,
    ),
    "integer": (lambda lf: lf.filter(pl.col("type") == 0), 1),
    "field of struct": (lambda lf: lf.filter(pl.col("author").struct.field("id") > 10**18), 1),
    "and": (lambda lf: lf.filter(pl.col("id") > SOME, pl.col("type") == 0, pl.col("tts").not_()), 2),
    "not understood": (lambda lf: lf.filter((pl.col("id") % 2 == 0) | (pl.col("type") == 0)), 0),
    "negated": (lambda lf: lf.filter(~(pl.col("id") > SOME)), None),
    "other columns": (lambda lf: lf.filter(pl.col("_line") > 500), 1),
    "float": (lambda lf: lf.filter(pl.col("type") < 0.5), 0),
    "head": (lambda lf: lf.head(7), None),
    "head, then filter": (lambda lf: lf.head(20).filter(pl.col("type") == 0), None),
    "filter, then head": (lambda lf: lf.filter(pl.col("id") > SOME).head(5), 1),
    "tail": (lambda lf: lf.tail(3), None),
    "slice": (lambda lf: lf.slice(5, 9), None),
    "columns": (lambda lf: lf.select("id", "_line"), None),
    "reordered": (lambda lf: lf.select("_line", "id"), None),
    "nested": (lambda lf: lf.select(pl.col("author").struct.field("username")), None),
    "length": (lambda lf: lf.select(pl.len()), None),
    "filtered length": (lambda lf: lf.filter(pl.col("id") > SOME).select(pl.len()), 1),
    "groups": (lambda lf: lf.group_by("channel_id").len().sort("channel_id"), None),
    "join": (lambda lf: lf.join(lf.select("id", line="_line"), on="id").sort("id"), None),
}


@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.parametrize("engine", ["in-memory", "streaming"])
def test_answers_are_those_of_the_table(
    sample: str, name: str, engine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    query, pushed = QUERIES[name]
    applied: list[int] = []
    original = _predicates.conditions

    def conditions(predicate: Any) -> list[Any]:
        found = original(predicate)
        applied.append(len(found))
        return found

    monkeypatch.setattr(_predicates, "conditions", conditions)
    found = query(zerocord.scan(sample, "MESSAGE_CREATE")).collect(engine=engine)
    want = query(zerocord.read(sample, "MESSAGE_CREATE").to_polars().lazy()).collect()
    assert found.equals(want), name
    assert found.schema == want.schema
    if pushed is not None:
        assert applied and max(applied) == pushed


def test_columns_that_are_not_needed_are_not_read(sample: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from zerocord import _scan

    made: list[Any] = []
    original = _scan.make_spec

    def make_spec(event: str, columns: Any, **options: Any) -> Any:
        made.append(columns)
        return original(event, columns, **options)

    monkeypatch.setattr(_scan, "make_spec", make_spec)
    lf = zerocord.scan(sample, "MESSAGE_CREATE", ["id", "author.id", "author.username", "_line"])
    assert lf.select("author").collect().schema["author"] == pl.Struct({"id": pl.UInt64, "username": pl.String})
    assert made[-1] == ["author.id", "author.username"]
    zerocord.scan(sample, "MESSAGE_CREATE").select("id").collect()
    assert made[-1] == ["id"]


def test_unix_times_and_values_of_wrong_types() -> None:
    rows = [
        {"timestamp": 1767752156, "user_id": "1"},
        {"timestamp": 1767752157, "user_id": 2},
        {"timestamp": None, "user_id": "x"},
        {"user_id": ""},
        {"timestamp": "1767752156", "user_id": None},
        {"timestamp": 1767752157.5, "user_id": "18446744073709551615"},
    ]
    source = b"\n".join(frame("TYPING_START", row) for row in rows)
    lf = zerocord.scan(source, "TYPING_START", ["timestamp", "user_id", "_line"], errors="ignore")
    whole = zerocord.read(source, "TYPING_START", ["timestamp", "user_id", "_line"], errors="ignore").to_polars()
    time = datetime.datetime.fromtimestamp(1767752156, datetime.timezone.utc)
    for predicate in (
        pl.col("timestamp") == time,
        pl.col("timestamp") > time,
        pl.col("timestamp").is_null(),
        pl.col("timestamp").is_not_null(),
        pl.col("user_id").is_null(),
        pl.col("user_id").is_not_null(),
        pl.col("user_id") == 2,
        pl.col("user_id") > 1,
        pl.col("user_id") == 18446744073709551615,
        pl.col("user_id").is_in([1, 2, None]),
        pl.col("user_id").eq_missing(None),
        pl.col("user_id").is_in([1, None], nulls_equal=True),
    ):
        assert lf.filter(predicate).collect().equals(whole.filter(predicate)), str(predicate)


def test_presence_and_empty_recordings(sample: str) -> None:
    lf = zerocord.scan(sample, "PRESENCE_UPDATE", ["user.id"], presence=True)
    assert lf.collect_schema().names() == ["user", "_absent"]
    assert lf.select("user").collect().equals(zerocord.read(sample, "PRESENCE_UPDATE", ["user.id"]).to_polars())
    assert lf.select("_absent").collect().height == lf.collect().height
    empty = zerocord.scan(b"", "MESSAGE_CREATE")
    assert empty.collect().height == 0 and empty.collect_schema()["id"] == pl.UInt64


def test_errors_of_a_scan(tmp_path: Any) -> None:
    path = tmp_path / "rec"
    path.write_bytes(frame("TYPING_START", {"user_id": "x"}))
    with pytest.warns(zerocord.BadFramesWarning):
        zerocord.scan(path, "TYPING_START").collect()
    lf = zerocord.scan(path, "TYPING_START", errors="raise")
    with pytest.raises(Exception, match="user_id: the value is not an id"):
        lf.collect()
    path.unlink()
    with pytest.raises(Exception, match="No such file"):
        lf.collect()
