"""Predicates of Polars as conditions that are checked while rows are read.

Only comparisons of a column with constants are understood. A condition that is not understood is left to Polars.
"""

from __future__ import annotations

import datetime
import io
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars

Condition = tuple[str, str, list[int]]

_LOWEST = -(2**64)
_HIGHEST = 2**64
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
_MIRRORED = {"Eq": "Eq", "Lt": "Gt", "LtEq": "GtEq", "Gt": "Lt", "GtEq": "LtEq"}


def conditions(predicate: polars.Expr) -> list[Condition]:
    """The conditions that have to hold for a row to match, as far as they are understood."""
    found: list[Condition] = []
    _add(json.loads(predicate.meta.serialize(format="json")), found)
    return found


def _add(node: Any, found: list[Condition]) -> None:
    if not isinstance(node, dict):
        return
    binary = node.get("BinaryExpr")
    if isinstance(binary, dict):
        if binary["op"] == "And":
            _add(binary["left"], found)
            _add(binary["right"], found)
        else:
            _add_comparison(binary["left"], binary["op"], binary["right"], found)
    function = node.get("Function")
    if isinstance(function, dict):
        _add_function(function["input"], function["function"], found)


def _add_comparison(left: Any, op: str, right: Any, found: list[Condition]) -> None:
    if op not in _MIRRORED:
        return
    path, value = _path(left), _number(right)
    if path is None:
        path, value, op = _path(right), _number(left), _MIRRORED[op]
    if path is None or value is None:
        return
    if op == "Eq":
        found.append((path, "in", [value]))
        return
    low = {"Gt": value + 1, "GtEq": value}.get(op, _LOWEST)
    high = {"Lt": value - 1, "LtEq": value}.get(op, _HIGHEST)
    found.append((path, "between", [low, high]))


def _add_function(inputs: list[Any], function: Any, found: list[Condition]) -> None:
    boolean = function.get("Boolean") if isinstance(function, dict) else None
    path = _path(inputs[0]) if inputs else None
    if path is None:
        return
    if boolean == "IsNull":
        found.append((path, "null", []))
    elif boolean == "IsNotNull":
        found.append((path, "not_null", []))
    elif isinstance(boolean, dict) and "IsIn" in boolean and not boolean["IsIn"].get("nulls_equal", True):
        values = _numbers(inputs[1])
        if values is not None:
            found.append((path, "in", values))
    elif isinstance(boolean, dict) and "IsBetween" in boolean:
        low, high = _number(inputs[1]), _number(inputs[2])
        closed = boolean["IsBetween"].get("closed")
        if low is not None and high is not None and closed in ("Both", "Left", "Right", "None"):
            low += closed in ("Right", "None")
            high -= closed in ("Left", "None")
            found.append((path, "between", [low, high]))


def _path(node: Any) -> str | None:
    """The path of a column, or of a field of a struct."""
    if not isinstance(node, dict):
        return None
    column = node.get("Column")
    if isinstance(column, str):
        # No table has a column with a dot in its name, but a query can make one.
        return None if "." in column else column
    function = node.get("Function")
    if not isinstance(function, dict) or len(function["input"]) != 1:
        return None
    kind = function["function"]
    field = kind.get("StructExpr", {}) if isinstance(kind, dict) else {}
    name = field.get("FieldByName") if isinstance(field, dict) else None
    outer = _path(function["input"][0])
    return f"{outer}.{name}" if isinstance(name, str) and "." not in name and outer is not None else None


def _number(node: Any) -> int | None:
    """A constant as a number; times in microseconds since 1970."""
    value = _constant(node)
    return None if value is None else _to_number(value)


def _numbers(node: Any) -> list[int] | None:
    values = _constant(node)
    if values is None or not hasattr(values, "__iter__") or isinstance(values, (str, bytes)):
        return None
    numbers = [_to_number(value) for value in values if value is not None]
    return None if None in numbers else [number for number in numbers if number is not None]


def _to_number(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if _LOWEST < value < _HIGHEST else None
    if isinstance(value, datetime.datetime) and value.tzinfo is not None:
        return (value - _EPOCH) // datetime.timedelta(microseconds=1)
    return None


def _constant(node: Any) -> Any:
    """The value of a literal; `None` if the node is something else, or a time in other units than microseconds."""
    literal = node.get("Literal") if isinstance(node, dict) else None
    if not isinstance(literal, dict):
        return None
    scalar = literal.get("Scalar")
    if isinstance(scalar, dict) and "Datetime" in scalar and "Microseconds" not in scalar["Datetime"]:
        return None
    if isinstance(literal.get("Dyn"), dict) and isinstance(literal["Dyn"].get("Int"), int):
        return literal["Dyn"]["Int"]
    import polars

    value = polars.select(polars.Expr.deserialize(io.StringIO(json.dumps(node)), format="json"))
    if value.width != 1 or value.height == 0:
        return None
    series = value.to_series()
    dtype = series.dtype.inner if isinstance(series.dtype, polars.List) else series.dtype
    if isinstance(dtype, polars.Datetime) and dtype.time_unit != "us":
        return None
    if series.len() > 1 or "Series" in literal:
        return series.to_list()
    item = series.item()
    return item.to_list() if isinstance(item, polars.Series) else item
