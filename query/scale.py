#!/usr/bin/env python3
"""Measures what queries on workers cost, checks a model of it on this machine, and simulates larger ones.

    query/scale.py path/to/zerocord-sql recording.ndjson

docs/scale.md explains the model and has the results."""

import argparse
import os
import random
import re
import resource
import statistics
import subprocess
import tempfile
import time

# For each kind: the query, and whether what workers send grows with the data (rows) or is one row per group and thread (groups).
KINDS = {
    "count by event": ("SELECT t, count(*) FROM frames GROUP BY t ORDER BY 1", "groups"),
    "messages per channel": ("SELECT channel_id, count(*) FROM message_create GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10", "groups"),
    "users who wrote": ("SELECT count(DISTINCT author.id) FROM message_create", "rows"),
    "rows of one guild": ("SELECT id, author.id FROM message_create WHERE guild_id = {guild} ORDER BY 1", "rows"),
    "sizes of all frames": ("SELECT max(r) FROM (SELECT row_number() OVER (ORDER BY size) AS r FROM frames)", "rows"),
}
CORES = os.cpu_count()
MANY_FILES = 1000


class Cluster:
    """Worker processes on this machine, of one thread each."""

    def __init__(self, program, root, count):
        self.program, self.workers, self.addresses = program, [], []
        for _ in range(count):
            command = [program, "worker", "--listen", "127.0.0.1:0", "--root", root, "-j", "1"]
            worker = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
            self.workers.append(worker)
            self.addresses.append(worker.stderr.readline().strip().removeprefix("listening on "))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for worker in self.workers:
            worker.kill()
            worker.wait()

    def cpu(self):
        """The CPU time that all workers have used."""
        total = 0
        for worker in self.workers:
            with open(f"/proc/{worker.pid}/stat") as stat:
                fields = stat.read().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
        return total / os.sysconf("SC_CLK_TCK")

    def run(self, sql, *paths):
        """Seconds, CPU seconds of the workers and of the session, rows and bytes that arrived."""
        command = [self.program, "--workers", ",".join(self.addresses), "--progress", "--format", "csv", "-c", sql, *paths]
        cpu, session = self.cpu(), resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.perf_counter()
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        seconds = time.perf_counter() - start
        assert done.returncode == 0, done.stderr
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        arrived = re.findall(r"(\d+) rows \((\d+) bytes\) received, done", done.stderr)
        rows, received = (sum(map(int, column)) for column in zip(*arrived)) if arrived else (0, 0)
        of_session = after.ru_utime + after.ru_stime - session.ru_utime - session.ru_stime
        return seconds, self.cpu() - cpu, of_session, rows, received

    def median(self, sql, *paths, count=5):
        return [statistics.median(column) for column in zip(*(self.run(sql, *paths) for _ in range(count)))]


def write_tiny(folder, count):
    frame = '{"t":"TYPING_START","s":1,"op":0,"d":{"user_id":"7"}}\n'
    os.makedirs(folder)
    for index in range(count):
        with open(os.path.join(folder, f"{index}.ndjson"), "w") as file:
            file.write(frame)
    return folder


def measure(program, recording, queries):
    """The constants of the model. They are CPU times, which other programs on the machine disturb less, except that of a start."""
    root, size = os.path.dirname(os.path.abspath(recording)), os.path.getsize(recording)
    with tempfile.TemporaryDirectory() as folder:
        one, many = write_tiny(os.path.join(folder, "one"), 1), write_tiny(os.path.join(folder, "many"), MANY_FILES)
        wide = write_tiny(os.path.join(folder, "wide"), 64)
        sql = "SELECT count(*) FROM frames"
        with Cluster(program, folder, 1) as cluster:
            start, worker_start, session_start, *_ = cluster.median(sql, one)
            _, worker_many, session_many, *_ = cluster.median(sql, many)
            _, worker_wide, session_wide, *_ = cluster.median(sql, wide)
        with Cluster(program, folder, 16) as cluster:
            _, workers_16, session_16, *_ = cluster.median(sql, wide)
    constants = {
        "start": start,
        "file": max(0.0, session_many - session_start) / MANY_FILES,
        "file_worker": max(0.0, worker_many - worker_start) / MANY_FILES,
        "worker": max(0.0, session_16 - session_wide) / 15,
        "share": max(0.0, workers_16 - worker_wide) / 15,
        "kinds": {},
    }
    with Cluster(program, root, 1) as cluster:
        for name, (sql, grows) in queries.items():
            _, worker, session, rows, received = cluster.median(sql, recording)
            constants["kinds"][name] = {
                "grows": grows, "byte": worker / size, "rows": rows, "rows_per_byte": rows / size, "bytes_per_row": received / max(rows, 1),
                # Few rows are lost in the noise; they cost what others do.
                "row": max(0.0, session - session_start) / rows if rows >= 200_000 else None,
            }
    known = [cost["row"] for cost in constants["kinds"].values() if cost["row"] is not None]
    for cost in constants["kinds"].values():
        cost["row"] = statistics.median(known) if cost["row"] is None else cost["row"]
    return constants


def simulate(constants, kind, data, files, workers, cores, *, read=float("inf"), net=float("inf"), spread=0.0, loss=0.0, seed=1):
    """Seconds of a query: each worker does its share at its own speed, results go through the session one after another.

    read: bytes per second that a worker can read. net: bytes per second that the session can receive. spread: the standard deviation
    of the logarithm of a worker's speed. loss: the probability that a worker is lost during its share; another one then does it."""
    rng = random.Random(seed)
    cost = constants["kinds"][kind]
    share = data / workers
    rate = min(cores / cost["byte"], read)
    rows = share * cost["rows_per_byte"] if cost["grows"] == "rows" else cost["rows"] * cores
    planned = constants["start"] + files * constants["file"] + workers * constants["worker"]
    work = share / rate + files / workers * constants["file_worker"] / cores + constants["share"]
    ends = []
    for _ in range(workers):
        seconds = work * rng.lognormvariate(0, spread)
        if rng.random() < loss:
            # Lost half-way, noticed after the time-out, done again by one that has done its own share.
            seconds += work / 2 + 10 + work
        ends.append(planned + seconds)
    # Rows arrive one worker after another. The session goes on when it has all.
    arrived = 0.0
    for end in sorted(ends):
        arrived = max(arrived, end) + rows * cost["bytes_per_row"] / net
    return arrived + workers * rows * cost["row"]


def check(constants, program, recording, queries):
    root, size = os.path.dirname(os.path.abspath(recording)), os.path.getsize(recording)
    print(f"\n| workers of 1 thread on {CORES} cores | kind | predicted | measured | error |\n| --- | --- | --- | --- | --- |")
    for count in [1, 2, 4]:
        with Cluster(program, root, count) as cluster:
            for name, (sql, _) in queries.items():
                # Processes share the cores.
                predicted = simulate(constants, name, size, 1, count, min(1, CORES / count))
                measured = cluster.median(sql, recording)[0]
                print(f"| {count} | {name} | {predicted:.2f} s | {measured:.2f} s | {predicted / measured - 1:+.0%} |")


def duration(seconds):
    for limit, size, unit in [(120, 1, "s"), (7200, 60, "min"), (172_800, 3600, "h")]:
        if seconds < limit:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds / 86_400:.1f} days"


def tables(constants, cores, read, net):
    for title, data, file_len in [("1 TB, files of 1 GB", 1e12, 1e9), ("1 PB, files of 10 GB", 1e15, 1e10)]:
        print(f"\n| {title} | 10 workers | 100 workers | 1,000 workers |\n| --- | --- | --- | --- |")
        for name in constants["kinds"]:
            cells = []
            for workers in [10, 100, 1000]:
                runs = [simulate(constants, name, data, data / file_len, workers, cores, read=read, net=net, spread=0.2, loss=0.001, seed=seed) for seed in range(21)]
                cells.append(duration(statistics.median(runs)))
            print(f"| {name} | {' | '.join(cells)} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", help="zerocord-sql")
    parser.add_argument("recording")
    parser.add_argument("--cores", type=int, default=16, help="cores of each simulated worker")
    parser.add_argument("--read", type=float, default=2e9, help="bytes per second that a simulated worker can read")
    parser.add_argument("--net", type=float, default=1.25e9, help="bytes per second that the simulated session can receive")
    arguments = parser.parse_args()
    guild = subprocess.run([arguments.program, "--format", "csv", arguments.recording, "-c", "SELECT guild_id FROM message_create WHERE guild_id IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"], stdout=subprocess.PIPE, text=True, check=True).stdout.split()[1]
    queries = {name: (sql.format(guild=guild), grows) for name, (sql, grows) in KINDS.items()}
    constants = measure(arguments.program, arguments.recording, queries)
    print(f"start {constants['start'] * 1000:.0f} ms; the session's CPU time per worker {constants['worker'] * 1000:.2f} ms, per file {constants['file'] * 1e6:.0f} us; a worker's per share {constants['share'] * 1000:.2f} ms, per file {constants['file_worker'] * 1e6:.0f} us")
    print("\n| kind | bytes per second and core | rows sent per MB | bytes per row | session, per million rows |\n| --- | --- | --- | --- | --- |")
    for name, cost in constants["kinds"].items():
        print(f"| {name} | {1 / cost['byte'] / 1e6:.0f} MB/s | {cost['rows_per_byte'] * 1e6:.1f} | {cost['bytes_per_row']:.0f} | {cost['row'] * 1e6:.2f} s |")
    check(constants, arguments.program, arguments.recording, queries)
    tables(constants, arguments.cores, arguments.read, arguments.net)


main()
