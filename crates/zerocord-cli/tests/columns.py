"""Compares every cell that `zerocord convert` writes with what Python's json reads from the same frames.

usage: columns.py ZEROCORD CORPUS

The frames of the corpus and generated recordings are converted, with --with-content so that every key has a column. pyarrow,
DuckDB, Polars and, if it is installed, chdb (ClickHouse) open every file. The expected values come from the frames and the types of the columns alone.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta, timezone

import duckdb
import polars
import pyarrow as pa
import pyarrow.parquet as pq

try:
    import chdb
except ImportError:
    chdb = None

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
ABSENT = object()
# The columns that are no keys of the payload. `_trace` is one.
FRAME_COLUMNS = {"_seq", "_shard", "_session", "_file", "_line", "_offset", "_received", "_absent", "_extra"}
# A value that the check does not predict: of a type that the column does not hold.
WRONG = object()


def first_wins(pairs):
    result = {}
    for key, value in pairs:
        result.setdefault(key, value)
    return result


def parse(text):
    return json.loads(text, object_pairs_hook=first_wins)


def values(array):
    """The cells as Python values: timestamps as microseconds, maps as dicts, JSON as text."""
    if isinstance(array, pa.ChunkedArray):
        return [value for chunk in array.chunks for value in values(chunk)]
    if isinstance(array.type, pa.BaseExtensionType):
        array = array.storage
    kind = array.type
    if pa.types.is_struct(kind):
        names = [field.name for field in kind]
        columns = [values(array.field(index)) for index in range(len(names))]
        rows = zip(*columns)
        return [dict(zip(names, row)) if valid else None for row, valid in zip(rows, array.is_valid().to_pylist())]
    if pa.types.is_map(kind):
        keys, items = values(array.keys), values(array.items)
        ends = array.offsets.to_pylist()
        first = ends[0] if ends else 0
        spans = zip(ends, ends[1:], array.is_valid().to_pylist())
        return [dict(zip(keys[a - first:b - first], items[a - first:b - first])) if v else None for a, b, v in spans]
    if pa.types.is_list(kind):
        items, ends = values(array.values), array.offsets.to_pylist()
        spans = zip(ends, ends[1:], array.is_valid().to_pylist())
        return [items[a:b] if v else None for a, b, v in spans]
    if pa.types.is_timestamp(kind):
        array = array.cast(pa.int64())
    return array.to_pylist()


def metadata(field, key):
    found = (field.metadata or {}).get(key.encode())
    return found.decode() if found else None


def is_json(field):
    return isinstance(field.type, pa.BaseExtensionType) or metadata(field, "ARROW:extension:name") == "arrow.json"


def micros(text):
    match = re.fullmatch(r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)", text)
    if not match:
        return WRONG
    moment = datetime.fromisoformat(match[1] + match[3].replace("Z", "+00:00"))
    fraction = int(((match[2] or ".")[1:] + "000000")[:6])
    return (moment - EPOCH) // timedelta(microseconds=1) + fraction


def whole(value, bits, signed):
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return value if is_whole and low <= value <= high else WRONG


def expected(field, value):
    """What a cell should be; WRONG if the value is not of the column's type."""
    kind, word = field.type, metadata(field, "zerocord.kind")
    if word == "null_flag" and not pa.types.is_list(kind):
        return False if value is ABSENT else True if value is None else value if isinstance(value, bool) else WRONG
    if value is ABSENT or value is None:
        return None
    if is_json(field):
        return ("json", value)
    if pa.types.is_struct(kind):
        if not isinstance(value, dict):
            return WRONG
        return {inner.name: expected(inner, value.get(inner.name, ABSENT)) for inner in kind}
    if pa.types.is_list(kind):
        if not isinstance(value, list):
            return WRONG
        item = kind.value_field.with_metadata(field.metadata or {})
        return [expected(item, element) for element in value]
    if pa.types.is_map(kind):
        if not isinstance(value, dict):
            return WRONG
        item = kind.item_field.with_metadata(field.metadata or {})
        key = int if pa.types.is_uint64(kind.key_type) else str
        return {key(name): expected(item, element) for name, element in value.items()}
    if pa.types.is_uint64(kind):
        if value == "":
            return None
        if isinstance(value, str) and re.fullmatch(r"\d+", value):
            value = int(value)
        return whole(value, 64, False)
    if pa.types.is_timestamp(kind):
        if word == "timestamp":
            return micros(value) if isinstance(value, str) else WRONG
        number = whole(value, 64, True)
        return number if number is WRONG else whole(number * {"unix_seconds": 10**6, "unix_millis": 1000}[word], 64, True)
    if pa.types.is_uint32(kind):
        return whole(value, 32, False)
    if pa.types.is_int64(kind):
        return whole(value, 64, True)
    if pa.types.is_float64(kind):
        return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else WRONG
    if pa.types.is_boolean(kind):
        return value if isinstance(value, bool) else WRONG
    if word in ("permissions", "flags") and not isinstance(value, str):
        return str(whole(value, 4096, False)) if whole(value, 4096, False) is not WRONG else WRONG
    if word in ("permissions", "flags"):
        return value if re.fullmatch(r"[0-9]+", value) else WRONG
    return value if isinstance(value, str) else WRONG


def equal(found, want):
    if want is WRONG:
        return found is None or found is False
    if isinstance(want, tuple):
        return found is not None and parse(found) == want[1]
    if isinstance(want, dict):
        return isinstance(found, dict) and found.keys() == want.keys() and all(equal(found[k], want[k]) for k in want)
    if isinstance(want, list):
        return isinstance(found, list) and len(found) == len(want) and all(map(equal, found, want))
    return type(found) is type(want) and found == want


def absent(fields, payload, prefix=""):
    for field in fields:
        if field.name not in payload:
            yield prefix + field.name
        elif pa.types.is_struct(field.type) and isinstance(payload[field.name], dict):
            yield from absent(field.type, payload[field.name], f"{prefix}{field.name}.")


def extra(fields, payload, prefix=""):
    known = {field.name: field for field in fields}
    for name, value in payload.items():
        if name not in known:
            yield prefix + name, value
        else:
            yield from extra_inside(known[name].type, value, f"{prefix}{name}.")


def extra_inside(kind, value, prefix):
    if pa.types.is_struct(kind) and isinstance(value, dict):
        yield from extra(kind, value, prefix)
    elif pa.types.is_list(kind) and isinstance(value, list):
        for index, element in enumerate(value):
            yield from extra_inside(kind.value_type, element, f"{prefix}{index}.")
    elif pa.types.is_map(kind) and isinstance(value, dict):
        for key, element in value.items():
            yield from extra_inside(kind.item_type, element, f"{prefix}{key}.")


class Check:
    def __init__(self):
        self.cells = self.rows = self.files = 0

    def file(self, path, frames, deep):
        table = pq.read_table(path, partitioning=None)
        self.files += 1
        columns = {field.name: values(table.column(field.name)) for field in table.schema}
        event = next(part for part in path.parts if part.startswith("event=")).removeprefix("event=")
        payload_fields = [field for field in table.schema if field.name not in FRAME_COLUMNS]
        for row in range(table.num_rows):
            frame = frames[columns["_file"][row], columns["_line"][row], columns["_offset"][row]]
            self.row(event, payload_fields, {name: column[row] for name, column in columns.items()}, frame)
        self.others(path, table, deep)
        return table.num_rows

    def row(self, event, fields, cells, frame):
        self.rows += 1
        payload = frame.get("d")
        where = f"{event}, {cells['_file']} line {cells['_line']}"
        if [field.name for field in fields] in (["t", "d"], ["op", "d"]):
            outer = frame
        elif [field.name for field in fields] == ["d"]:
            outer = {"d": payload}
        else:
            outer = payload if isinstance(payload, dict) else {}
        for field in fields:
            want = expected(field, outer.get(field.name, ABSENT))
            self.cells += 1
            if not equal(cells[field.name], want):
                sys.exit(f"{where}, {field.name}: {cells[field.name]!r}, but the frame has {want!r}")
        sequence = frame.get("s")
        if not equal(cells["_seq"], None if sequence is None else whole(sequence, 64, False)):
            sys.exit(f"{where}, _seq: {cells['_seq']!r}, but the frame has {sequence!r}")
        if "_absent" in cells and fields and outer is payload:
            want = sorted(absent(fields, outer))
            if sorted(cells["_absent"]) != want:
                sys.exit(f"{where}, _absent: {cells['_absent']!r}, but the frame lacks {want!r}")
        if "_extra" in cells and outer is payload:
            want = dict(extra(fields, outer)) or None
            found = cells["_extra"] and parse(cells["_extra"])
            if found != want:
                sys.exit(f"{where}, _extra: {found!r}, but the frame has {want!r}")

    def others(self, path, table, deep):
        """The other engines read the same."""
        if chdb:
            self.click_house(path, table)
        sql = duckdb.sql(f"select * from read_parquet('{path}', hive_partitioning = false)")
        frame = polars.read_parquet(path, hive_partitioning=False)
        if frame.height != table.num_rows or frame.width != table.num_columns:
            sys.exit(f"{path}: Polars reads {frame.shape}")
        if not deep:
            if len(sql.fetchall()) != table.num_rows:
                sys.exit(f"{path}: DuckDB reads another number of rows")
            return
        read = sql.to_arrow_table()
        for field in table.schema:
            want = values(table.column(field.name))
            if values(read.column(field.name)) != want:
                sys.exit(f"{path}: DuckDB reads other values of {field.name}")
            if not pa.types.is_nested(field.type) and values(frame[field.name].to_arrow().cast(table.column(field.name).type if not is_json(field) else pa.string())) != want:
                sys.exit(f"{path}: Polars reads other values of {field.name}")

    def click_house(self, path, table):
        """Compares the numbers, strings and times of the first level: ClickHouse has no null for structs and lists."""
        plain = [field for field in table.schema if pa.types.is_uint64(field.type) or pa.types.is_int64(field.type) or pa.types.is_string(field.type) or pa.types.is_timestamp(field.type)]
        columns = ", ".join(f"toUnixTimestamp64Micro(`{field.name}`)" if pa.types.is_timestamp(field.type) else f"`{field.name}`" for field in plain)
        out = chdb.query(f"SELECT {columns or 'count()'} FROM file('{path}', Parquet) SETTINGS input_format_parquet_preserve_order = 1", "JSONCompactEachRow")
        rows = [json.loads(line) for line in str(out).splitlines()]
        if columns and len(rows) != table.num_rows:
            sys.exit(f"{path}: ClickHouse reads {len(rows)} rows of {table.num_rows}")
        for index, field in enumerate(plain):
            found = [row[index] if row[index] is None or pa.types.is_string(field.type) else int(row[index]) for row in rows]
            if found != values(table.column(field.name)):
                sys.exit(f"{path}: ClickHouse reads other values of {field.name}")


def frames_of(path):
    """The frames by position, without those that are no JSON."""
    frames = {}
    for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
        try:
            frames[str(path), number, 0] = parse(line.decode())
        except (ValueError, RecursionError):
            pass
    return frames


def convert(zerocord, inputs, lake, *options):
    command = [zerocord, "convert", *map(str, inputs), "-o", str(lake), "--with-content", *options]
    ran = subprocess.run(command, capture_output=True, text=True)
    if ran.returncode not in (0, 1):
        sys.exit(f"{command}: {ran.stderr}")
    return sorted(lake.glob("**/*.parquet"))


def edge_recording(path, count):
    with path.open("w") as out:
        for index in range(count):
            user = {"id": str(2**63 + index), "username": "n" * (index % 9), "discriminator": "0", "avatar": None}
            payload = {"user_id": str(index), "channel_id": "7", "timestamp": 1767752156 + index, "new": index}
            if index % 3 == 0:
                payload["guild_id"] = str(index % 11 + 1)
            if index % 5 == 0:
                payload["member"] = {"user": user, "roles": [str(role) for role in range(index % 4)], "nick": None}
            out.write(json.dumps({"t": "TYPING_START", "s": index, "op": 0, "d": payload}) + "\n")


def main():
    zerocord, corpus = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    check = Check()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        joined = folder / "corpus.ndjson"
        documents = sorted((corpus / "frames").glob("**/*.json")) + sorted((corpus / "edge").glob("**/*.json"))
        with joined.open("wb") as out:
            for document in documents:
                out.write(document.read_bytes().replace(b"\r", b" ").replace(b"\n", b" ") + b"\n")
        inputs = [joined, corpus / "firehose/sample.ndjson"]
        for mix, size in ("presence", "400K"), ("quiet", "600K"), ("storm", "200K"), ("startup", "1M"):
            path = folder / f"{mix}.ndjson"
            subprocess.run([zerocord, "generate", "--mix", mix, "--bytes", size, "-o", path], check=True)
            inputs.append(path)
        frames = {}
        for path in inputs:
            frames |= frames_of(path)
        for options in [], ["--depth", "3"]:
            rows = sum(check.file(path, frames, not options) for path in convert(zerocord, inputs, folder / f"lake{len(options)}", *options))
            print(f"{rows} rows of {len(frames)} documents {' '.join(options)}")
            if rows < len(frames) * 0.9:
                sys.exit("too few rows: see what became bad frames")
        for count in 0, 1, 8191, 8192, 8193:
            path = folder / f"{count}.ndjson"
            edge_recording(path, count)
            parts = convert(zerocord, [path], folder / f"edge{count}", "--row-group", "8192")
            if sum(check.file(part, frames_of(path), count < 8193) for part in parts) != count:
                sys.exit(f"{count} frames became another number of rows")
    print(f"{check.cells} cells in {check.rows} rows of {check.files} files are what json reads")


main()
