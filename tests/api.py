#!/usr/bin/env python3
"""Compares the public API with the listing in tests/api.txt.

usage: tests/api.py [--accept]

  --accept  store the listing instead of comparing

Reads the pages that `cargo doc --workspace --no-deps` has written, so the listing is what users see: the public items
of each crate by path, each with its fields, variants and own methods. Signatures and implemented traits are not listed.

Exit codes: 0 the API is the stored one, 1 it is not, 2 usage, 3 there are no pages.
"""

import difflib
import os
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
STORED = ROOT / "tests" / "api.txt"
CRATES = ["zerocord", "zerocord_firehose", "zerocord_arrow", "zerocord_live"]

ITEM = re.compile(r'href="([\w/]*\b(struct|enum|union|trait|fn|macro|constant|static|type|derive|attr)\.(\w+)\.html)"')
MEMBER = re.compile(r'id="(structfield|variant|associatedtype|associatedconstant|tymethod|method)\.([\w.]+)')
# What follows the members of an item: methods of other types, and of traits.
REST = re.compile(r'id="(deref-methods|trait-implementations|synthetic-implementations|implementors|foreign-impls)')


def members(page):
    """The fields, variants and methods on an item's page."""
    own = REST.split(page.read_text(encoding="utf-8"), maxsplit=1)[0]
    return sorted({(kind.removeprefix("ty"), name) for kind, name in MEMBER.findall(own)})


def listing(pages):
    """The lines for all crates."""
    for crate in CRATES:
        index = (pages / crate / "all.html").read_text(encoding="utf-8")
        for href, kind, name in sorted(set(ITEM.findall(index))):
            modules = [crate, *href.split("/")[:-1]]
            yield f"{kind} {'::'.join([*modules, name])}"
            for member_kind, member in members(pages / crate / href):
                yield f"    {member_kind} {member}"


def main(arguments):
    """Compares or stores; returns the exit code."""
    if arguments not in ([], ["--accept"]):
        print(__doc__, file=sys.stderr)
        return 2
    pages = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "doc"
    try:
        found = [line + "\n" for line in listing(pages)]
    except FileNotFoundError as error:
        print(f"{error}: run `cargo doc --workspace --no-deps` first", file=sys.stderr)
        return 3
    if arguments:
        STORED.write_text("".join(found), encoding="utf-8")
        return 0
    stored = STORED.read_text(encoding="utf-8").splitlines(keepends=True)
    sys.stdout.writelines(difflib.unified_diff(stored, found, "tests/api.txt", "cargo doc", n=2))
    if stored != found:
        print("the public API has changed: review it, then run `just api` and commit tests/api.txt", file=sys.stderr)
    return int(stored != found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
