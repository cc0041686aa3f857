#!/usr/bin/env python3
"""Writes docs/benchmarks.md from what `rivals --record` has measured and instructions.py has counted.

usage: page.py RECORD.csv [INSTRUCTIONS.csv] > docs/benchmarks.md
"""

import csv
import sys

SIZES = {"cache": "in cache", "3m": "3 MB", "128m": "128 MiB"}

# Task, question, zerocord's engine that counts. The other engines of zerocord have rows of their own.
TASKS = {
    "five_fields": "`channel_id`, `guild_id`, `author.id`, `content` and `timestamp` of every MESSAGE_CREATE",
    "five_fields_stream": "the same of a recording: lines, event names, fields",
    "presence": "`user.id`, `guild_id` and `status` of every PRESENCE_UPDATE",
    "presence_stream": "the same of a recording",
    "twenty_fields": "twenty fields of every MESSAGE_CREATE, times read as times",
    "strict": "whether every frame is valid, to the last byte",
    "owned_message": "every MESSAGE_CREATE as its whole owned model",
    "owned_presence": "every PRESENCE_UPDATE as its whole owned model",
    "owned_guild": "every GUILD_CREATE as its whole owned model",
    "peek": "`t` and `s` of every frame",
    "lines": "the length of every frame of a recording",
    "stream": "event names of a recording, five fields of messages, three of presences",
    "route": "`t`, `s` and `guild_id` of every frame",
    "guild_head": "`id` and `member_count` of every GUILD_CREATE",
    "guild_walk": "members with their roles, and channels, of every GUILD_CREATE",
}

SHUFFLED = {"generated-shuffled", "shuffled"}

# What is asked, task, sizes, corpora, prefix of the rival's name, goal with AVX2, goal with AVX-512.
GOALS = [
    ("five fields, in cache", "five_fields", ["cache"], None, "simdjson", 1.3, 2.2),
    ("five fields, stream", "five_fields_stream", ["3m", "128m"], None, "simdjson", 1.5, 2.2),
    ("five fields, 128 MiB split beforehand", "five_fields", ["128m"], None, "simdjson", 1.2, 1.5),
    ("five fields, shuffled keys, in cache", "five_fields", ["cache"], SHUFFLED, "simdjson", 1.4, 2.0),
    ("three fields of a presence, in cache", "presence", ["cache"], None, "simdjson", 1.4, 1.8),
    ("three fields of a presence, stream", "presence_stream", ["3m", "128m"], None, "simdjson", 1.4, 2.0),
    ("three fields of a presence, 128 MiB", "presence", ["128m"], None, "simdjson", 1.4, 1.5),
    ("twenty fields, in cache", "twenty_fields", ["cache"], None, "simdjson", 1.3, 2.0),
    ("strict check against a DOM, in cache", "strict", ["cache"], None, "simdjson", 1.2, 1.6),
    ("five fields against sonic-rs, in cache", "five_fields", ["cache"], None, "sonic-rs", 2.5, 4.0),
]


class Cell:
    """One task, corpus and size."""

    def __init__(self):
        self.rows = []

    @property
    def own(self):
        return next(row for row in self.rows if is_own(row["engine"]))

    def rival(self, prefix=""):
        rivals = [row for row in self.rows if not is_own(row["engine"]) and row["engine"].startswith(prefix)]
        return min(rivals, key=ratio, default=None)


def is_own(engine):
    return engine.startswith("zerocord")


def ratio(row):
    return float(row["times_of_own"])


def ns(row):
    median = float(row["median_ns"])
    return f"{median:.1f}" if median < 100 else f"{median:,.0f}"


def read(path):
    """The machine's facts, and the cells by task, corpus and size."""
    lines = open(path, encoding="utf-8").read().splitlines()
    facts = [line[2:].split(": ", 1) for line in lines if line.startswith("# ")]
    cells = {}
    for row in csv.DictReader(line for line in lines if not line.startswith("#")):
        cells.setdefault((row["task"], row["corpus"], row["size"]), Cell()).rows.append(row)
    return facts, cells


def of_task(cells, task, sizes):
    return {key: cell for key, cell in cells.items() if key[0] == task and key[2] in sizes}


def table(head, rows):
    print("| " + " | ".join(head) + " |")
    print("| " + " | ".join("---" for _ in head) + " |")
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print()


def print_goals(cells, is_avx512):
    print("## Goals\n")
    print("The worst corpus counts. A ratio is the rival's time divided by zerocord's.\n")
    rows = []
    for what, task, sizes, corpora, prefix, avx2, avx512 in GOALS:
        goal = avx512 if is_avx512 else avx2
        found = [
            (ratio(cell.rival(prefix)), corpus, SIZES[size], cell.rival(prefix)["engine"])
            for (_, corpus, size), cell in of_task(cells, task, sizes).items()
            if (corpora is None or corpus in corpora) and cell.rival(prefix)
        ]
        if found:
            worst, corpus, size, rival = min(found)
            met = sum(entry[0] >= goal for entry in found)
            verdict = "met" if met == len(found) else f"**missed**, met in {met} of {len(found)}"
            rows.append((what, rival, f"{goal:.1f}", f"{worst:.2f}", f"{corpus}, {size}", verdict))
    table(("case", "rival", "goal", "worst", "where", ""), rows)


def print_slower(cells):
    slower = []
    for (task, corpus, size), cell in cells.items():
        rival = cell.rival()
        if rival and ratio(rival) < 1:
            slower.append((ratio(rival), task, corpus, SIZES[size], rival["engine"], ns(cell.own), ns(rival)))
    print("## Where zerocord is slower than the fastest rival\n")
    compared = sum(cell.rival() is not None for cell in cells.values())
    print(f"In {len(slower)} of {compared} comparisons, worst first; zerocord's fastest public interface for the task, as below.\n")
    if slower:
        rows = [(task, corpus, size, rival, own, other, f"{times:.2f}") for times, task, corpus, size, rival, own, other in sorted(slower)]
        table(("task", "corpus", "size", "rival", "zerocord, ns", "rival, ns", "ratio"), rows)


def print_worst(cells):
    print("## Each task: the worst corpus\n")
    rows = []
    for task in TASKS:
        for size in SIZES:
            found = [(ratio(cell.rival()), key[1], cell) for key, cell in of_task(cells, task, [size]).items() if cell.rival()]
            if found:
                times, corpus, cell = min(found, key=lambda entry: entry[0])
                best = max(found, key=lambda entry: entry[0])
                rival = cell.rival()
                rows.append((f"[{task}](#{task})", SIZES[size], corpus, ns(cell.own), f"{rival['engine']} {ns(rival)}", f"{times:.2f}", f"{best[0]:.2f} ({best[1]})"))
    table(("task", "size", "worst corpus", "zerocord, ns", "fastest rival, ns", "ratio", "best corpus"), rows)


def print_task(cells, task):
    sizes = [size for size in SIZES if of_task(cells, task, [size])]
    if not sizes:
        return
    own = next(iter(of_task(cells, task, sizes).values())).own["engine"]
    print(f"### {task}\n\n{TASKS[task]}. zerocord: `{own}`.\n")
    corpora = list(dict.fromkeys(key[1] for key in of_task(cells, task, sizes)))
    rows = []
    for corpus in corpora:
        row = [corpus]
        for size in sizes:
            cell = cells.get((task, corpus, size))
            rival = cell and cell.rival()
            row.append(f"**{ratio(rival):.2f}** {ns(cell.own)}, {rival['engine']} {ns(rival)}" if rival else "")
        rows.append(row)
    table(["corpus"] + [SIZES[size] for size in sizes], rows)
    print_others(cells, task, sizes)


def print_others(cells, task, sizes):
    """The worst and the best ratio of each other engine."""
    times = {}
    for (_, corpus, size), cell in of_task(cells, task, sizes).items():
        for row in cell.rows:
            if row is not cell.own:
                times.setdefault(row["engine"], {}).setdefault(size, []).append((ratio(row), corpus))
    rows = []
    for engine, of_sizes in times.items():
        row = [engine]
        for size in sizes:
            found = sorted(of_sizes.get(size, []))
            row.append(f"{found[0][0]:.2f} ({found[0][1]}) to {found[-1][0]:.2f}" if found else "")
        rows.append(row)
    if rows:
        print("Times of the other engines as multiples of zerocord's, over the corpora:\n")
        table(["engine"] + [SIZES[size] for size in sizes], rows)


def print_instructions(path):
    print("## Instructions and branches\n")
    print(
        "Per frame, counted by callgrind in 200 frames; mispredicted branches are those of callgrind's model of a simple\n"
        "predictor, since this machine gives no access to hardware counters. No model of caches.\n"
    )
    rows = list(csv.DictReader(open(path, encoding="utf-8")))
    head = ("task", "corpus", "engine", "instructions", "branches", "mispredicted")
    table(head, [(row["task"], row["corpus"], row["engine"], row["instructions"], row["branches"], row["mispredicted"]) for row in rows])


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    facts, cells = read(sys.argv[1])
    is_avx512 = any(row["engine"].endswith("-avx512") for cell in cells.values() for row in cell.rows)
    print("# Benchmarks\n")
    print("Written by `benches/command/page.py` from a record of `just bench`. What is compared, and how, is explained in")
    print("[benches/README.md](../benches/README.md); what to make of the figures, in [performance.md](performance.md).\n")
    table(("", ""), facts)
    print("The machine is shared with other work, so absolute times are those of this run and no promise. Engines run in turns on one")
    print("core, and a ratio is the median of the ratios within the rounds. All engines of a comparison gave equal answers before.\n")
    print_goals(cells, is_avx512)
    print_slower(cells)
    print_worst(cells)
    print("## Each task, each corpus\n")
    print("A cell holds the ratio to the fastest rival, zerocord's nanoseconds per frame (median), the rival and its nanoseconds.\n")
    for task in TASKS:
        print_task(cells, task)
    if len(sys.argv) == 3:
        print_instructions(sys.argv[2])


main()
