"""Recordings as lazy frames of Polars."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from zerocord import _sources
from zerocord._errors import require
from zerocord._table import OnBad, make_spec

if TYPE_CHECKING:
    import polars

    from zerocord._sources import Source


def scan(
    source: Source,
    event: str,
    columns: Iterable[str] | None = None,
    *,
    depth: int = 2,
    content: bool = False,
    derive: bool = False,
    presence: bool | None = None,
    validate: bool = True,
    errors: OnBad = "warn",
    threads: int = 0,
) -> polars.LazyFrame:
    """The rows of one event in recordings, as a `polars.LazyFrame`. The arguments are those of `read`.

    Only the columns that the query uses are read. Rows are left out while they are read if the query compares ids, whole
    numbers or times with constants (``==``, ``<``, ``is_in``, ``is_between``, ``is_null``, ...), and reading ends when the query
    has enough rows. All other conditions are applied by Polars.

    >>> import polars as pl, zerocord
    >>> frames = b'{"t":"TYPING_START","s":1,"op":0,"d":{"user_id":"9"}}\\n{"t":"TYPING_START","s":2,"op":0,"d":{"user_id":"7"}}'
    >>> zerocord.scan(frames, "TYPING_START").filter(pl.col("user_id") == 7).select("user_id", "_line").collect().rows()
    [(7, 2)]
    """
    require("polars")
    import polars
    from polars.io.plugins import register_io_source

    from zerocord import _predicates

    if errors not in ("raise", "warn", "ignore"):
        raise ValueError(f'errors must be "raise", "warn" or "ignore", not {errors!r}')
    names = None if columns is None or isinstance(columns, str) else list(columns)
    options: dict[str, Any] = dict(depth=depth, content=content, derive=derive, presence=presence, validate=validate)
    spec = make_spec(event, columns if isinstance(columns, str) else names, **options)
    sources = _sources.expand(source)
    if not _sources.is_repeatable(sources):
        raise TypeError("scan reads a recording once per query: name the file, or pass its bytes, not a file object")
    paths: dict[str, list[str]] = {}
    for path in names or []:
        paths.setdefault(path.split(".")[0], []).append(path)
    for name, _ in spec.fields():
        paths.setdefault(name, [name])

    def frames(
        with_columns: list[str] | None,
        predicate: polars.Expr | None,
        n_rows: int | None,
        batch_size: int | None,
    ) -> Iterator[polars.DataFrame]:
        # At least one column, so that batches have a number of rows.
        wanted = with_columns if with_columns is None else with_columns or [next(iter(paths))]
        part = spec
        if wanted is not None:
            part = make_spec(event, [path for name in wanted for path in paths[name]], **options)
        # With both, Polars means the rows among the first `n_rows` that match.
        is_filtered = predicate is not None and n_rows is None
        conditions = _predicates.conditions(predicate) if predicate is not None and is_filtered else []
        conditions = [condition for condition in conditions if part.can_filter([condition])]
        reader = part.read(
            sources,
            conditions=conditions,
            limit=n_rows,
            threads=threads,
            progress=None,
            on_bad=errors,
            is_foreign=False,
        )
        for batch in reader:
            frame = polars.DataFrame(batch)
            if predicate is not None:
                # Also what was applied above: that only leaves out rows that certainly do not match.
                frame = frame.filter(predicate)
            yield frame if wanted is None else frame.select(wanted)

    schema = polars.DataFrame(spec.empty()).schema
    return register_io_source(frames, schema=schema)
