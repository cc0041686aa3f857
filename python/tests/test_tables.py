"""Tables: values, libraries that read them, errors, options."""

from __future__ import annotations

import datetime
import json
import warnings
from typing import Any

import pytest
import zerocord
from conftest import frame

COLUMNS = ["id", "channel_id", "guild_id", "author.id", "timestamp", "_line"]


def messages(frames: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of six columns, made from what `json.loads` returns."""

    def number(text: str | None) -> int | None:
        return None if text is None else int(text)

    return [
        {
            "id": number(one["d"].get("id")),
            "channel_id": number(one["d"].get("channel_id")),
            "guild_id": number(one["d"].get("guild_id")),
            "author": {"id": number(one["d"]["author"]["id"])},
            "timestamp": datetime.datetime.fromisoformat(one["d"]["timestamp"]),
            "_line": line,
        }
        for line, one in enumerate(frames, 1)
        if one["t"] == "MESSAGE_CREATE"
    ]


def test_rows_agree_with_json(sample: str, sample_frames: list[dict[str, Any]]) -> None:
    table = zerocord.read(sample, "MESSAGE_CREATE", COLUMNS)
    want = messages(sample_frames)
    assert len(want) > 50
    assert table.to_dicts() == want
    assert table.to_dicts() == want, "a table of a file can be read again"
    assert [row for batch in table.batches() for row in batch.to_dicts()] == want
    assert table.report == {"bad_frames": 0, "first_bad": [], "wrong_values": []}


def test_polars(sample: str, sample_frames: list[dict[str, Any]]) -> None:
    polars = pytest.importorskip("polars")
    table = zerocord.read(sample, "MESSAGE_CREATE", COLUMNS)
    for frame in (table.to_polars(), polars.DataFrame(table)):
        assert frame.to_dicts() == messages(sample_frames)
        assert frame.schema["id"] == polars.UInt64
        assert frame.schema["timestamp"] == polars.Datetime("us", "UTC")


def test_duckdb(sample: str, sample_frames: list[dict[str, Any]]) -> None:
    duckdb = pytest.importorskip("duckdb")
    table = zerocord.read(sample, "MESSAGE_CREATE", COLUMNS)
    query = "SELECT id, author.id, _line FROM table ORDER BY _line"
    rows = duckdb.sql(query.replace("table", "messages"), connection=_connection(duckdb, table)).fetchall()
    assert rows == [(row["id"], row["author"]["id"], row["_line"]) for row in messages(sample_frames)]


def _connection(duckdb: Any, table: Any) -> Any:
    connection = duckdb.connect()
    connection.register("messages", table)
    return connection


def test_arrow(sample: str, sample_frames: list[dict[str, Any]]) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    table = zerocord.read(sample, "MESSAGE_CREATE", COLUMNS)
    assert table.to_arrow().to_pylist() == messages(sample_frames)
    reader = pyarrow.RecordBatchReader.from_stream(table)
    assert reader.schema.field("id").metadata[b"zerocord.kind"] == b"snowflake"
    assert sum(batch.num_rows for batch in reader) == len(messages(sample_frames))
    batch = pyarrow.record_batch(next(iter(table.batches())))
    assert batch.to_pylist() == messages(sample_frames)[: batch.num_rows]


def test_arro3(sample: str, sample_frames: list[dict[str, Any]]) -> None:
    core = pytest.importorskip("arro3.core")
    table = core.Table(zerocord.read(sample, "MESSAGE_CREATE", COLUMNS))
    assert table.num_rows == len(messages(sample_frames))


def test_pandas_with_and_without_pyarrow(
    sample: str, sample_frames: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    pandas = pytest.importorskip("pandas")
    from zerocord import _pandas

    def check(table: zerocord.Table) -> Any:
        frame = table.to_pandas()
        assert str(frame["guild_id"].dtype) == "UInt64"
        assert str(frame["timestamp"].dtype) == "datetime64[us, UTC]"
        assert [None if cell is pandas.NA else cell for cell in frame["guild_id"]] == [
            row["guild_id"] for row in messages(sample_frames)
        ]
        assert list(frame["author"]) == [row["author"] for row in messages(sample_frames)]
        return frame

    table = zerocord.read(sample, "MESSAGE_CREATE", COLUMNS)
    every = zerocord.read(sample, "MESSAGE_CREATE")
    with_pyarrow, every_with = check(table), every.to_pandas()
    monkeypatch.setattr(_pandas, "_has_pyarrow", lambda: False)
    without, every_without = check(table), every.to_pandas()
    pandas.testing.assert_frame_equal(with_pyarrow, without)
    assert list(every_with.dtypes) == list(every_without.dtypes)
    assert every_with.shape == every_without.shape


def test_a_missing_id_makes_no_floats_of_ids() -> None:
    pytest.importorskip("pandas")
    big = 2**64 - 1
    source = frame("MESSAGE_CREATE", {"id": str(big)}) + b"\n" + frame("MESSAGE_CREATE", {})
    column = zerocord.read(source, "MESSAGE_CREATE", ["id"]).to_pandas()["id"]
    assert column[0] == big and str(column.dtype) == "UInt64" and column.isna()[1]


def test_every_event_can_be_a_table(sample: str) -> None:
    from zerocord import _zerocord

    counts: dict[str, int] = {}
    known = []
    for event in [*_zerocord.event_names(), "unknown", "other"]:
        try:
            known.append(zerocord.read(b"", event))
        except zerocord.Error as error:
            assert error.kind == "unknown_event"
    assert len(known) > 100
    for one in zerocord.frames(sample):
        counts[one.t or "other"] = counts.get(one.t or "other", 0) + 1
    for event, count in counts.items():
        assert len(zerocord.read(sample, event).to_dicts()) == count, event


def test_json_columns_and_options() -> None:
    source = frame(
        "MESSAGE_CREATE",
        {"id": "1", "content": "secret https://x.y", "author": {"id": "2", "x": [1]}, "new": {"a": 1}},
    )
    row = zerocord.read(source, "MESSAGE_CREATE").to_dicts()[0]
    assert "content" not in row and json.loads(row["_extra"]) == {"new": {"a": 1}, "author.x": [1]}
    row = zerocord.read(source, "MESSAGE_CREATE", content=True, derive=True, depth=1).to_dicts()[0]
    assert row["content"] == "secret https://x.y" and row["has_link"] is True
    assert json.loads(row["author"]) == {"id": "2", "x": [1]}
    row = zerocord.read(source, "MESSAGE_CREATE", ["id"], presence=True).to_dicts()[0]
    assert row == {"id": 1, "_absent": []}
    columns = zerocord.read(source, "MESSAGE_CREATE", depth=1).columns
    assert (columns["id"], columns["author"], columns["mention_roles"]) == ("uint64", "json", "list of uint64")


@pytest.mark.parametrize(
    ("event", "columns", "kind", "text"),
    [
        ("MESAGE_CREATE", None, "unknown_event", "did you mean MESSAGE_CREATE"),
        ("typing_start", None, "unknown_event", "did you mean TYPING_START"),
        ("ACTIVITY_INVITE_CREATE", None, "unknown_event", "in the table `unknown`"),
        ("MESSAGE_CREATE", ["athor.id"], "unknown_column", "did you mean author.id"),
        ("MESSAGE_CREATE", ["chanel_id"], "unknown_column", "did you mean channel_id"),
        ("MESSAGE_CREATE", ["content"], "private_column", "content=True"),
        ("MESSAGE_CREATE", ["id", "id"], "repeated_column", "twice"),
        ("MESSAGE_CREATE", [], "no_columns", "at least one"),
    ],
)
def test_mistakes_are_named(event: str, columns: list[str] | None, kind: str, text: str) -> None:
    for make in (zerocord.read, zerocord.scan):
        with pytest.raises(zerocord.Error, match=text) as raised:
            make(b"", event, columns)
        assert raised.value.kind == kind


def test_mistaken_arguments() -> None:
    with pytest.raises(TypeError, match="not a string"):
        zerocord.read(b"", "MESSAGE_CREATE", "id")
    with pytest.raises(ValueError, match="depth"):
        zerocord.read(b"", "MESSAGE_CREATE", depth=0)
    with pytest.raises(ValueError, match="errors must be"):
        zerocord.read(b"", "MESSAGE_CREATE", errors="skip")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="negative"):
        zerocord.read(b"", "MESSAGE_CREATE").head(-1)


BAD = b"\n".join(
    [
        frame("TYPING_START", {"user_id": "1"}),
        b'{"t":"TYPING_START","s":1,"op":0,"d":{"user_id":"2"',
        frame("TYPING_START", {"user_id": "x"}),
        frame("TYPING_START", {"user_id": "4"}),
    ]
)


def test_bad_frames_and_values_warn() -> None:
    table = zerocord.read(BAD, "TYPING_START", ["user_id"])
    with pytest.warns(zerocord.BadFramesWarning, match=r"1 bad frame became no row\n  line 2: ") as record:
        rows = table.to_dicts()
    assert record[0].filename == __file__
    assert "user_id: 1 values are not an id" in str(record[0].message)
    assert [row["user_id"] for row in rows] == [1, None, 4]
    assert table.report["bad_frames"] == 1
    assert table.report["first_bad"][0]["line"] == 2
    assert table.report["wrong_values"][0]["column"] == "user_id"
    assert table.report["wrong_values"][0]["first"][0]["line"] == 3


def test_bad_frames_can_raise_or_be_ignored() -> None:
    for read in ("to_dicts", "to_polars", "to_arrow", "to_pandas"):
        if read != "to_dicts":
            pytest.importorskip({"to_arrow": "pyarrow"}.get(read, read[3:]))
        with pytest.raises(zerocord.Error) as raised:
            getattr(zerocord.read(BAD, "TYPING_START", ["user_id"], errors="raise"), read)()
        assert (raised.value.kind, raised.value.line) == ("truncated", 2)
    with pytest.raises(zerocord.Error) as raised:
        zerocord.read(frame("TYPING_START", {"user_id": "x"}), "TYPING_START", errors="raise").to_dicts()
    assert (raised.value.kind, raised.value.path, raised.value.line) == ("wrong_type", "user_id", 1)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table = zerocord.read(BAD, "TYPING_START", ["user_id"], errors="ignore")
        assert len(table.to_dicts()) == 3
        assert table.report["bad_frames"] == 1


def test_a_warning_that_is_an_error_is_raised() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(zerocord.BadFramesWarning):
            zerocord.read(BAD, "TYPING_START", ["user_id"]).to_dicts()
    polars = pytest.importorskip("polars")
    with pytest.warns(zerocord.BadFramesWarning):
        polars.DataFrame(zerocord.read(BAD, "TYPING_START"))


def test_torn_frames_are_counted() -> None:
    one = frame("TYPING_START", {"user_id": "1"})
    source = one[:-4] + one + b"\n" + one
    table = zerocord.read(source, "TYPING_START", ["user_id", "_line", "_offset"], errors="ignore")
    assert table.to_dicts() == [
        {"user_id": 1, "_line": 1, "_offset": len(one) - 4},
        {"user_id": 1, "_line": 2, "_offset": 0},
    ]
    assert table.report["bad_frames"] == 1
    frames = zerocord.frames(source, errors="skip")
    assert ([one.line for one in frames], frames.bad_frames) == ([1, 2], 1)


def test_head_and_representations(sample: str) -> None:
    table = zerocord.read(sample, "MESSAGE_CREATE", ["id", "author.id"])
    assert table.head(3).to_dicts() == table.to_dicts()[:3]
    assert table.head(0).to_dicts() == []
    assert len(table.head(10**9).to_dicts()) == len(table.to_dicts())
    assert repr(table) == "<Table of MESSAGE_CREATE with 2 columns: id: uint64, author.id: uint64>"
    shown = table._repr_html_()
    assert shown.count("<tr>") == 11 and "the first 10 rows" in shown
    assert str(table.to_dicts()[0]["id"]) in shown
    source = frame("MESSAGE_CREATE", {"content": "<script>"})
    assert "&lt;script&gt;" in zerocord.read(source, "MESSAGE_CREATE", ["content"], content=True)._repr_html_()


def test_a_limit_ends_reading_early(large: str) -> None:
    class Counted:
        """A file object that counts what is read of it."""

        count = 0

        def read(self, size: int) -> bytes:
            data = file.read(size)
            self.count += len(data)
            return data

    with open(large, "rb") as file:
        counted = Counted()
        assert len(zerocord.read(counted, "MESSAGE_CREATE", threads=2).head(5).to_dicts()) == 5
        # Some blocks are read ahead.
        assert counted.count < 10_000_000


def test_rows_of_several_files(sample: str) -> None:
    once = zerocord.read(sample, "PRESENCE_UPDATE").to_dicts()
    twice = zerocord.read([sample, sample], "PRESENCE_UPDATE").to_dicts()
    assert twice == once + once


def test_progress(sample: str) -> None:
    import os

    for table in (zerocord.read([sample] * 20, "RESUMED"), zerocord.read([sample], "MESSAGE_CREATE")):
        assert table.byte_count == sum(map(os.path.getsize, table._sources))
    seen: list[int] = []
    table = zerocord.read([sample] * 20, "TYPING_START", progress=seen.append)
    table.to_dicts()
    assert sum(seen) == table.byte_count
    seen.clear()
    assert len(list(zerocord.frames(sample, progress=seen.append))) > 0
    assert sum(seen) == os.path.getsize(sample)

    def fail(count: int) -> None:
        raise LookupError("no")

    for read in (
        lambda: zerocord.read(sample, "TYPING_START", progress=fail).to_dicts(),
        lambda: zerocord.read(sample, "TYPING_START", progress=fail).to_arrow(),
        lambda: list(zerocord.frames(sample, progress=fail)),
    ):
        try:
            with pytest.raises(LookupError):
                read()
        except ImportError:
            continue
