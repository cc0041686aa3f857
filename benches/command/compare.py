#!/usr/bin/env python3
"""The command zerocord against other programs that answer the same questions, on one recording.

    benches/command/compare.py RECORDING [--zerocord PROGRAM] [--rounds 5] [--jobs stats,zstd,filter,count]

RECORDING is a plain file of a GB or more, such as `zerocord generate --bytes 2G` writes. All programs of a job run in turns, the
file in the page cache; the answers are compared before anything is timed. Printed are medians of the wall-clock time, the peak
memory, and the median of the ratios within a round. A program that is not installed is passed over, with a line that says so; of the
programs that are Python modules (duckdb, polars, chdb), the query alone is timed, not the import. A program that takes more than
20 seconds runs once.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SLOW_SECONDS = 20

# Each prints seconds and rows of a name and a count. `sys.argv[1]` is the file.
QUERIES = {
    "DuckDB": (
        "duckdb",
        """
import duckdb
connection = duckdb.connect()
begin()
rows = connection.execute(
    "SELECT t, count(*) FROM read_ndjson(?, columns={t: 'VARCHAR'}, maximum_object_size=67108864) GROUP BY t",
    [sys.argv[1]],
).fetchall()
""",
    ),
    "Polars": (
        "polars",
        """
import polars
begin()
frame = polars.scan_ndjson(sys.argv[1], schema={"t": polars.String}, ignore_errors=True)
rows = frame.group_by("t").len().collect(engine="streaming").rows()
""",
    ),
    "chdb, JSONEachRow": (
        "chdb",
        """
import chdb
begin()
text = str(chdb.query(
    f"SELECT t, count() FROM file('{sys.argv[1]}', JSONEachRow, 't Nullable(String)') GROUP BY t"
    " SETTINGS input_format_skip_unknown_fields = 1", "JSONCompactEachRow"))
rows = [json.loads(line) for line in text.splitlines()]
""",
    ),
    "chdb, LineAsString": (
        "chdb",
        """
import chdb
begin()
text = str(chdb.query(
    f"SELECT JSONExtract(line, 't', 'Nullable(String)') AS t, count() FROM file('{sys.argv[1]}', LineAsString, 'line String')"
    " GROUP BY t", "JSONCompactEachRow"))
rows = [json.loads(line) for line in text.splitlines()]
""",
    ),
}
QUERY_BEGIN = """
import json, resource, sys, time
def begin():
    global started
    started = time.perf_counter()
"""
QUERY_END = """
seconds = time.perf_counter() - started
print(json.dumps([seconds, [[name, int(count)] for name, count in rows]]))
"""


class Program:
    """One way to an answer."""

    # `answer` makes what is compared of the output; without one, nothing is.
    def __init__(self, name, command, answer=None, times_itself=False, runs_at_once=1):
        self.name = name
        self.command = command
        self.answer = answer
        self.times_itself = times_itself
        self.runs_at_once = runs_at_once
        self.seconds = []
        self.peak_mb = 0

    def run(self, keeps_output):
        """Runs it, and gives its seconds and its output."""
        target = subprocess.PIPE if keeps_output or self.times_itself else subprocess.DEVNULL
        started = time.perf_counter()
        children = [
            subprocess.Popen(["sh", "-c", f"exec {self.command}"], stdout=target, stderr=subprocess.PIPE)
            for _ in range(self.runs_at_once)
        ]
        output = children[0].stdout.read() if target == subprocess.PIPE else b""
        for child in children:
            faults = child.stderr.read()
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            if child.returncode != 0:
                raise RuntimeError(f"{self.name}: exit code {child.returncode}: {faults.decode(errors='replace').strip()[-400:]}")
            # In KiB on Linux, in bytes on macOS.
            self.peak_mb = max(self.peak_mb, usage.ru_maxrss / (1000 if sys.platform != "darwin" else 1e6))
        seconds = (time.perf_counter() - started) / self.runs_at_once
        if self.times_itself:
            seconds, output = json.loads(output)
        return seconds, output


def compare(title, programs, rounds, goal):
    """Compares the answers, times all programs in turns and prints a table; the first program is zerocord."""
    able = []
    want = None
    for program in programs:
        try:
            seconds, output = program.run(keeps_output=program.answer is not None)
        except RuntimeError as fault:
            print(f"  skipped: {fault}")
            continue
        answer = program.answer(output) if program.answer else None
        want = answer if want is None else want
        if answer != want:
            print(f"  skipped: {program.name} gives another answer: {str(answer)[:200]}, not {str(want)[:200]}")
            continue
        program.is_slow = seconds > SLOW_SECONDS
        if program.is_slow:
            program.seconds.append(seconds)
        able.append(program)
    for _ in range(rounds):
        for program in able:
            if not program.is_slow:
                program.seconds.append(program.run(keeps_output=False)[0])
    print(f"\n{title}" + (f" (goal: {goal})" if goal else ""))
    own = able[0].seconds
    for program in able:
        ratios = [theirs / ours for theirs, ours in zip(program.seconds, own)]
        middle = statistics.median(program.seconds)
        if program.is_slow:
            ratios = [middle / statistics.median(own)]
        print(
            f"  {program.name:<42} {middle:8.2f} s  {program.peak_mb:7.0f} MB"
            f"  {statistics.median(ratios):8.2f}x" + ("  one run" if program.is_slow else "")
        )
    sys.stdout.flush()


def is_there(*names):
    missing = [name for name in names if shutil.which(name) is None]
    for name in missing:
        print(f"  not installed: {name}")
    return not missing


def stats(arguments, quoted, _folder):
    zerocord, cores = arguments.zerocord, os.cpu_count() or 1
    frames = lambda text: json.loads(text)["frames"]
    lines = lambda text: int(text.split()[0])
    if not is_there("wc"):
        return
    for threads in sorted({1, cores}):
        compare(
            f"stats, plain, threads: {threads}",
            [
                Program("zerocord stats", f"{zerocord} stats --json --threads {threads} {quoted}", frames),
                Program(f"wc -l, {threads} at once, a file's share", f"wc -l {quoted}", lines, runs_at_once=threads),
            ],
            arguments.rounds,
            "at least 0.67x, and 200 MB at most",
        )


def compressed(arguments, quoted, folder):
    if not is_there("zstd"):
        return
    zerocord = arguments.zerocord
    one, many = folder / "one.zst", folder / "many.zst"
    subprocess.run(f"zstd -q -T0 {quoted} -o {one}", shell=True, check=True)
    subprocess.run(f"{zerocord} filter {quoted} -o {many}", shell=True, check=True)
    for path, goal in [(one, "at least 0.87x"), (many, "1.8x with two cores")]:
        for job in ["stats", "filter -e MESSAGE_CREATE"]:
            compare(
                f"{job}, zstd, {path.stem} frame{'s' if path == many else ''}",
                [
                    Program(f"zerocord {job}", f"{zerocord} {job} {path}"),
                    Program("zstd -dc > /dev/null", f"zstd -q -dc {path} > /dev/null"),
                ],
                arguments.rounds,
                goal,
            )


def guild(arguments, quoted, _folder):
    zerocord = arguments.zerocord
    found = subprocess.run(
        f"{zerocord} stats --json --by guild --top 1000 {quoted}", shell=True, check=True, stdout=subprocess.PIPE
    ).stdout
    guilds = json.loads(found)["groups"]["top"]
    ids = lambda text: [json.loads(line)["d"]["id"] for line in text.splitlines()]
    read = lambda text: text.decode().split()
    # jq reads all of the file in any case, so it runs for one of them.
    for kind, guild in [("the busiest guild", guilds[0]["id"]), ("a guild in the middle", guilds[len(guilds) // 2]["id"])]:
        test = f"select(.t==\"MESSAGE_CREATE\" and .d.guild_id==\"{guild}\") | .d.id"
        programs = [Program("zerocord filter", f"{zerocord} filter -e MESSAGE_CREATE --guild {guild} {quoted}", ids)]
        if is_there("rg", "jq"):
            search = f"rg -F {guild} {quoted} | jq -r '{test}'"
            programs.append(Program("ripgrep, then jq", search, read))
        if guild == guilds[0]["id"] and is_there("jq"):
            programs.append(Program("jq", f"jq -r '{test}' {quoted}", read))
        compare(f"filter -e MESSAGE_CREATE --guild ID, plain, {kind}", programs, arguments.rounds, "5x ripgrep and jq, 10x jq")


def count(arguments, quoted, _folder):
    def of_zerocord(text):
        report = json.loads(text)
        counts = {event["name"]: event["count"] for event in report["events"]}
        unnamed = report["frames"] - sum(counts.values())
        return sorted(counts.items()) + ([("", unnamed)] if unnamed else [])

    of_rows = lambda rows: sorted((name, count) for name, count in rows if name) + sorted(
        ("", count) for name, count in rows if not name
    )
    programs = [Program("zerocord stats", f"{arguments.zerocord} stats --json {quoted}", of_zerocord)]
    for name, (module, query) in QUERIES.items():
        if subprocess.run([sys.executable, "-c", f"import {module}"], stderr=subprocess.DEVNULL).returncode != 0:
            print(f"  not installed: {module} (for {sys.executable})")
            continue
        script = _folder / f"{name.split()[0].strip(',').lower()}-{len(programs)}.py"
        script.write_text(QUERY_BEGIN + query + QUERY_END)
        programs.append(Program(name, f"{sys.executable} {script} {quoted}", of_rows, times_itself=True))
    compare("count by event, plain", programs, arguments.rounds, "10x the best")


JOBS = {"stats": stats, "zstd": compressed, "filter": guild, "count": count}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recording", type=Path)
    parser.add_argument("--zerocord", default="target/release/zerocord", help="the program [default: %(default)s]")
    parser.add_argument("--rounds", type=int, default=5, help="runs of each program [default: %(default)s]")
    parser.add_argument("--jobs", default=",".join(JOBS), help="jobs to run, separated by commas [default: %(default)s]")
    arguments = parser.parse_args()
    if not arguments.recording.is_file():
        parser.error(f"{arguments.recording}: no such file")
    if shutil.which(arguments.zerocord) is None:
        parser.error(f"{arguments.zerocord}: no such program; `cargo build --release -p zerocord-cli` builds it")
    unknown = [job for job in arguments.jobs.split(",") if job not in JOBS]
    if unknown:
        parser.error(f"no such job: {', '.join(unknown)}; there are {', '.join(JOBS)}")
    path = str(arguments.recording.resolve())
    if "'" in path:
        parser.error("the recording's path has a quote in it")
    print(f"{path}: {arguments.recording.stat().st_size / 1e9:.2f} GB, {os.cpu_count()} cores; seconds, peak memory, time over zerocord's")
    with tempfile.TemporaryDirectory(dir=arguments.recording.resolve().parent) as folder:
        for job in arguments.jobs.split(","):
            JOBS[job](arguments, f"'{path}'", Path(folder))


if __name__ == "__main__":
    main()
