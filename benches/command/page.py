#!/usr/bin/env python3
"""Writes docs/benchmarks.md and docs/benchmarks.svg from what `rivals --record` has measured.

usage: page.py FOLDER

FOLDER is a folder of CSV files from one machine, such as benches/record/2026-11-27-zen3.
"""

import csv
import statistics
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

SIZES = {"cache": "in cache", "3m": "3 MB", "128m": "128 MiB"}

TASKS = {
    "five_fields": "five fields of a message",
    "five_fields_stream": "five fields, from a recording",
    "presence": "three fields of a presence",
    "presence_stream": "three fields, from a recording",
    "twenty_fields": "twenty fields of a message",
    "strict": "strict check of a frame",
    "owned_message": "whole message as a struct",
    "owned_presence": "whole presence as a struct",
    "owned_guild": "whole guild as a struct",
    "peek": "`t` and `s` of a frame",
    "lines": "lines of a recording",
    "stream": "names, and fields of two events",
    "route": "`t`, `s` and `guild_id`",
    "guild_head": "two early fields of a guild",
    "guild_walk": "all members and channels of a guild",
}

INTRO = """\
# Benchmarks

Written by `benches/command/page.py` from the measurements in [`{folder}`]({link}),
which have every engine, corpus and size. [benches/README.md](../benches/README.md) explains the tasks, the corpora and the
rules; [performance.md](performance.md) shows how to read fast.

![The ratio to the fastest rival, per task](benchmarks.svg)

A ratio is the rival's time divided by zerocord's, so above 1 zerocord is faster. It is the median of the ratios within the
rounds of one run: engines take turns on one core, and all gave equal answers before. *Worst* and *best* are the corpora with
the lowest and the highest ratio, among all corpora and sizes; the *rival* is the fastest one there. Times are nanoseconds per
frame (medians) on a machine that is shared with other work: compare them within a row only.

On CPUs with AVX-512, simdjson is ahead in more tasks: [performance.md](performance.md#where-zerocord-is-not-the-fastest).
"""

NOTES = """
`memchr` only counts line feeds. zerocord's lines are also checked for a second frame, which a recorder leaves when it is
stopped in the middle of a line, and are returned one by one.
"""


class Cell:
    """One task, corpus and size: the rows of all engines."""

    def __init__(self, task, corpus, size):
        self.task, self.corpus, self.size = task, corpus, size
        self.rows = []

    @property
    def own(self):
        """The engine of zerocord that the ratios refer to."""
        return next(row for row in self.rows if is_own(row))

    @property
    def view(self):
        return next((row for row in self.rows if row["engine"].startswith("zerocord-view")), None)

    @property
    def rival(self):
        return min((row for row in self.rows if not is_own(row)), key=times, default=None)

    @property
    def ratio(self):
        return times(self.rival)

    @property
    def place(self):
        return f"{self.corpus}, {SIZES[self.size]}"


def is_own(row):
    return row["engine"].startswith("zerocord")


def times(row):
    return float(row["times_of_own"])


def ns(row):
    median = float(row["median_ns"])
    return f"{median:.1f}" if median < 100 else f"{median:,.0f}"


def read(folder):
    """The facts about the machine, and the cells that have a rival."""
    facts, cells = {}, {}
    for path in sorted(folder.glob("*.csv")):
        lines = path.read_text(encoding="utf-8").splitlines()
        facts.update(line[2:].split(": ", 1) for line in lines if line.startswith("# "))
        for row in csv.DictReader(line for line in lines if not line.startswith("#")):
            key = (row["task"], row["corpus"], row["size"])
            cells.setdefault(key, Cell(*key)).rows.append(row)
    return facts, [cell for cell in cells.values() if cell.rival]


def table(head, rows):
    lines = ["| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rows]]
    return "\n".join(lines) + "\n"


def summary(cells):
    """One row per task: worst, median and best ratio."""
    rows = []
    for task, title in TASKS.items():
        found = sorted((cell for cell in cells if cell.task == task), key=lambda cell: cell.ratio)
        if found:
            worst, best = found[0], found[-1]
            middle = statistics.median(cell.ratio for cell in found)
            rows.append((title, f"**{worst.ratio:.2f}**", worst.place, ns(worst.own), f"{worst.rival['engine']} {ns(worst.rival)}",
                         f"{middle:.2f}", f"{best.ratio:.2f} ({best.place})"))
    return table(("task", "worst", "where", "zerocord, ns", "rival there, ns", "median", "best"), rows)


def counts(cells):
    """The number of comparisons per size, and of corpora."""
    parts = []
    for size, name in SIZES.items():
        of_size = [cell for cell in cells if cell.size == size]
        if of_size:
            parts.append(f"{len(of_size)} {name} ({len({cell.corpus for cell in of_size})} corpora)")
    return ", ".join(parts)


def losses(cells):
    """The tasks in which a rival is faster somewhere."""
    lost = [cell for cell in cells if cell.ratio < 1]
    rows = []
    for task, title in TASKS.items():
        of_task = [cell for cell in cells if cell.task == task]
        found = sorted((cell for cell in of_task if cell.ratio < 1), key=lambda cell: cell.ratio)
        if found:
            rivals = sorted({cell.rival["engine"] for cell in found})
            rows.append((title, f"{len(found)} of {len(of_task)}", f"{found[0].ratio:.2f} ({found[0].place})", ", ".join(rivals)))
    text = f"In {len(lost)} of {len(cells)} comparisons a rival is faster than zerocord's fastest interface for the task:\n\n"
    return text + table(("task", "comparisons", "worst", "rivals"), rows) + NOTES


def views(cells):
    """The ratio of the fastest rival to a view, which is the most convenient interface and not the fastest."""
    rows = []
    for task, title in TASKS.items():
        found = sorted((cell.ratio / times(cell.view), cell.place) for cell in cells if cell.task == task and cell.view and cell.view is not cell.own)
        if found:
            middle = statistics.median(ratio for ratio, _ in found)
            rows.append((title, f"{found[0][0]:.2f} ({found[0][1]})", f"{middle:.2f}", f"{found[-1][0]:.2f} ({found[-1][1]})"))
    return table(("task", "worst", "median", "best"), rows)


def chart(cells):
    """A line per task from the worst to the best ratio, with a mark at the median."""
    rows = []
    for task, title in TASKS.items():
        ratios = sorted(cell.ratio for cell in cells if cell.task == task)
        if ratios:
            rows.append((title.replace("`", ""), ratios[0], statistics.median(ratios), ratios[-1]))
    left, width, line, top = 275, 470, 26, 44
    most = 8.0
    x = lambda ratio: left + width * min(ratio, most) / most
    height = top + line * len(rows) + 30
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {left + width + 70} {height}" font-family="sans-serif" font-size="13">',
             f'<rect width="100%" height="100%" fill="#ffffff"/>',
             f'<text x="12" y="22" font-weight="bold" fill="#1f2328">Times as fast as the fastest rival: worst to best corpus, mark at the median; orange: slower somewhere</text>']
    for tick in (0, 1, 2, 4, 6, 8):
        color = "#1f2328" if tick == 1 else "#d0d7de"
        parts.append(f'<line x1="{x(tick):.0f}" y1="{top - 8}" x2="{x(tick):.0f}" y2="{height - 26}" stroke="{color}"/>')
        parts.append(f'<text x="{x(tick):.0f}" y="{height - 10}" text-anchor="middle" fill="#59636e">{tick}</text>')
    for index, (title, worst, middle, best) in enumerate(rows):
        y = top + line * index + 10
        color = "#0969da" if worst >= 1 else "#bc4c00"
        parts.append(f'<text x="{left - 12}" y="{y + 4}" text-anchor="end" fill="#1f2328">{title}</text>')
        parts.append(f'<line x1="{x(worst):.1f}" y1="{y}" x2="{x(best):.1f}" y2="{y}" stroke="{color}" stroke-width="8" stroke-linecap="round" opacity="0.45"/>')
        parts.append(f'<circle cx="{x(middle):.1f}" cy="{y}" r="5" fill="{color}"/>')
        label = f"{worst:.2f} to {best:.1f}"
        parts.append(f'<text x="{min(x(best) + 12, left + width - 20):.0f}" y="{y - 6 if best > most - 1 else y + 4}" font-size="11" fill="#59636e">{label}</text>')
    return "\n".join(parts + ["</svg>"]) + "\n"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1]).resolve()
    facts, cells = read(folder)
    relative = folder.relative_to(ROOT)
    page = [
        INTRO.format(folder=relative, link=Path("..") / relative),
        summary(cells),
        "## Where others are faster\n",
        losses(cells),
        "## Views\n",
        "The tables above compare zerocord's fastest interface, mostly a derived projection. A view reads a field on request and\n"
        "keeps its state in an arena. Its ratios to the fastest rival:\n",
        views(cells),
        "## The run\n",
        table(("", ""), [*facts.items(), ("comparisons", counts(cells))]),
        "To repeat it: `just bench`; to write this page from a record: `benches/command/page.py FOLDER`.\n",
    ]
    (ROOT / "docs/benchmarks.md").write_text("\n".join(page), encoding="utf-8")
    (ROOT / "docs/benchmarks.svg").write_text(chart(cells), encoding="utf-8")


main()
