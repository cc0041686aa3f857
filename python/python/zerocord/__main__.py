"""The command: `python -m zerocord --help`."""

from __future__ import annotations

import signal
import sys

from zerocord import _zerocord


def main() -> None:
    """Runs the command with the arguments of this program."""
    # Python's own handler would wait until the command returns.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.exit(_zerocord.run_command(["zerocord", *sys.argv[1:]]))


if __name__ == "__main__":
    main()
