#!/usr/bin/env python3
"""Counts instructions and branches of one pass over 200 frames with callgrind: two runs per engine, which differ by one pass.

usage: instructions.py RIVALS TASK/CORPUS:ENGINE[,ENGINE]... > INSTRUCTIONS.csv

RIVALS is the program `rivals`; its environment (ZEROCORD_BENCHES_FIXTURES) is that of this script.
"""

import re
import subprocess
import sys
import tempfile


def totals(program, name, engine, passes):
    """Instructions, conditional and indirect branches, those mispredicted; and how many frames a pass has."""
    with tempfile.NamedTemporaryFile() as out:
        command = ["valgrind", "--tool=callgrind", "--branch-sim=yes", f"--callgrind-out-file={out.name}"]
        command += [program, "--sizes", "cache", "--passes", str(passes), "--engine", engine, name + "/cache"]
        ran = subprocess.run(command, capture_output=True, text=True, check=True)
        lines = [line for line in ran.stdout.splitlines() if line.startswith(name + "/cache,")]
        assert len(lines) == 1, f"{name}, {engine}: {lines}"
        text = out.read().decode()
    events = re.search(r"^events: (.*)$", text, re.MULTILINE).group(1).split()
    counts = re.search(r"^(?:totals|summary): (.*)$", text, re.MULTILINE).group(1).split()
    return dict(zip(events, map(int, counts))), int(lines[0].rsplit(",", 1)[1])


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    print("task,corpus,engine,instructions,branches,mispredicted")
    for argument in sys.argv[2:]:
        name, engines = argument.split(":")
        for engine in engines.split(","):
            (less, frames), (more, _) = (totals(sys.argv[1], name, engine, passes) for passes in (2, 3))
            of = lambda *events: sum(more[event] - less[event] for event in events) / frames
            task, corpus = name.split("/")
            print(f"{task},{corpus},{engine},{of('Ir'):.0f},{of('Bc', 'Bi'):.0f},{of('Bcm', 'Bim'):.1f}", flush=True)


main()
