"""Interrupts, such as by Ctrl-C: reading ends, and Python goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs signals")

# The goal is 0.2 s; a busy machine gets more time.
ELAPSED_MAX = 1.0

# Ends at once after an interrupt: what it measures is how long reading takes to raise `KeyboardInterrupt`.
SCRIPT = """
import os, sys, time, zerocord
{prepare}
print("ready", flush=True)
outcome = None
try:
    {read}
    outcome = "not interrupted"
except KeyboardInterrupt:
    outcome = "interrupted"
finally:
    if outcome is None:
        outcome = "interrupted" if isinstance(sys.exc_info()[1], KeyboardInterrupt) else repr(sys.exc_info()[1])
    while True:
        try:
            print(outcome, flush=True)
            os._exit(0)
        except KeyboardInterrupt:
            # After Polars has raised it, Python raises it again for the same signal, also when Polars reads files itself.
            continue
"""

SILENT = "reader, writer = os.pipe(); source = os.fdopen(reader, 'rb', buffering=0)"

LIBRARIES = {"to_arrow": "pyarrow", "to_polars": "polars", "to_pandas": "pandas", "scan(": "polars", "duckdb": "duckdb"}


@pytest.fixture
def endless(large: str) -> str:
    """So many recordings that nothing reads them before it is interrupted."""
    return f"[{large!r}] * 1000"


@pytest.mark.parametrize(
    "read",
    [
        "list(zerocord.frames(source))",
        "zerocord.read(source, 'MESSAGE_CREATE').to_dicts()",
        "zerocord.read(source, 'MESSAGE_CREATE').to_arrow()",
        "zerocord.read(source, 'MESSAGE_CREATE').to_polars()",
    ],
)
def test_while_nothing_arrives(read: str) -> None:
    assert interrupted(read, SILENT, after=1.0) < ELAPSED_MAX


@pytest.mark.parametrize(
    "read",
    [
        "for frame in zerocord.frames(source): frame.t",
        "zerocord.frames(source, 'RESUMED').__next__()",
        "for batch in zerocord.read(source, 'PRESENCE_UPDATE').batches(): pass",
        "for batch in zerocord.read(source, 'RESUMED').batches(): pass",
        "zerocord.read(source, 'PRESENCE_UPDATE', ['_line']).to_dicts()",
        "zerocord.read(source, 'PRESENCE_UPDATE', ['_line']).to_arrow()",
        "zerocord.read(source, 'PRESENCE_UPDATE', ['_line']).to_polars()",
        "zerocord.read(source, 'PRESENCE_UPDATE', ['_line']).to_pandas()",
        "zerocord.scan(source, 'PRESENCE_UPDATE').group_by('guild_id').len().collect()",
        "zerocord.stats(source)",
        "zerocord.verify(source)",
        "zerocord.validate(source)",
        "zerocord.drift(source)",
    ],
)
def test_while_much_is_read(read: str, endless: str) -> None:
    assert interrupted(read, f"source = {endless}", after=2.0) < ELAPSED_MAX


def test_a_query_of_duckdb(endless: str) -> None:
    prepare = f"import duckdb; rows = zerocord.read({endless}, 'PRESENCE_UPDATE', ['guild_id'])"
    read = "duckdb.sql('SELECT guild_id, count(*) FROM rows GROUP BY ALL').fetchall()"
    assert interrupted(read, prepare, after=2.0) < ELAPSED_MAX


def test_the_command_leaves_no_half_of_a_file(large: str, endless: str, tmp_path: Path) -> None:
    lake, folder = tmp_path / "lake", tmp_path / "folder"
    folder.mkdir()
    for number in range(300):
        # Not the same path again and again, which is converted once.
        os.link(large, folder / f"{number}.ndjson")
    assert interrupted(f"zerocord.convert({str(folder)!r}, {str(lake)!r})", "", after=3.0) < ELAPSED_MAX
    for path in lake.rglob("*"):
        # An unfinished file has another name, and is removed.
        assert path.is_dir() or path.suffix in (".parquet", ".json"), path
    redacted = tmp_path / "redacted.ndjson"
    read = f"zerocord.redact(source, {str(redacted)!r}, preset='text')"
    assert interrupted(read, f"source = {endless}", after=2.0) < ELAPSED_MAX
    assert list(tmp_path.glob("*redacted*")) == []


def interrupted(read: str, prepare: str, *, after: float) -> float:
    """The seconds from a signal to the exception."""
    for name, library in LIBRARIES.items():
        if name in read + prepare:
            pytest.importorskip(library)
    command = [sys.executable, "-c", SCRIPT.format(prepare=prepare, read=read)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(after)
        begin = time.perf_counter()
        process.send_signal(signal.SIGINT)
        line = process.stdout.readline()
        elapsed = time.perf_counter() - begin
    assert line == "interrupted\n"
    print(f"{elapsed * 1000:.0f} ms: {read}")
    return elapsed
