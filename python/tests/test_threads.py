"""Threads."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
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


def test_a_callback_cannot_advance_its_own_iterator(sample: str) -> None:
    raised: list[BaseException] = []

    def progress(_: int) -> None:
        try:
            next(frames)
        except RuntimeError as error:
            raised.append(error)

    frames = zerocord.frames([sample] * 3, progress=progress)
    assert sum(1 for _ in frames) == 3 * 990
    assert raised and "already" in str(raised[0])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore")
def test_a_fork_does_not_hang(sample: str) -> None:
    """The child has no reading threads, but can open recordings."""
    open_before: list[Any] = [zerocord.frames([sample] * 50), zerocord.read([sample] * 50, "PRESENCE_UPDATE", ["_line"]).batches()]
    for one in open_before:
        next(one)
    child = os.fork()
    if child == 0:
        code = 1
        try:
            signal.alarm(30)
            failures = 0
            for one in open_before:
                try:
                    for _ in one:
                        pass
                except RuntimeError:
                    failures += 1
            if failures == 2 and sum(1 for _ in zerocord.frames(sample)) == 990:
                code = 0
        finally:
            os._exit(code)
    assert os.waitpid(child, 0)[1] == 0
    assert sum(1 for _ in open_before[0]) == 50 * 990 - 1


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
