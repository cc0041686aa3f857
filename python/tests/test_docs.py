"""The examples of `docs/python.md`, of docstrings, of the notebook and of the folder `examples` run."""

from __future__ import annotations

import contextlib
import doctest
import importlib
import importlib.util
import io
import json
import pkgutil
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import zerocord
from conftest import SAMPLE

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```python\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.MULTILINE | re.DOTALL)


@pytest.fixture
def at_the_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that has what the examples name."""
    for name in ("corpus", "python"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("at_the_root")
def test_the_page() -> None:
    for library in ("polars", "duckdb"):
        pytest.importorskip(library)
    blocks = BLOCK.findall((ROOT / "docs" / "python.md").read_text())
    assert len(blocks) >= 8
    names: dict[str, Any] = {}
    for code, want in blocks:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, "docs/python.md", "exec"), names)
        assert matches(printed.getvalue(), want), f"{code}\n{printed.getvalue()}"


def matches(found: str, want: str) -> bool:
    """Whether an output is the documented one, in which `...` stands for anything."""
    pattern = ".*".join(map(re.escape, want.strip().split("...")))
    return re.fullmatch(pattern, found.strip(), re.DOTALL) is not None


def test_docstrings() -> None:
    pytest.importorskip("polars")
    attempted = 0
    for module in pkgutil.iter_modules(zerocord.__path__, "zerocord."):
        if module.name == "zerocord.spark" and importlib.util.find_spec("pyspark") is None:
            continue
        if module.name not in ("zerocord.__main__", "zerocord._zerocord"):
            result = doctest.testmod(importlib.import_module(module.name))
            assert result.failed == 0, module.name
            attempted += result.attempted
    result = doctest.testmod(zerocord)
    assert result.failed == 0 and attempted + result.attempted >= 20


@pytest.mark.usefixtures("at_the_root")
def test_the_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    matplotlib = pytest.importorskip("matplotlib")
    pytest.importorskip("polars")
    matplotlib.use("Agg")
    pyplot = importlib.import_module("matplotlib.pyplot")
    names: dict[str, Any] = {}
    notebook = json.loads((ROOT / "python" / "notebooks" / "recording.ipynb").read_text())
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), "recording.ipynb", "exec"), names)
    figures = [pyplot.figure(number) for number in pyplot.get_fignums()]
    assert [figure.axes[0].get_title() for figure in figures] == [
        "Messages",
        "Busiest channels",
        "Presence updates by client",
    ]
    assert all(figure.axes[0].has_data() for figure in figures)
    assert sum(names["over_time"]["messages"]) == 102
    pyplot.close("all")


def test_the_example_for_bots() -> None:
    program = ROOT / "python" / "examples" / "drop_events.py"
    done = subprocess.run([sys.executable, program, SAMPLE], capture_output=True, text=True, check=True)
    assert re.search(r"^json .* times as fast$", done.stdout, re.MULTILINE)
