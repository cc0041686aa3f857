#!/usr/bin/env python3
"""Runs a program in a terminal, and writes what its screen shows as an SVG image.

usage: screen.py IMAGE SECONDS PROGRAM [ARGUMENT ...]

docs/top.svg is made with it. The program gets the key `q` after SECONDS. Needs the package `pyte`. Exit codes: 0 the image
was written and the program ended normally, 1 it did not.
"""

import fcntl
import os
import pty
import select
import struct
import sys
import termios
import time
from xml.sax.saxutils import escape

import pyte

COLUMNS, ROWS = 100, 30
CELL_WIDTH, CELL_HEIGHT = 8.4, 18
# By pyte's names, and by the values that it gives to the colors 1 and 3 of 256.
COLORS = {"default": "#d4d4d4", "red": "#f48771", "brown": "#dcdcaa", "cd0000": "#f48771", "cdcd00": "#dcdcaa"}


def run(seconds, program):
    """The screen after some seconds, and the exit code."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ["TERM"] = "xterm-256color"
        os.execvp(program[0], program)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    screen = pyte.Screen(COLUMNS, ROWS)
    stream = pyte.ByteStream(screen)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if select.select([terminal], [], [], 0.1)[0]:
            stream.feed(os.read(terminal, 65536))
    # The program restores the screen when it ends.
    cells = [[screen.buffer[row][column] for column in range(COLUMNS)] for row in range(ROWS)]
    os.write(terminal, b"q")
    try:
        while os.read(terminal, 65536):
            pass
    except OSError:
        # The terminal is closed.
        pass
    return cells, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def image(cells):
    """The screen as SVG: an element for each run of cells with the same style."""
    width, height = COLUMNS * CELL_WIDTH + 20, ROWS * CELL_HEIGHT + 20
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" font-family="monospace" font-size="14">',
        f'<rect width="{width:.0f}" height="{height:.0f}" rx="6" fill="#1e1e1e"/>',
    ]
    for row, line in enumerate(cells):
        start = 0
        while start < COLUMNS:
            style = (line[start].fg, line[start].bold)
            end = start
            while end < COLUMNS and (line[end].fg, line[end].bold) == style:
                end += 1
            text = "".join(cell.data for cell in line[start:end])
            if text.strip():
                x, y = 10 + start * CELL_WIDTH, 10 + (row + 0.75) * CELL_HEIGHT
                weight = ' font-weight="bold"' if style[1] else ""
                fill = COLORS.get(style[0], COLORS["default"])
                parts.append(
                    f'<text x="{x:.1f}" y="{y:.1f}" fill="{fill}"{weight} xml:space="preserve" '
                    f'textLength="{(end - start) * CELL_WIDTH:.1f}">{escape(text)}</text>'
                )
            start = end
    return "\n".join(parts + ["</svg>"]) + "\n"


def main():
    path, seconds, *program = sys.argv[1:]
    cells, exit_code = run(float(seconds), program)
    with open(path, "w", encoding="utf-8") as file:
        file.write(image(cells))
    print("\n".join("".join(cell.data for cell in line).rstrip() for line in cells))
    sys.exit(1 if exit_code else 0)


if __name__ == "__main__":
    main()
