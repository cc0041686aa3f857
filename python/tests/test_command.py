"""The command, and its subcommands as functions."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import zerocord
from conftest import SAMPLE, frame


def test_the_command() -> None:
    command = [sys.executable, "-m", "zerocord"]
    done = subprocess.run([*command, "stats", "--json", str(SAMPLE)], capture_output=True, check=True)
    assert json.loads(done.stdout) == zerocord.stats(SAMPLE)
    assert subprocess.run([*command, "--version"], capture_output=True).stdout.startswith(b"zerocord ")
    wrong = subprocess.run([*command, "stats", "none.ndjson"], capture_output=True)
    assert wrong.returncode == 3 and b"none.ndjson" in wrong.stderr


def test_stats(sample_frames: list[dict[str, Any]]) -> None:
    found = zerocord.stats(SAMPLE)
    assert found["frames"] == len(sample_frames)
    with SAMPLE.open("rb") as file:
        assert zerocord.stats(file)["frames"] == found["frames"]
    assert zerocord.stats(SAMPLE.read_bytes())["frames"] == found["frames"]
    assert zerocord.stats([SAMPLE, str(SAMPLE)])["frames"] == 2 * found["frames"]
    one = zerocord.stats(SAMPLE, event=["MESSAGE_CREATE", "TYPING_START"])
    assert one["frames"] == sum(frame["t"] in ("MESSAGE_CREATE", "TYPING_START") for frame in sample_frames)
    assert zerocord.stats(SAMPLE, by="guild", top=3, strict=True, lag=False, where=None) != found


def test_verify_validate_and_drift() -> None:
    good = b"\n".join(frame("RESUMED", {}, s) for s in (1, 2, 5))
    assert "gaps" in json.dumps(zerocord.verify(good))
    assert zerocord.validate(good)["frames"] == 3
    bad = zerocord.validate(good + b'\n{"op":')
    assert "truncated" in json.dumps(bad) or "ends too early" in json.dumps(bad)
    assert "SOMETHING_NEW" in json.dumps(zerocord.drift(frame("SOMETHING_NEW", {})))


def test_bad_frames_warn() -> None:
    with pytest.warns(zerocord.BadFramesWarning) as record:
        assert zerocord.stats(b'{"op":\n{"op":11}')["bad_frames"] == 1
    assert record[0].filename == __file__


def test_redact(tmp_path: Path) -> None:
    source = frame("MESSAGE_CREATE", {"id": "7", "content": "secret"})
    redacted = zerocord.redact(source, drop=["content"])
    assert redacted is not None and json.loads(redacted)["d"] == {"id": "7"}
    assert zerocord.redact(io.BytesIO(source), tmp_path / "out.gz", preset="text") is None
    assert [one["id"] for one in zerocord.frames(tmp_path / "out.gz")] == [7]


def test_convert(tmp_path: Path) -> None:
    files = zerocord.convert(SAMPLE, tmp_path / "lake", event="MESSAGE_CREATE", columns="id,author.id", flat=True)
    assert files and all(path.suffix == ".parquet" for path in files)
    polars = pytest.importorskip("polars")
    want = zerocord.read(SAMPLE, "MESSAGE_CREATE", ["id"]).to_polars()["id"]
    assert sorted(polars.read_parquet(files)["id"]) == sorted(want)


def test_schema() -> None:
    events = json.dumps(zerocord.schema())
    assert "MESSAGE_CREATE" in events
    assert zerocord.schema("TYPING_START", payload=True) != zerocord.schema("TYPING_START")


def test_mistakes() -> None:
    with pytest.raises(zerocord.Error, match="--evnt") as raised:
        zerocord.stats(SAMPLE, evnt="MESSAGE_CREATE")
    assert raised.value.kind == "usage"
    with pytest.raises(FileNotFoundError):
        zerocord.stats("none.ndjson")
    with pytest.raises(TypeError, match="only source"):
        zerocord.stats([b"", b""])
    with pytest.raises(TypeError, match="binary mode"):
        zerocord.stats(io.StringIO("{}"))  # type: ignore[arg-type]
    with pytest.raises(zerocord.Error, match="TYPING_STRT"):
        zerocord.schema("TYPING_STRT")


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
def test_an_interrupt_ends_the_command() -> None:
    command = [sys.executable, "-m", "zerocord", "stats", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        time.sleep(1.0)
        process.send_signal(signal.SIGINT)
        assert process.wait(10) in (-signal.SIGINT, 130)
