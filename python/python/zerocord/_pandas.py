"""Tables as pandas data frames, with or without PyArrow."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas

    from zerocord._table import Table

_DTYPES = {
    "uint64": "UInt64",
    "int64": "Int64",
    "uint32": "UInt32",
    "float64": "Float64",
    "boolean": "boolean",
    "timestamp": "datetime64[us, UTC]",
}


def to_pandas(table: Table) -> pandas.DataFrame:
    """All rows as a data frame."""
    if not _has_pyarrow():
        return _of_python_values(table)
    import pandas
    import pyarrow

    dtypes: dict[Any, Any] = {
        pyarrow.uint64(): pandas.UInt64Dtype(),
        pyarrow.int64(): pandas.Int64Dtype(),
        pyarrow.uint32(): pandas.UInt32Dtype(),
        pyarrow.float64(): pandas.Float64Dtype(),
        pyarrow.bool_(): pandas.BooleanDtype(),
    }
    text = _text_dtype()
    if isinstance(text, pandas.StringDtype):
        dtypes[pyarrow.string()] = text
        # The type of JSON columns in versions of PyArrow that know it.
        if hasattr(pyarrow, "json_"):
            dtypes[pyarrow.json_()] = text
    frame: pandas.DataFrame = table.to_arrow().to_pandas(types_mapper=dtypes.get, maps_as_pydicts="strict")
    return frame


def _has_pyarrow() -> bool:
    return importlib.util.find_spec("pyarrow") is not None


def _of_python_values(table: Table) -> pandas.DataFrame:
    import pandas

    fields = dict(table._spec.fields())
    columns: dict[str, list[Any]] = {name: [] for name in fields}
    for batch in table.batches():
        for name, cells in batch.to_dict().items():
            columns[name] += cells
    series = {name: _series(columns[name], kind) for name, kind in fields.items()}
    return pandas.DataFrame(series)


def _series(cells: list[Any], kind: str) -> Any:
    import pandas

    dtype = _DTYPES.get(kind)
    if dtype is not None:
        return pandas.Series(cells, dtype=dtype)
    if kind in ("string", "json"):
        return pandas.Series(cells, dtype=_text_dtype())
    return pandas.Series(cells, dtype=object)


def _text_dtype() -> Any:
    """The type that this version of pandas gives to strings."""
    import pandas

    return pandas.Series(["text"]).dtype
