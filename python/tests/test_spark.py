"""`zerocord.spark`, where pyspark and Java are installed."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import zerocord

pytest.importorskip("pyarrow")
pytest.importorskip("pyspark", minversion="4")
pytestmark = [
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java"),
    pytest.mark.filterwarnings("ignore"),
]


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from pyspark.sql import SparkSession
    from zerocord.spark import ZerocordDataSource

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
        session = builder.config("spark.sql.session.timeZone", "UTC").getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
        session.dataSource.register(ZerocordDataSource)
        yield session
        session.stop()


def test_rows_are_those_of_read(spark: Any, sample: str) -> None:
    frame = spark.read.format("zerocord").option("event", "MESSAGE_CREATE").option("columns", "id,author.id,type").load(sample)
    rows = [(int(row["id"]), int(row["author"]["id"]), row["type"]) for row in frame.collect()]
    want = zerocord.read(sample, "MESSAGE_CREATE", ["id", "author.id", "type"]).to_dicts()
    assert len(want) == 102
    assert rows == [(row["id"], row["author"]["id"], row["type"]) for row in want]


def test_all_columns_of_many_files(spark: Any, sample: str, tmp_path: Path) -> None:
    for name in ("rec.1.ndjson", "rec.2.ndjson"):
        shutil.copy(sample, tmp_path / name)
    for event, count in (("PRESENCE_UPDATE", 723), ("GUILD_CREATE", 4), ("READY", 1)):
        frame = spark.read.format("zerocord").option("event", event).load(str(tmp_path))
        assert frame.rdd.getNumPartitions() == 2
        assert frame.count() == 2 * count
        assert len(frame.collect()) == 2 * count


def test_types_of_every_event(sample: str) -> None:
    import pyarrow
    from pyspark.sql.pandas.types import from_arrow_schema
    from zerocord.spark import _arrow_schema

    tables = 0
    for event in [*zerocord._zerocord.event_names(), "unknown", "other"]:
        try:
            table = zerocord.read(sample, event, content=True, errors="ignore")
        except zerocord.Error:
            # An event whose payload the schema does not know.
            continue
        target = _arrow_schema({"event": event, "content": True})
        from_arrow_schema(target)
        for batch in pyarrow.RecordBatchReader.from_stream(table):
            assert batch.cast(target).num_rows == batch.num_rows
        tables += 1
    assert tables > 60


def test_options_that_are_wrong(spark: Any, sample: str) -> None:
    for options, text in (
        ({}, "name the event"),
        ({"event": "MESSAGE_CREAT"}, "did you mean MESSAGE_CREATE"),
        ({"event": "READY", "colums": "v"}, "unknown option"),
        ({"event": "READY", "content": "yes"}, '"true" or "false"'),
    ):
        with pytest.raises(Exception, match=text):
            spark.read.format("zerocord").options(**options).load(sample).collect()
