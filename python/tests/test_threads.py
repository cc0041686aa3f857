"""Threads."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import zerocord


def test_threads_share_an_iterator(sample: str) -> None:
    want = sum(1 for _ in zerocord.frames(sample))
    frames = zerocord.frames([sample] * 5)
    with ThreadPoolExecutor(4) as pool:
        counts = pool.map(lambda _: sum(1 for _ in frames), range(4))
    assert sum(counts) == 5 * want


def test_threads_read_tables(sample: str) -> None:
    table = zerocord.read(sample, "MESSAGE_CREATE", ["id"])
    want = table.to_dicts()
    with ThreadPoolExecutor(4) as pool:
        assert all(rows == want for rows in pool.map(lambda _: table.to_dicts(), range(8)))


def test_other_threads_run_while_one_waits() -> None:
    """A pipe that nobody writes to blocks only the thread that reads it."""
    reader, writer = os.pipe()
    found: list[int | None] = []
    with os.fdopen(reader, "rb") as file:
        frames = zerocord.frames(file)
        thread = threading.Thread(target=lambda: found.extend(frame.op for frame in frames))
        thread.start()
        time.sleep(0.1)
        assert thread.is_alive() and not found
        os.write(writer, b'{"op":11}\n')
        os.close(writer)
        thread.join(10)
    assert found == [11]


def test_an_iterator_that_is_dropped_ends_its_threads(large: str) -> None:
    for _ in range(5):
        next(zerocord.frames(large))
        next(zerocord.read(large, "PRESENCE_UPDATE", ["_line"]).batches())
    deadline = time.monotonic() + 20
    while native_threads() > 16 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert native_threads() <= 16


def native_threads() -> int:
    """The number of threads of Rust that read; none where the system does not name them."""
    count = 0
    try:
        for task in os.listdir("/proc/self/task"):
            with open(f"/proc/self/task/{task}/comm") as file:
                count += file.read().strip() in ("zerocord", "firehose")
    except OSError:
        return 0
    return count


def test_import_is_quick() -> None:
    script = "import time; a = time.process_time(); import zerocord; print(time.process_time() - a)"
    times = [float(subprocess.check_output([sys.executable, "-c", script])) for _ in range(3)]
    # The goal is 50 ms; a slow machine gets more time.
    assert min(times) < 0.2
