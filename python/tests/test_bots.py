"""The example for bots with the real parsers of discord.py and hikari, where they are installed."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest
import zerocord
from conftest import SAMPLE

PYTHON = Path(__file__).parents[1]


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("library", "run"), [("discord", "discord_py"), ("hikari", "hikari")])
def test_a_bot_receives_what_is_not_dropped(library: str, run: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip(library)
    monkeypatch.setattr(sys, "path", [*sys.path])
    bots = load(PYTHON / "benches" / "bots.py")
    frames = bots.usable(str(SAMPLE))
    whole = getattr(bots, run)(json.loads, frames)
    assert len(whole.messages) == 102 and whole.presences > 0 and whole.session is not None
    last = [frame.s for frame in map(zerocord.decode, frames) if frame.s is not None][-1]
    assert whole.sequence == last
    loads = bots.make_loads(json.loads, drop={"PRESENCE_UPDATE", "TYPING_START", zerocord.decode(frames[-1]).t})
    found = getattr(bots, run)(loads, frames)
    assert found.messages == whole.messages
    assert (found.presences, found.sequence, found.session) == (0, whole.sequence, whole.session)
