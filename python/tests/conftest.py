"""Recordings for tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

CORPUS = Path(__file__).parents[2] / "corpus"
SAMPLE = CORPUS / "firehose" / "sample.ndjson"


def frame(t: str | None, d: Any, s: int | None = 1, op: int = 0) -> bytes:
    """A frame as Discord spells it."""
    return json.dumps({"t": t, "s": s, "op": op, "d": d}, separators=(",", ":")).encode()


@pytest.fixture(scope="session")
def sample() -> str:
    return str(SAMPLE)


@pytest.fixture(scope="session")
def sample_frames() -> list[dict[str, Any]]:
    """What `json.loads` makes of the lines of the sample."""
    return [json.loads(line) for line in SAMPLE.read_bytes().splitlines()]


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A recording of some 20 MB."""
    path = tmp_path_factory.mktemp("large") / "large.ndjson"
    sample = SAMPLE.read_bytes()
    path.write_bytes(sample * (20_000_000 // len(sample)))
    return str(path)
