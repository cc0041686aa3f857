"""What can be read from: files, folders, patterns, bytes, file objects."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import os
import subprocess
import sys
import warnings
import zlib
from pathlib import Path
from typing import Any

import pytest
import zerocord
from conftest import SAMPLE, frame


def ids(source: Any) -> list[int]:
    rows = zerocord.read(source, "TYPING_START", ["user_id"]).to_dicts()
    assert [one["user_id"] for one in zerocord.frames(source)] == [row["user_id"] for row in rows]
    return [row["user_id"] for row in rows]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in (1, 2, 10):
        line = frame("TYPING_START", {"user_id": str(number)}) + b"\n"
        (tmp_path / f"rec.{number}.ndjson").write_bytes(line)
    (tmp_path / "sub").mkdir()
    with gzip.open(tmp_path / "sub" / "more.ndjson.gz", "wb") as file:
        file.write(frame("TYPING_START", {"user_id": "20"}))
    (tmp_path / ".hidden").write_bytes(b"no frame")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_bytes(b"no frame")
    return tmp_path


def test_files_folders_and_patterns(folder: Path) -> None:
    assert ids(folder / "rec.1.ndjson") == [1]
    assert ids(str(folder / "rec.1.ndjson")) == [1]
    assert ids(os.fsencode(folder / "rec.1.ndjson").decode()) == [1]
    assert ids(folder) == [1, 2, 10, 20]
    assert ids(str(folder / "rec.*")) == [1, 2, 10]
    assert ids(str(folder / "**" / "*.gz")) == [20]
    assert ids([folder / "rec.10.ndjson", folder / "rec.1.ndjson"]) == [10, 1]
    some = (path for path in [folder / "rec.2.ndjson"])
    assert zerocord.read(some, "TYPING_START", ["user_id"]).to_dicts() == [{"user_id": 2}]


def test_memory() -> None:
    line = frame("TYPING_START", {"user_id": "3"})
    for source in (line, bytearray(line), memoryview(line), gzip.compress(line), [line]):
        assert ids(source) == [3]
    assert ids([line, line]) == [3, 3]
    assert ids(b"") == []


def test_file_objects(folder: Path) -> None:
    line = frame("TYPING_START", {"user_id": "3"})
    for make in (
        lambda: io.BytesIO(line),
        lambda: io.BytesIO(gzip.compress(line)),
        lambda: bz2.BZ2File(io.BytesIO(bz2.compress(line))),
        lambda: (folder / "rec.1.ndjson").open("rb"),
        lambda: (folder / "rec.1.ndjson").open("rb", buffering=0),
    ):
        with make() as file:
            assert zerocord.read(file, "TYPING_START", ["user_id"]).to_dicts()[0]["user_id"] in (1, 3)
    with (folder / "rec.1.ndjson").open("rb") as file:
        assert [one.file for one in zerocord.frames(file)] == [str(folder / "rec.1.ndjson")]


def test_a_file_object_is_read_once() -> None:
    table = zerocord.read(io.BytesIO(frame("TYPING_START", {"user_id": "3"})), "TYPING_START")
    assert len(table.to_dicts()) == 1
    with pytest.raises(RuntimeError, match="read already"):
        table.to_dicts()
    table = zerocord.read(io.BytesIO(frame("TYPING_START", {"user_id": "3"})), "TYPING_START")
    assert len(table.head(1).to_dicts()) == 1
    with pytest.raises(RuntimeError, match="read already"):
        table.to_dicts()
    with pytest.raises(TypeError, match="file object"):
        zerocord.scan(io.BytesIO(b""), "TYPING_START")


class Broken:
    """A file object whose second read fails."""

    def __init__(self, result: Any) -> None:
        self.results = [frame("TYPING_START", {"user_id": "3"}) + b"\n", result]

    def read(self, size: int) -> Any:
        result = self.results.pop(0)
        if isinstance(result, Exception):
            raise result
        return result


@pytest.mark.parametrize(
    ("result", "want"),
    [(KeyError("lost"), KeyError), ("text", TypeError), (b"x" * 2**24, TypeError), (None, TypeError)],
    ids=["raises", "text", "too long", "none"],
)
def test_exceptions_of_file_objects(result: Any, want: type[Exception]) -> None:
    frames = zerocord.frames(Broken(result))
    assert next(frames)["user_id"] == 3
    with pytest.raises(want):
        next(frames)
    with pytest.raises(want):
        zerocord.read(Broken(result), "TYPING_START").to_dicts()


def test_missing_inputs(tmp_path: Path) -> None:
    for source in (tmp_path / "none", str(tmp_path / "*.none"), tmp_path):
        with pytest.raises(FileNotFoundError) as raised:
            zerocord.frames(source)
        assert raised.value.filename == str(source)
    for wrong in (7, None, [7], {"a": 7}.values(), object()):
        with pytest.raises(TypeError):
            zerocord.read(wrong, "RESUMED")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="empty"):
        zerocord.read([], "RESUMED")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs files that cannot be read")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_bytes(b"{}")
    path.chmod(0)
    with pytest.raises(PermissionError) as raised:
        list(zerocord.frames(path))
    assert raised.value.filename == str(path)


def test_a_file_that_disappears(tmp_path: Path) -> None:
    path = tmp_path / "gone"
    path.write_bytes(b"{}")
    table = zerocord.read(path, "RESUMED")
    path.unlink()
    with pytest.raises(FileNotFoundError) as raised:
        table.to_dicts()
    assert raised.value.filename == str(path)


def test_damaged_files(tmp_path: Path) -> None:
    whole = gzip.compress(SAMPLE.read_bytes())
    path = tmp_path / "cut.gz"
    path.write_bytes(whole[: len(whole) // 2])
    count = 0
    with pytest.raises(zerocord.Error) as raised:
        for _ in zerocord.frames(path):
            count += 1
    assert count > 100
    assert (raised.value.kind, raised.value.file) == ("cut_short", str(path))
    path.write_bytes(whole[:2000] + b"damage" + whole[2006:])
    for read in (
        lambda: list(zerocord.frames(path, errors="skip")),
        lambda: zerocord.read(path, "MESSAGE_CREATE").to_dicts(),
        lambda: zerocord.read(path, "MESSAGE_CREATE", errors="ignore").to_polars(),
    ):
        with pytest.raises(zerocord.Error) as raised:
            read()
        assert raised.value.kind == "damaged" and raised.value.file == str(path)


def test_inflater() -> None:
    import zlib

    compressor = zlib.compressobj()

    def message(text: bytes) -> bytes:
        return compressor.compress(text) + compressor.flush(zlib.Z_SYNC_FLUSH)

    inflater = zerocord.Inflater("zlib-stream")
    first, second = message(b'{"op":11}'), message(b'{"op":1}')
    assert inflater.push(first) == b'{"op":11}'
    assert inflater.push(second[:4]) is None
    assert inflater.push(bytearray(second[4:])) == b'{"op":1}'
    with pytest.raises(zerocord.Error) as raised:
        inflater.push(b"damaged\x00\x00\xff\xff")
    assert raised.value.kind == "damaged"
    with pytest.raises(zerocord.Error) as raised:
        inflater.push(first)
    assert raised.value.kind == "poisoned"
    inflater.reset()
    assert inflater.push(first) == b'{"op":11}'
    assert zerocord.Inflater("payload").push(zlib.compress(b"{}")) == b"{}"
    zstd = b"\x28\xb5\x2f\xfd\x00\x58\x48\x00\x00" + b'{"op":11}'
    assert zerocord.Inflater("zstd-stream").push(zstd) == b'{"op":11}'
    with pytest.raises(ValueError, match="zlib-stream"):
        zerocord.Inflater("zlib")


def test_folders_are_those_of_the_command(folder: Path) -> None:
    """Each file once, in the same order."""
    first = folder / "rec.1.ndjson"
    (folder / "later").mkdir()
    (folder / "later" / "rec-1.ndjson").write_bytes(frame("TYPING_START", {"user_id": "31"}))
    (folder / "later" / "rec.ndjson").write_bytes(frame("TYPING_START", {"user_id": "32"}))
    if os.name == "posix":
        (folder / "a-link.ndjson").symlink_to(first)
        (folder / "dangling").symlink_to(folder / "nothing")
        (folder / "later" / "back").symlink_to(folder)
    for source in (folder, folder / "*", folder / "**", folder / "later", folder / "rec*", folder / "l*" / "*-*"):
        with warnings.catch_warnings():
            # The command reports the links that it leaves out.
            warnings.simplefilter("ignore")
            lines = (zerocord.redact(source, drop="nothing") or b"").splitlines()
        command = [json.loads(line)["d"]["user_id"] for line in lines]
        assert len(set(command)) == len(command) > 0
        assert [one["user_id"] for one in zerocord.frames(source)] == [int(id) for id in command], source


def test_a_missing_library_is_named(folder: Path) -> None:
    script = """
import sys, zerocord
for name in ("polars", "pandas", "pyarrow"):
    sys.modules[name] = None
table = zerocord.read(sys.argv[1], "TYPING_START", ["user_id"])
for read in (table.to_polars, table.to_pandas, table.to_arrow, lambda: zerocord.scan(sys.argv[1], "TYPING_START")):
    try:
        read()
    except ModuleNotFoundError as error:
        print(error)
"""
    command = [sys.executable, "-c", script, str(folder / "rec.1.ndjson")]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert [line.split(": pip install ")[1] for line in lines] == ["polars", "pandas", "pyarrow", "polars"]


def test_a_number_of_threads_is_not_negative(folder: Path) -> None:
    source = folder / "rec.1.ndjson"
    for call in (
        lambda: zerocord.frames(source, threads=-1),
        lambda: zerocord.fields(source, "TYPING_START", ["user_id"], threads=-1),
        lambda: zerocord.read(source, "TYPING_START", ["user_id"], threads=-1).to_dicts(),
    ):
        with pytest.raises(ValueError, match="threads must be 0 or more, not -1"):
            call()


def test_a_journal_that_is_in_the_segment_is_left_out(tmp_path: Path) -> None:
    """A recorder that was killed may leave a journal whose lines are in a block too."""
    line = frame("TYPING_START", {"user_id": "31"}) + b"\n"
    # A block as docs/recording-format.md has it: a Zstandard frame with one raw block, then the description.
    data = b"\x28\xb5\x2f\xfd\xa0" + len(line).to_bytes(4, "little") + (len(line) << 3 | 1).to_bytes(3, "little") + line
    info = json.dumps({"lines": 1, "bytes": len(line), "journal": 7}).encode()
    content = b"ZCB1" + zlib.crc32(info).to_bytes(4, "little") + info
    described = b"\x5b\x2a\x4d\x18" + len(content).to_bytes(4, "little") + content
    (tmp_path / "frames-1769860800000.ndjson.zst").write_bytes(data + described)
    (tmp_path / "journal-00000007.ndjson").write_bytes(line)
    (tmp_path / "journal-00000008.ndjson").write_bytes(frame("TYPING_START", {"user_id": "32"}))
    for source in (tmp_path, tmp_path / "*", sorted(tmp_path.iterdir())):
        assert [one["user_id"] for one in zerocord.frames(source)] == [31, 32]
        assert len(zerocord.read(source, "TYPING_START", ["user_id"]).to_dicts()) == 2
    assert len(list(zerocord.frames(tmp_path / "journal-00000007.ndjson"))) == 1
