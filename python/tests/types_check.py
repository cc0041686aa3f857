"""What type checkers conclude about the package; checked by mypy and pyright, never run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import zerocord
from typing_extensions import assert_type

frame = zerocord.decode(b"{}")
assert_type(frame, zerocord.Frame)
assert_type(frame.t, "str | None")
assert_type(frame.s, "int | None")
assert_type(frame.raw, bytes)
assert_type(frame.dict(), "dict[str, Any]")
for one in zerocord.frames(Path("recording"), ["RESUMED"], errors="skip"):
    assert_type(one, zerocord.Frame)
table = zerocord.read(["a", Path("b"), b"c"], "RESUMED", ("id",), progress=lambda count: None)
assert_type(table, zerocord.Table)
assert_type(table.to_dicts(), "list[dict[str, Any]]")
assert_type(table.batches(), "Iterator[zerocord.Batch]")
assert_type(zerocord.stats("a", event=["X"], strict=True), "dict[str, Any]")
assert_type(zerocord.convert("a", "b", event="X"), "list[Path]")
assert_type(zerocord.Inflater("zlib-stream").push(b""), "bytes | None")
zerocord.read("a", "RESUMED", errors="skip")  # type: ignore[arg-type]
for row in zerocord.fields(b"", "READY", ("v", "session_id")):
    assert_type(row, "tuple[Any, ...]")
