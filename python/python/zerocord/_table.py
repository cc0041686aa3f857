"""Tables of recordings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from zerocord import _sources, _zerocord
from zerocord._errors import Error, require

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    from zerocord._sources import Source

OnBad = Literal["raise", "warn", "ignore"]
_T = TypeVar("_T")

_ROWS_SHOWN = 10
_COLUMNS_SHOWN = 12


class Table:
    """The rows of one event. Nothing is read before the rows are requested, and each request reads the recording again.

    DuckDB, Polars, pandas, PyArrow and other libraries take it as an Arrow stream, without a copy of the whole in memory.

    >>> import zerocord
    >>> table = zerocord.read(b'{"t":"TYPING_START","s":1,"op":0,"d":{"user_id":"9"}}', "TYPING_START", ["user_id", "_line"])
    >>> table.to_dicts()
    [{'user_id': 9, '_line': 1}]
    """

    def __init__(
        self,
        sources: list[Any],
        spec: _zerocord.TableSpec,
        *,
        errors: OnBad = "warn",
        threads: int = 0,
        limit: int | None = None,
        progress: Callable[[int], object] | None = None,
        is_read: list[bool] | None = None,
    ) -> None:
        self._sources = sources
        self._spec = spec
        self._errors = errors
        self._threads = threads
        self._limit = limit
        self._progress = progress
        # Shared with the heads of this table, which read the same file objects.
        self._is_read = [False] if is_read is None else is_read
        self._report: dict[str, Any] = {"bad_frames": 0, "first_bad": [], "wrong_values": []}

    @property
    def columns(self) -> dict[str, str]:
        """The paths of all columns, and their types. Fields of structs are listed one by one."""
        return dict(self._spec.columns())

    @property
    def byte_count(self) -> int | None:
        """The number of bytes to read, as stored; `None` if a file object is read. For progress bars."""
        return _sources.byte_count(self._sources)

    @property
    def report(self) -> dict[str, Any]:
        """What the last reading by a method of this table could not read: `bad_frames`, `first_bad`, `wrong_values`."""
        return self._report

    def batches(self) -> Iterator[_zerocord.Batch]:
        """Reads the rows in batches, in bounded memory."""
        reader = self._open()
        try:
            yield from reader
        finally:
            self._report = reader.report()

    def to_dicts(self) -> list[dict[str, Any]]:
        """Reads all rows as dictionaries. Ids are `int`, times are aware `datetime`, JSON columns are `str`."""
        return [row for batch in self.batches() for row in batch.to_dicts()]

    def to_polars(self) -> polars.DataFrame:
        """Reads all rows as a Polars data frame."""
        require("polars")
        import polars

        return self._consume(polars.DataFrame)

    def to_arrow(self) -> pyarrow.Table:
        """Reads all rows as a PyArrow table."""
        require("pyarrow")
        import pyarrow

        return self._consume(pyarrow.table)

    def to_pandas(self) -> pandas.DataFrame:
        """Reads all rows as a pandas data frame. PyArrow is used if it is installed, but it is not needed.

        Ids and other numbers have the nullable types of pandas (`UInt64`, `Int64`, ...), so that a missing value does not
        make floats of ids.
        """
        require("pandas")
        from zerocord import _pandas

        return _pandas.to_pandas(self)

    def __arrow_c_schema__(self) -> object:
        return self._spec.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._open(is_foreign=True).__arrow_c_stream__(requested_schema)

    def __repr__(self) -> str:
        columns = self.columns
        shown = ", ".join(f"{path}: {kind}" for path, kind in list(columns.items())[:_COLUMNS_SHOWN])
        more = ", ..." if len(columns) > _COLUMNS_SHOWN else ""
        return f"<Table of {self._spec.event} with {len(columns)} columns: {shown}{more}>"

    def _repr_html_(self) -> str:
        """The first rows, for notebooks."""
        import html

        if not _sources.is_repeatable(self._sources):
            return f"<pre>{html.escape(repr(self))}</pre>"
        head = self.head(_ROWS_SHOWN + 1).to_dicts()
        names = list(dict(self._spec.fields()))
        parts = ["<table><thead><tr>"]
        parts += [f"<th>{html.escape(name)}</th>" for name in names[:_COLUMNS_SHOWN]]
        parts.append("</tr></thead><tbody>")
        for row in head[:_ROWS_SHOWN]:
            cells = (_short(row[name]) for name in names[:_COLUMNS_SHOWN])
            parts.append("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>")
        parts.append("</tbody></table>")
        notes = []
        if len(head) > _ROWS_SHOWN:
            notes.append(f"the first {_ROWS_SHOWN} rows")
        if len(names) > _COLUMNS_SHOWN:
            notes.append(f"{_COLUMNS_SHOWN} of {len(names)} columns")
        if notes:
            parts.append(f"<p>{html.escape(', '.join(notes))}</p>")
        return "".join(parts)

    def head(self, rows: int = 5) -> Table:
        """The first rows. No more of the recording is read than they need."""
        if rows < 0:
            raise ValueError("the number of rows must not be negative")
        limit = rows if self._limit is None else min(rows, self._limit)
        return Table(
            self._sources, self._spec, errors="ignore", threads=self._threads, limit=limit, is_read=self._is_read
        )

    def _open(self, *, is_foreign: bool = False) -> _zerocord.Reader:
        if self._is_read[0] and not _sources.is_repeatable(self._sources):
            raise RuntimeError("the file object has been read already; open it again, or name the file instead")
        self._is_read[0] = True
        return self._spec.read(
            self._sources,
            conditions=[],
            limit=self._limit,
            threads=self._threads,
            progress=self._progress,
            on_bad=self._errors,
            is_foreign=is_foreign,
        )

    def _consume(self, read: Callable[[Any], _T]) -> _T:
        """Reads with a function of another library, and raises the exceptions of this one."""
        reader = self._open()
        try:
            return read(reader)
        except BaseException:
            failure = reader.take_failure()
            if failure is not None:
                raise failure from None
            raise
        finally:
            self._report = reader.report()


def read(
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
    progress: Callable[[int], object] | None = None,
) -> Table:
    """The rows of one event in recordings, as a table.

    Args:
        source: A file, a folder, a pattern such as ``"*.ndjson.zst"``, bytes, a file object open in binary mode, or a list of
            these. Files may be plain, gzip or zstd.
        event: The name of the event. ``"unknown"`` is the table of events that this version does not know, ``"other"`` that of
            frames that are not events.
        columns: Paths such as ``"author.id"``; by default all.
        depth: How many levels of objects become structs. What is deeper is JSON.
        content: Whether to include message content, which is left out by default.
        derive: Whether to add columns that are computed from content: ``content_len``, ``has_link``, ...
        presence: Whether to add the column ``_absent``; by default for ``*_UPDATE`` events.
        validate: Whether to check every byte of the frames that become rows.
        errors: What to do about bad frames, and about values that do not have the type of their column: ``"warn"`` leaves them
            out and warns at the end, ``"raise"`` raises `zerocord.Error`, ``"ignore"`` only counts them in `Table.report`.
        threads: The number of threads; 0 for one per processor.
        progress: Called with the number of bytes read since the last call, such as the method ``update`` of a tqdm bar.

    >>> import zerocord
    >>> frames = b'{"t":"MESSAGE_CREATE","s":1,"op":0,"d":{"id":"7","author":{"id":"9"}}}'
    >>> zerocord.read(frames, "MESSAGE_CREATE", ["id", "author.id"]).to_dicts()
    [{'id': 7, 'author': {'id': 9}}]
    """
    spec = make_spec(event, columns, depth=depth, content=content, derive=derive, presence=presence, validate=validate)
    if errors not in ("raise", "warn", "ignore"):
        raise ValueError(f'errors must be "raise", "warn" or "ignore", not {errors!r}')
    return Table(_sources.expand(source), spec, errors=errors, threads=threads, progress=progress)


def make_spec(
    event: str,
    columns: Iterable[str] | None,
    *,
    depth: int,
    content: bool,
    derive: bool,
    presence: bool | None,
    validate: bool,
) -> _zerocord.TableSpec:
    """The columns of a table. Names similar ones if there is no such event or column."""
    if isinstance(columns, str):
        raise TypeError(f'columns is a list of paths, such as [{columns!r}], not a string')
    names = None if columns is None else list(columns)
    options: dict[str, Any] = dict(depth=depth, content=content, derive=derive, presence=presence, validate=validate)
    try:
        return _zerocord.TableSpec(event, names, **options)
    except Error as error:
        if error.kind == "unknown_event" and event in _zerocord.event_names():
            text = f"the schema has no columns for {event}: its frames are in the table `unknown`"
            raise Error(text, error.kind, path=error.path) from None
        if error.kind == "unknown_event":
            known = [*_zerocord.event_names(), "unknown", "other"]
            raise _with_hint(error, event.upper(), known) from None
        if error.kind == "unknown_column":
            options["content"] = True
            every = [path for path, _ in _zerocord.TableSpec(event, None, **options).columns()]
            raise _with_hint(error, error.path or "", every) from None
        if error.kind == "private_column":
            raise Error(f"{error}: add content=True", error.kind, path=error.path) from None
        raise


def _with_hint(error: Error, name: str, known: list[str]) -> Error:
    import difflib

    similar = difflib.get_close_matches(name, known, n=3, cutoff=0.7)
    if not similar:
        tail = name.rsplit(".", 1)[-1]
        similar = [path for path in known if path.rsplit(".", 1)[-1] == tail][:3]
    hint = f"; did you mean {' or '.join(similar)}?" if similar else ""
    return Error(f"{error}{hint}", error.kind, path=error.path)


def _short(value: object) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= 40 else text[:39] + "…"
