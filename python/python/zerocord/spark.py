"""Recordings as a data source of Apache Spark 4.

>>> from zerocord.spark import ZerocordDataSource
>>> spark.dataSource.register(ZerocordDataSource)                                               # doctest: +SKIP
>>> spark.read.format("zerocord").option("event", "MESSAGE_CREATE").load("rec").groupBy("channel_id").count()  # doctest: +SKIP

Options: ``event`` (required); ``columns``, paths with commas between them; ``depth``; ``content``, ``derive`` and ``presence``:
``true`` or ``false``; ``errors``. They mean what the arguments of `zerocord.read` mean. Each file is a partition, and is read on the
machine that runs its task, which needs this package and the file under the same path. All rows of a file are read: conditions of a
query are applied by Spark.

Spark has no unsigned integers. Those of 64 bits, such as ids, are ``decimal(20,0)``, as in a lake that Spark reads; smaller ones are
the next larger signed type. Spark needs PyArrow.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
from pyspark.sql.datasource import DataSource, DataSourceReader, InputPartition
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.types import StructType

import zerocord
from zerocord import _sources

__all__ = ["ZerocordDataSource"]

_FLAGS = ("content", "derive", "presence", "validate")
_KNOWN = ("path", "event", "columns", "depth", "errors", *_FLAGS)


class ZerocordDataSource(DataSource):
    """The rows of one event in recordings: `spark.read.format("zerocord").option("event", ...).load(path)`."""

    @classmethod
    def name(cls) -> str:
        return "zerocord"

    def schema(self) -> StructType:
        """The columns of the event."""
        return from_arrow_schema(_arrow_schema(self._arguments()))

    def reader(self, schema: StructType) -> DataSourceReader:
        """Reads each file as a partition."""
        path = self.options.get("path")
        if not path:
            raise ValueError('name the recording: spark.read.format("zerocord")....load("rec")')
        return _Reader(_sources.expand(path), self._arguments())

    def _arguments(self) -> dict[str, Any]:
        """The arguments of `zerocord.read` other than the source."""
        # Names of options arrive in lower case.
        options = {name.lower(): value for name, value in self.options.items()}
        unknown = sorted(set(options) - set(_KNOWN))
        if unknown:
            raise ValueError(f"unknown option {unknown[0]!r}; the options are {', '.join(_KNOWN[1:])}")
        if "event" not in options:
            raise ValueError('name the event: .option("event", "MESSAGE_CREATE")')
        arguments: dict[str, Any] = {"event": options["event"]}
        if "columns" in options:
            arguments["columns"] = [path.strip() for path in options["columns"].split(",")]
        if "depth" in options:
            arguments["depth"] = int(options["depth"])
        if "errors" in options:
            arguments["errors"] = options["errors"]
        for flag in _FLAGS:
            if flag in options:
                arguments[flag] = _flag(flag, options[flag])
        return arguments


class _File(InputPartition):
    """A file of the recording."""

    def __init__(self, path: str) -> None:
        self.path = path


class _Reader(DataSourceReader):
    def __init__(self, files: list[str], arguments: dict[str, Any]) -> None:
        self._files = files
        self._arguments = arguments

    def partitions(self) -> list[InputPartition]:
        return [_File(path) for path in self._files]

    def read(self, partition: InputPartition) -> Iterator[pa.RecordBatch]:
        assert isinstance(partition, _File)
        target = _arrow_schema(self._arguments)
        # Spark runs a task per core.
        table = zerocord.read(partition.path, threads=1, **self._arguments)
        for batch in pa.RecordBatchReader.from_stream(table):
            yield batch.cast(target)


def _flag(name: str, value: str) -> bool:
    if value.lower() not in ("true", "false"):
        raise ValueError(f'the option {name} is "true" or "false", not {value!r}')
    return value.lower() == "true"


def _arrow_schema(arguments: dict[str, Any]) -> pa.Schema:
    """The schema of the rows, in types that Spark has."""
    schema = pa.schema(zerocord.read(b"", **arguments))
    return pa.schema([field.with_type(_spark_type(field.type)) for field in schema])


def _spark_type(type: pa.DataType) -> pa.DataType:
    if isinstance(type, pa.BaseExtensionType):
        return _spark_type(type.storage_type)
    if pa.types.is_uint64(type):
        return pa.decimal128(20, 0)
    if pa.types.is_unsigned_integer(type):
        return {8: pa.int16(), 16: pa.int32(), 32: pa.int64()}[type.bit_width]
    if pa.types.is_dictionary(type):
        return _spark_type(type.value_type)
    if pa.types.is_struct(type):
        return pa.struct([field.with_type(_spark_type(field.type)) for field in type])
    if pa.types.is_list(type) or pa.types.is_large_list(type):
        return pa.list_(type.value_field.with_type(_spark_type(type.value_type)))
    if pa.types.is_map(type):
        return pa.map_(_spark_type(type.key_type), type.item_field.with_type(_spark_type(type.item_type)))
    return type
