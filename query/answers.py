"""Asks DuckDB, Polars and, if it is installed, chdb the questions that zerocord-sql answers, and compares the answers.

    python query/answers.py zerocord zerocord-sql RECORDING...             compares
    python query/answers.py zerocord zerocord-sql RECORDING... --measure   also measures, each engine with the same cores
    python query/answers.py zerocord zerocord-sql RECORDING... --measure-lake   measures the converted lake alone

The other engines read the recording with the types of the columns that the question needs. All are measured in a running process: the
time of zerocord-sql is that of some more statements of a session. Its first answer, with the start of the process, is apart.
"""

import argparse
import csv
import io
import math
import os
import statistics
import subprocess
import tempfile
import time

import duckdb
import polars as pl

try:
    import chdb
except ImportError:
    chdb = None

# How often each engine is measured, and how many statements more a longer session of zerocord-sql has.
ROUNDS, STATEMENTS = 5, 4

MESSAGE = {
    "id": "UBIGINT", "channel_id": "UBIGINT", "guild_id": "UBIGINT", "content": "VARCHAR", "timestamp": "VARCHAR",
    "edited_timestamp": "TIMESTAMPTZ", "author": "STRUCT(id UBIGINT)",
}
USER = {"guild_id": "UBIGINT", "user": "STRUCT(id UBIGINT)"}

# A name, SQL for zerocord-sql, SQL for DuckDB, the types of `d` for DuckDB.
QUESTIONS = [
    ("messages per channel", "SELECT channel_id, count(*) FROM message_create GROUP BY 1 ORDER BY 1",
     "SELECT d.channel_id, count(*) FROM f WHERE t = 'MESSAGE_CREATE' GROUP BY 1 ORDER BY 1", ["channel_id"]),
    ("messages per hour", "SELECT CAST(date_part('epoch', date_trunc('hour', timestamp)) AS BIGINT), count(*) FROM message_create GROUP BY 1 ORDER BY 1",
     "SELECT CAST(epoch(date_trunc('hour', d.timestamp::TIMESTAMPTZ)) AS BIGINT), count(*) FROM f WHERE t = 'MESSAGE_CREATE' GROUP BY 1 ORDER BY 1", ["timestamp"]),
    ("top authors in a guild", "SELECT author.id, count(*) FROM message_create WHERE guild_id = {guild} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10",
     "SELECT d.author.id, count(*) FROM f WHERE t = 'MESSAGE_CREATE' AND d.guild_id = {guild} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10", ["guild_id", "author"]),
    ("messages of members that joined", "SELECT count(*) FROM (SELECT DISTINCT guild_id, \"user\"['id'] AS id FROM guild_member_add) j JOIN message_create m ON j.guild_id = m.guild_id AND j.id = m.author['id']",
     "SELECT count(*) FROM (SELECT DISTINCT d.guild_id AS guild_id, d.user.id AS id FROM f WHERE t = 'GUILD_MEMBER_ADD') j JOIN f m ON m.t = 'MESSAGE_CREATE' AND j.guild_id = m.d.guild_id AND j.id = m.d.author.id", ["guild_id", "author", "user"]),
    ("distinct authors", "SELECT count(DISTINCT author.id) FROM message_create",
     "SELECT count(DISTINCT d.author.id) FROM f WHERE t = 'MESSAGE_CREATE'", ["author"]),
    ("presences by status", "SELECT status, count(*) FROM presence_update GROUP BY 1 ORDER BY 1",
     "SELECT d.status, count(*) FROM f WHERE t = 'PRESENCE_UPDATE' GROUP BY 1 ORDER BY 1", ["status"]),
    ("frames and largest by event", "SELECT t, count(*), max(size) FROM frames GROUP BY 1 ORDER BY 1 NULLS LAST", None, []),
    ("text search", "SELECT count(*) FROM message_create WHERE content LIKE '%the%'",
     "SELECT count(*) FROM f WHERE t = 'MESSAGE_CREATE' AND d.content LIKE '%the%'", ["content"]),
    ("reactions per message", "SELECT message_id, count(*) FROM message_reaction_add GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 100",
     "SELECT d.message_id, count(*) FROM f WHERE t = 'MESSAGE_REACTION_ADD' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 100", ["message_id"]),
    ("edits per author", "SELECT author.id, count(*) FROM message_update WHERE edited_timestamp IS NOT NULL GROUP BY 1 ORDER BY 1",
     "SELECT d.author.id, count(*) FROM f WHERE t = 'MESSAGE_UPDATE' AND d.edited_timestamp IS NOT NULL GROUP BY 1 ORDER BY 1", ["author", "edited_timestamp"]),
    ("joins and leaves per guild", "SELECT guild_id, sum(j), sum(l) FROM (SELECT guild_id, 1 AS j, 0 AS l FROM guild_member_add UNION ALL SELECT guild_id, 0, 1 FROM guild_member_remove) GROUP BY 1 ORDER BY 1",
     "SELECT d.guild_id, sum(CAST(t = 'GUILD_MEMBER_ADD' AS INT)), sum(CAST(t = 'GUILD_MEMBER_REMOVE' AS INT)) FROM f WHERE t IN ('GUILD_MEMBER_ADD', 'GUILD_MEMBER_REMOVE') GROUP BY 1 ORDER BY 1", ["guild_id"]),
]
TYPES = MESSAGE | USER | {"status": "VARCHAR", "message_id": "UBIGINT"}

# The questions whose SQL is the same in ClickHouse but for these words.
CLICKHOUSE = {
    "messages per channel": {}, "top authors in a guild": {}, "presences by status": {}, "text search": {}, "reactions per message": {},
    "messages of members that joined": {}, "distinct authors": {"count(DISTINCT d.author.id)": "uniqExact(d.author.id)"},
    "edits per author": {"edited_timestamp IS NOT NULL": "edited_timestamp != ''"},
    "joins and leaves per guild": {"CAST(t = 'GUILD_MEMBER_ADD' AS INT)": "t = 'GUILD_MEMBER_ADD'", "CAST(t = 'GUILD_MEMBER_REMOVE' AS INT)": "t = 'GUILD_MEMBER_REMOVE'"},
}
CLICKHOUSE_TYPES = {"UBIGINT": "Nullable(UInt64)", "VARCHAR": "String", "TIMESTAMPTZ": "String", "STRUCT(id UBIGINT)": "Tuple(id Nullable(UInt64))"}


def field(name):
    return pl.col("d").struct.field(name)


def author():
    return field("author").struct.field("id").cast(pl.UInt64).alias("author")


def count_by(frame, *keys):
    return frame.group_by(*keys).len()


def id_of(name):
    return field(name).cast(pl.UInt64)


def joined(frame, _):
    keys = ["guild_id", "id"]
    members = frame.filter(pl.col("t") == "GUILD_MEMBER_ADD").select(id_of("guild_id"), field("user").struct.field("id").cast(pl.UInt64)).unique()
    messages = frame.filter(pl.col("t") == "MESSAGE_CREATE").select(id_of("guild_id"), author().alias("id"))
    return messages.join(members, on=keys).select(pl.len())


def of_event(event, then):
    return lambda frame, guild: then(frame.filter(pl.col("t") == event), guild)


# The questions for Polars: a frame with `t` and `d`, and the guild, to the answer.
POLARS = {
    "messages per channel": of_event("MESSAGE_CREATE", lambda f, _: count_by(f, id_of("channel_id")).sort("channel_id")),
    "messages per hour": of_event("MESSAGE_CREATE", lambda f, _: count_by(f, field("timestamp").str.to_datetime(time_unit="us", time_zone="UTC").dt.truncate("1h").dt.epoch("s").alias("hour")).sort("hour")),
    "top authors in a guild": of_event("MESSAGE_CREATE", lambda f, guild: count_by(f.filter(field("guild_id") == guild), author()).sort(["len", "author"], descending=[True, False]).head(10)),
    "messages of members that joined": joined,
    "distinct authors": of_event("MESSAGE_CREATE", lambda f, _: f.select(author().drop_nulls().n_unique())),
    "presences by status": of_event("PRESENCE_UPDATE", lambda f, _: count_by(f, field("status")).sort("status")),
    "text search": of_event("MESSAGE_CREATE", lambda f, _: f.filter(field("content").str.contains("the", literal=True)).select(pl.len())),
    "reactions per message": of_event("MESSAGE_REACTION_ADD", lambda f, _: count_by(f, id_of("message_id")).sort(["len", "message_id"], descending=[True, False]).head(100)),
    "edits per author": of_event("MESSAGE_UPDATE", lambda f, _: count_by(f.filter(field("edited_timestamp").is_not_null()), author()).sort("author", nulls_last=True)),
    "joins and leaves per guild": lambda f, _: f.filter(pl.col("t").is_in(["GUILD_MEMBER_ADD", "GUILD_MEMBER_REMOVE"])).group_by(id_of("guild_id")).agg((pl.col("t") == "GUILD_MEMBER_ADD").sum().alias("j"), (pl.col("t") == "GUILD_MEMBER_REMOVE").sum().alias("l")).sort("guild_id"),
}
POLARS_TYPES = {"UBIGINT": pl.String, "VARCHAR": pl.String, "TIMESTAMPTZ": pl.String, "STRUCT(id UBIGINT)": pl.Struct({"id": pl.String})}


def normal(rows):
    return [tuple("" if value is None else str(value) for value in row) for row in rows]


class Engines:
    def __init__(self, program, recordings, threads):
        self.program, self.recordings, self.threads = program, recordings, threads
        self.duckdb = duckdb.connect(config={"threads": threads})

    def zerocord(self, sql, inputs=None):
        command = [self.program, *(inputs or self.recordings), "--with-content", "-j", str(self.threads), "--format", "csv", "-c", sql]
        out = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout
        return normal(list(csv.reader(io.StringIO(out)))[1:])

    def first(self, sql, inputs=None):
        """The seconds from the start of zerocord-sql to its end with the answer."""
        return seconds(lambda: self.session(sql, inputs, 1))

    def next(self, sql, inputs=None):
        """The seconds of an answer in a session of zerocord-sql."""
        one, more = (seconds(lambda: self.session(sql, inputs, count)) for count in (1, 1 + STATEMENTS))
        return (more - one) / STATEMENTS

    def session(self, sql, inputs, count):
        command = [self.program, *(inputs or self.recordings), "--with-content", "-j", str(self.threads), "--format", "csv"]
        subprocess.run([*command, "-c", ";".join([sql] * count)], stdout=subprocess.PIPE, check=True)

    def of_duckdb(self, sql, fields):
        payload = ", ".join(f'"{name}" {TYPES[name]}' for name in fields)
        columns = {"t": "VARCHAR", "d": f"STRUCT({payload})"}
        files = ", ".join(f"'{name}'" for name in self.recordings)
        source = f"(SELECT * FROM read_json([{files}], format = 'newline_delimited', maximum_object_size = 67108864, columns = {columns}))"
        return normal(self.duckdb.execute(f"WITH f AS {source} {sql}").fetchall())

    def of_polars(self, question, fields, guild):
        payload = pl.Struct({name: POLARS_TYPES[TYPES[name]] for name in fields})
        frame = pl.scan_ndjson(self.recordings, schema={"t": pl.String, "d": payload})
        return normal(POLARS[question](frame, guild).collect().rows())

    def of_chdb(self, question, sql, fields):
        for ours, theirs in CLICKHOUSE[question].items():
            sql = sql.replace(ours, theirs)
        payload = ", ".join(f"{name} {CLICKHOUSE_TYPES[TYPES[name]]}" for name in fields)
        parts = [f"SELECT * FROM file('{os.path.abspath(name)}', JSONEachRow, 't String, d Tuple({payload})')" for name in self.recordings]
        settings = f"max_threads = {self.threads}, input_format_skip_unknown_fields = 1, input_format_json_ignore_unknown_keys_in_named_tuple = 1, input_format_json_defaults_for_missing_elements_in_named_tuple = 1, input_format_null_as_default = 1"
        out = str(chdb.query(f"WITH f AS ({' UNION ALL '.join(parts)}) {sql} SETTINGS {settings}", "CSV"))
        return [tuple("" if value == "\\N" else value for value in row) for row in csv.reader(io.StringIO(out))]


def seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def medians(works):
    """The median times of these, by name. They take turns, and a first turn is not measured."""
    times = {name: [] for name in works}
    for turn in range(ROUNDS + 1):
        for name, work in works.items():
            taken = work()
            if turn > 0:
                times[name].append(taken)
    return {name: statistics.median(list_) for name, list_ in times.items()}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("zerocord")
    parser.add_argument("sql")
    parser.add_argument("recordings", nargs="+")
    parser.add_argument("--measure", action="store_true")
    parser.add_argument("--measure-lake", action="store_true")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    os.environ["POLARS_MAX_THREADS"] = str(arguments.threads)
    engines = Engines(arguments.sql, arguments.recordings, arguments.threads)
    guild = engines.zerocord("SELECT guild_id FROM message_create WHERE guild_id IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1")[0][0]
    questions = [(name, sql.format(guild=guild), other and other.format(guild=guild), fields) for name, sql, other, fields in QUESTIONS]
    with tempfile.TemporaryDirectory() as folder:
        lake = os.path.join(folder, "lake")
        subprocess.run([arguments.zerocord, "convert", "--with-content", *arguments.recordings, "-o", lake], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if arguments.measure_lake:
            measure_lake(engines, questions, lake)
            return
        for name, sql, other, fields in questions:
            answer = engines.zerocord(sql)
            assert answer, name
            if " FROM frames " not in sql:
                assert engines.zerocord(sql, [lake]) == answer, f"{name}: the lake answers otherwise"
            if other:
                for engine, work in others(engines, name, other, fields, guild).items():
                    found = work()
                    assert found == answer, f"{name}: {answer[:3]}, {engine} {found[:3]}"
        print(f"{len(questions)} questions: equal answers")
        if arguments.measure:
            measure(engines, questions, guild)
            measure_lake(engines, questions, lake)


def others(engines, name, sql, fields, guild):
    """What the other engines do to answer a question."""
    works = {"DuckDB": lambda: engines.of_duckdb(sql, fields)}
    if name in POLARS:
        works["Polars"] = lambda: engines.of_polars(name, fields, guild)
    if chdb and name in CLICKHOUSE:
        works["chdb"] = lambda: engines.of_chdb(name, sql, fields)
    return works


def of_lake(engines, name, sql, lake):
    """DuckDB over the Parquet files of the lake, for questions whose SQL it understands."""
    table = "(SELECT * FROM read_parquet('{}/event={}/**/*.parquet'))"
    for event in ["message_create", "message_update", "presence_update", "message_reaction_add", "guild_member_add", "guild_member_remove"]:
        sql = sql.replace(f"FROM {event}", "FROM " + table.format(lake, event.upper())).replace(f"JOIN {event}", "JOIN " + table.format(lake, event.upper()))
    return normal(engines.duckdb.execute(sql).fetchall())


def mean(ratios):
    return math.exp(sum(map(math.log, ratios)) / len(ratios))


def measure(engines, questions, guild):
    ratios = {}
    for name, sql, other, fields in questions:
        if not other:
            continue
        works = {engine: lambda work=work: seconds(work) for engine, work in others(engines, name, other, fields, guild).items()}
        times = medians({"first": lambda: engines.first(sql), "next": lambda: engines.next(sql), **works})
        first, ours = times.pop("first"), times.pop("next")
        ratios[name] = min(times.values()) / ours
        each = ", ".join(f"{engine} {time:.3f} s ({time / ours:.1f} times)" for engine, time in times.items())
        print(f"{name}: zerocord-sql {ours:.3f} s (first {first:.3f} s), {each}")
    first = ratios.pop("messages per channel")
    print(f"the best other engine needs {first:.2f} times as long for messages per channel, and {mean(ratios.values()):.2f} times for the others (geometric mean)")


def measure_lake(engines, questions, lake):
    """Next to DuckDB on the same Parquet files."""
    ratios = []
    for name, sql, other, _ in questions:
        if not other:
            continue
        works = {"first": lambda: engines.first(sql, [lake]), "next": lambda: engines.next(sql, [lake])}
        try:
            of_lake(engines, name, sql, lake)
        except duckdb.IOException:
            print(f"{name}: the lake has no such event")
            continue
        times = medians({**works, "duckdb": lambda: seconds(lambda: of_lake(engines, name, sql, lake))})
        ratios.append(times["duckdb"] / times["next"])
        print(f"{name}, over the lake: zerocord-sql {times['next']:.3f} s (first {times['first']:.3f} s), DuckDB {times['duckdb']:.3f} s ({ratios[-1]:.1f} times)")
    print(f"DuckDB needs {mean(ratios):.2f} times as long over the lake (geometric mean)")


main()
