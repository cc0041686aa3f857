#!/usr/bin/env python3
"""Counts instructions and branches of one pass over 200 frames: two runs per engine, which differ by one pass.

usage: instructions.py [--emulator QEMU] RIVALS TASK/CORPUS:ENGINE[,ENGINE]... > INSTRUCTIONS.csv

RIVALS is the program `rivals`; its environment (ZEROCORD_BENCHES_FIXTURES) is that of this script. Callgrind counts, or the
emulator of another CPU's programs (`qemu-aarch64`), with a plugin that this script compiles: instructions only.
"""

import os
import re
import subprocess
import sys
import tempfile


def callgrind(command, out):
    """Runs the command; returns its output and the counts of events."""
    valgrind = ["valgrind", "--tool=callgrind", "--branch-sim=yes", f"--callgrind-out-file={out}"]
    ran = subprocess.run(valgrind + command, capture_output=True, text=True, check=True)
    with open(out) as file:
        text = file.read()
    events = re.search(r"^events: (.*)$", text, re.MULTILINE).group(1).split()
    counts = re.search(r"^(?:totals|summary): (.*)$", text, re.MULTILINE).group(1).split()
    return ran.stdout, dict(zip(events, map(int, counts)))


def plugin(emulator, folder):
    """A function like `callgrind` for the emulator."""
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "qemu_instructions.c")
    compiled = os.path.join(folder, "qemu_instructions.so")
    compiler = os.environ.get("CC", "cc")
    subprocess.run([compiler, "-O2", "-shared", "-fPIC", "-o", compiled, source], check=True)

    def run(command, _):
        emulated = [emulator, "-plugin", compiled, "-d", "plugin"]
        ran = subprocess.run(emulated + command, capture_output=True, text=True, check=True)
        return ran.stdout, {"Ir": int(re.search(r"^instructions: (\d+)$", ran.stderr, re.MULTILINE).group(1))}

    return run


def totals(run, program, name, engine, passes):
    """The counts of a run, and how many frames a pass has."""
    with tempfile.NamedTemporaryFile() as out:
        command = [program, "--sizes", "cache", "--passes", str(passes), "--engine", engine, name + "/cache"]
        output, counts = run(command, out.name)
        lines = [line for line in output.splitlines() if line.startswith(name + "/cache,")]
        assert len(lines) == 1, f"{name}, {engine}: {lines}"
    return counts, int(lines[0].rsplit(",", 1)[1])


def count(run, arguments):
    print("task,corpus,engine,instructions,branches,mispredicted")
    for argument in arguments[1:]:
        name, engines = argument.split(":")
        for engine in engines.split(","):
            (less, frames), (more, _) = (totals(run, arguments[0], name, engine, passes) for passes in (2, 3))

            def of(digits, *events):
                known = all(event in more for event in events)
                return f"{sum(more[event] - less[event] for event in events) / frames:.{digits}f}" if known else ""

            row = [*name.split("/"), engine, of(0, "Ir"), of(0, "Bc", "Bi"), of(1, "Bcm", "Bim")]
            print(",".join(row), flush=True)


def main():
    arguments = sys.argv[1:]
    emulator = None
    if arguments[:1] == ["--emulator"]:
        emulator, arguments = arguments[1], arguments[2:]
    if len(arguments) < 2:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as folder:
        count(plugin(emulator, folder) if emulator else callgrind, arguments)


main()
