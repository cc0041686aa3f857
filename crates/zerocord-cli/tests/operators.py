"""Asks zerocord what operators ask, and compares each answer with what Python reads from the same frames.

usage: operators.py ZEROCORD CORPUS [RECORDING...]

The frames of the corpus, generated recordings, and recordings made of these (several days, shards, recorders, damages) are read.
With RECORDINGs, those are read in place of the generated ones. Python's json parses them. If DuckDB and jq are installed, they answer
some of the questions too. Each wrong answer is reported, and the exit code is 1 if there is any. An answer without content is wrong.
"""

import collections
import gzip
import itertools
import json
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime

from frames_by_json import CLOCKS, DISCORD_EPOCH, SCOPES, Frame, created, first_wins, joined, millis, number, read, rfc3339, strings_in

try:
    import duckdb
except ImportError:
    duckdb = None

JQ = shutil.which("jq")
DAY_MS = 86_400_000


class Asker:
    """Runs zerocord, compares, and reports."""

    def __init__(self, zerocord):
        self.zerocord, self.asked, self.wrong = zerocord, 0, 0

    def run(self, *words, exit=0):
        command = [self.zerocord, *map(str, words)]
        ran = subprocess.run(command, capture_output=True)
        if ran.returncode != exit:
            self.report(" ".join(command), f"exit code {ran.returncode}: {ran.stderr.decode()[:500]}")
        return ran.stdout

    def json(self, *words, exit=0):
        try:
            return json.loads(self.run(*words, exit=exit))
        except ValueError:
            return {}

    def rows(self, *words, exit=0):
        try:
            return [json.loads(line) for line in self.run(*words, exit=exit).splitlines()]
        except ValueError:
            return []

    def report(self, name, what):
        self.wrong += 1
        print(f"WRONG: {name}: {what}")

    def equal(self, name, found, want):
        self.asked += 1
        if not want:
            self.report(name, "the expected answer is empty: it shows nothing")
        elif found != want:
            self.report(name, difference(found, want))

    def true(self, name, is_true, what):
        self.asked += 1
        if not is_true:
            self.report(name, what)


def difference(found, want):
    if isinstance(want, bytes):
        found, want = found.split(b"\n"), want.split(b"\n")
    if isinstance(want, list) and isinstance(found, list):
        for index, (one, other) in enumerate(itertools.zip_longest(found, want)):
            if one != other:
                return f"{len(found)} and {len(want)} elements; at {index}: {str(one)[:300]}, expected {str(other)[:300]}"
    if isinstance(want, dict) and isinstance(found, dict):
        keys = [key for key in {**want, **found} if found.get(key) != want.get(key)]
        return f"{len(keys)} keys differ; {keys[0]}: " + difference(found.get(keys[0]), want.get(keys[0]))
    return f"{str(found)[:300]}, expected {str(want)[:300]}"


def most_common(values):
    return collections.Counter(value for value in values if value is not None).most_common(1)[0][0]


def ask_filter(ask, path, frames):
    def same(words, test, name=None):
        want = [frame for frame in frames if test(frame)]
        ask.equal(f"filter {' '.join(words)}", ask.run("filter", *words, path), joined(want))

    message = ["-e", "MESSAGE_CREATE"]
    is_message = lambda frame: frame.t == "MESSAGE_CREATE"
    content = lambda frame: str(frame.one("content") or "")
    same([*message, "--where", r"content ~ /\b(lag|build|server|test)\b.*[a-z]{4}/"],
         lambda frame: is_message(frame) and re.search(r"\b(lag|build|server|test)\b.*[a-z]{4}", content(frame)))
    same([*message, "--where", "content ~ /^(THE|LAG|SCHÖN|WIR) /i"],
         lambda frame: is_message(frame) and re.search("^(THE|LAG|SCHÖN|WIR) ", content(frame), re.I))
    same([*message, "--where", "content !~ /[aeiou]/i"], lambda frame: is_message(frame) and not re.search("[aeiou]", content(frame), re.I))
    same(["-i", "--contains", "SERVER"], lambda frame: any("server" in text.lower() for text in strings_in(frame.d)))
    same(["--regex", "[0-9]{4}-[0-9]{2}-1[0-9]T.*:5[0-9]"],
         lambda frame: any(re.search("[0-9]{4}-[0-9]{2}-1[0-9]T.*:5[0-9]", text) for text in strings_in(frame.d)))
    same([*message, "--where", "author.bot is not true and mentions.id exists"],
         lambda frame: is_message(frame) and frame.one("author.bot") is not True and frame.at("mentions.id") != [])
    user = most_common(number(value) for frame in frames if is_message(frame) for value in frame.at("mentions.id"))
    same([*message, "--where", f"mentions.id = {user} or author.id = {user}"],
         lambda frame: is_message(frame) and user in map(number, frame.at("mentions.id") + frame.at("author.id")))
    for scope in SCOPES:
        wanted = most_common(frame.id(scope) for frame in frames if isinstance(frame.d, dict))
        same([f"--{scope}", str(wanted)], lambda frame: frame.has_id(scope, wanted))
    same(["-v", "-e", "*_CREATE,PRESENCE_UPDATE,TYPING_START"],
         lambda frame: not (frame.t and (frame.t.endswith("_CREATE") or frame.t in ("PRESENCE_UPDATE", "TYPING_START"))))
    sizes = sorted(len(frame.line) for frame in frames)
    size = sizes[len(sizes) * 9 // 10]
    same(["--where", f"$bytes > {size} and $line > {len(frames) // 3} and $op = 0"],
         lambda frame: len(frame.line) > size and frame.number > len(frames) // 3 and frame.op == 0)
    same(["--shards", "8", "--where", "$shard in (3, 5)"], lambda frame: frame.shard(8) in (3, 5))
    times = sorted(frame.time for frame in frames if frame.time is not None)
    since, until = times[len(times) // 4], times[len(times) * 3 // 4]
    same(["--since", rfc3339(since), "--until", rfc3339(until)], lambda frame: frame.time is not None and since <= frame.time < until)
    exact = [frame for frame in frames if is_message(frame) and millis(str(frame.one("timestamp"))) is not None]
    moment = exact[len(exact) // 2].one("timestamp")
    same([*message, "--where", f'timestamp >= "{moment}"'],
         lambda frame: is_message(frame) and frame in exact and datetime.fromisoformat(frame.one("timestamp")) >= datetime.fromisoformat(moment))
    ask.equal("filter --count", ask.run("filter", "--count", *message, path).strip(), str(sum(map(is_message, frames))).encode())
    ask.equal("filter --limit", ask.run("filter", "--limit", "7", *message, path), joined([frame for frame in frames if is_message(frame)][:7]))
    rows = [json.dumps([frame.t, frame.s, len(frame.line), frame.number, frame.shard(4)]) for frame in frames if len(frame.line) > size]
    fields = ["$t", "$s", "$bytes", "$line", "$shard"]
    found = ask.rows("select", "--shards", "4", "-f", ",".join(fields), "--where", f"$bytes > {size}", path)
    ask.equal("select of the envelope", [json.dumps([row.get(field) for field in fields]) for row in found], rows)
    if JQ:
        program = 'select(.t == "MESSAGE_CREATE" and (.d.content | type == "string") and (.d.content | test("lag|server"; "i")))'
        want = subprocess.run([JQ, "-c", f"{program} | .d.id", path], capture_output=True, check=True).stdout
        found = ask.run("filter", *message, "--where", "content ~ /lag|server/i", path)
        ask.equal("filter, by jq", b"".join(json.dumps(Frame(line, 0).one("id")).encode() + b"\n" for line in found.splitlines()), want)


def ask_sample(ask, folder, path, frames):
    keys = ["author.id", "user_id", "user.id"]
    words = ["filter", "--sample", "20%", "--key", ",".join(keys)]
    of = lambda frame: next((value for value in (number(found) for key in keys for found in frame.plain(key)) if value is not None), None)
    sampled = [Frame(line, 0) for line in ask.run(*words, path).splitlines()]
    inside = {of(frame) for frame in sampled} - {None}
    want = [frame.line for frame in frames if of(frame) in inside]
    ask.equal("sample: all frames of a user or none", [frame.line for frame in sampled if of(frame) in inside], want)
    users = {of(frame) for frame in frames} - {None}
    ask.true("sample: its share", 0.1 < len(inside) / len(users) < 0.3, f"{len(inside)} of {len(users)} users")
    shuffled = list(frames)
    random.Random(1).shuffle(shuffled)
    other = folder / "shuffled.ndjson.gz"
    other.write_bytes(gzip.compress(joined(shuffled), 1))
    found = sorted(ask.run(*words, "--threads", "1", other).splitlines())
    ask.equal("sample: the same in every order", found, sorted(frame.line for frame in sampled))
    smaller = ask.run("filter", "--sample", "5%", "--key", ",".join(keys), path).splitlines()
    ask.true("sample: smaller ones are parts", smaller and set(smaller) < {frame.line for frame in sampled}, f"{len(smaller)} frames")


def count_by(frames, key):
    counts = collections.defaultdict(lambda: [0, 0])
    for frame in frames:
        for value in key(frame):
            counts[value][0] += 1
            counts[value][1] += len(frame.line)
    return {key: tuple(count) for key, count in counts.items()}


def text(value):
    return value if isinstance(value, str) or value is None else json.dumps(value)


def groups(answer):
    answer = answer.get("groups") or {}
    return {tuple(group.get("values", ())): (group["count"], group["bytes"]) for group in answer.get("top", ())}


def quantile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def ask_stats(ask, path, frames):
    answer = ask.json("stats", "--json", path)
    ask.equal("stats: frames and bytes", [answer.get("frames"), answer.get("bytes")], [len(frames), sum(len(frame.line) for frame in frames)])
    found = {event["name"]: (event["count"], event["bytes"], event["size"]["max"], event["size"]["min"]) for event in answer.get("events", ())}
    want = {}
    for name in {frame.t for frame in frames} - {None}:
        sizes = [len(frame.line) for frame in frames if frame.t == name]
        want[name] = (len(sizes), sum(sizes), max(sizes), min(sizes))
    ask.equal("stats: events", found, want)
    messages = [frame for frame in frames if frame.t == "MESSAGE_CREATE"]
    both = lambda frame: [(text(frame.one("guild_id")), text(frame.one("channel_id")))]
    answer = ask.json("stats", "--json", "-e", "MESSAGE_CREATE", "--by", "guild_id,channel_id", "--top", "100000", path)
    without = {key: count for key, count in count_by(messages, both).items() if key != (None, None)}
    ask.equal("stats --by two paths", {key: count for key, count in groups(answer).items() if key != (None, None)}, without)
    answer = ask.json("stats", "--json", "-e", "MESSAGE_CREATE", "--by", "author.id", "--top", "100000", "--having", "count > 1 and bytes < 20K", path)
    want = {key: count for key, count in count_by(messages, lambda frame: [(text(frame.one("author.id")),)]).items() if count[0] > 1 and count[1] < 20480}
    ask.equal("stats --having", groups(answer), want)
    presences = [frame for frame in frames if frame.t == "PRESENCE_UPDATE"]
    names = lambda frame: {(text(name),) for name in frame.at("activities.name")}
    answer = ask.json("stats", "--json", "-e", "PRESENCE_UPDATE", "--by", "activities.name", "--top", "100000", path)
    found = {key: count for key, count in groups(answer).items() if key != (None,)}
    ask.equal("stats --by a path through a list", found, count_by(presences, names))
    for field, lengths in [
        ("content", [len(frame.one("content")) for frame in messages if isinstance(frame.one("content"), str)]),
        ("attachments", [len(frame.d["attachments"]) for frame in messages if isinstance(frame.d.get("attachments"), list)]),
        ("$bytes", [len(frame.line) for frame in messages]),
    ]:
        answer = ask.json("stats", "--json", "-e", "MESSAGE_CREATE", "--histogram", field, path).get("histogram", {})
        ask.equal(f"stats --histogram {field}", [answer.get(key) for key in ("count", "min", "max", "mean")],
                  [len(lengths), min(lengths), max(lengths), sum(lengths) / len(lengths)])
        near = [(answer.get(name, -1), quantile(lengths, share)) for name, share in (("p50", 0.5), ("p90", 0.9))]
        ask.true(f"stats --histogram {field}: quantiles", all(abs(one - other) <= 1 + other * 0.01 for one, other in near), near)
        counts = [sum(bucket["from"] <= length <= bucket["to"] for length in lengths) for bucket in answer.get("buckets", ())]
        ask.equal(f"stats --histogram {field}: buckets", [bucket["count"] for bucket in answer.get("buckets", ())], counts or [None])
    if duckdb:
        types = "{t: 'VARCHAR', d: 'STRUCT(channel_id VARCHAR, author STRUCT(bot BOOLEAN))'}"
        rows = duckdb.sql(f"""select d.channel_id, count(*) from read_ndjson('{path}', columns = {types}, ignore_errors = true, maximum_object_size = 100000000)
            where t = 'MESSAGE_CREATE' and d.author.bot is not true group by 1""").fetchall()
        answer = ask.json("stats", "--json", "-e", "MESSAGE_CREATE", "--where", "author.bot is not true", "--by", "channel_id", "--top", "100000", path)
        ask.equal("stats --by, by DuckDB", {key: count[0] for key, count in groups(answer).items()}, {(channel,): count for channel, count in rows})


def over_days(frames, step_ms):
    """The frames with other times, so that they take days. Their order stays."""
    result, now = [], created(1_400_000_000_000_000_000)
    for index, frame in enumerate(frames):
        now += step_ms * (index % 7)
        document = json.loads(frame.line, object_pairs_hook=first_wins)
        if frame.t == "TYPING_START":
            document["d"]["timestamp"] = now // 1000
        elif frame.t in CLOCKS and isinstance(document["d"], dict):
            document["d"]["id"] = str((now - DISCORD_EPOCH << 22) + index)
            if frame.t == "MESSAGE_CREATE":
                document["d"]["timestamp"] = rfc3339(now).replace("Z", "000+00:00")
        result.append(json.dumps(document, separators=(",", ":"), ensure_ascii=index % 2 == 0).encode())
    return b"".join(line + b"\n" for line in result)


def ask_days(ask, path, frames):
    first = next(frame.time for frame in frames if frame.time is not None)
    of = lambda frame: frame.time if frame.time is not None else first
    for every, length in ("1d", DAY_MS), ("6h", DAY_MS // 4):
        answer = ask.json("stats", "--json", "--every", every, "--by", "$t", "--top", "1000", path)
        found = {(group["start"], *group["values"]): group["count"] for group in answer.get("groups", {}).get("top", ())}
        want = collections.Counter((of(frame) // length * length, frame.t) for frame in frames)
        ask.equal(f"stats --every {every}", {(start if isinstance(start, int) else millis(start), t): n for (start, t), n in found.items()}, dict(want))
    events = ["GUILD_MEMBER_ADD", "GUILD_MEMBER_REMOVE"]
    answer = ask.json("stats", "--json", "-e", ",".join(events), "--every", "1d", "--by", "guild_id,$t", "--top", "1000", path)
    found = {(group["start"], *group["values"]): group["count"] for group in answer.get("groups", {}).get("top", ())}
    want = collections.Counter((of(frame) // DAY_MS * DAY_MS, text(frame.one("guild_id")), frame.t) for frame in frames if frame.t in events)
    ask.equal("joins and leaves per day and guild", {(start if isinstance(start, int) else millis(start), *key): n for (start, *key), n in found.items()}, dict(want))


def ask_split(ask, folder, path, frames):
    day = lambda frame: "none" if frame.time is None else rfc3339(frame.time)[:10]
    name = lambda value: "none" if value is None or value == "" else re.sub("[^A-Za-z0-9_-]", "_", str(value))[:200]
    identity = lambda frame, scope: name(frame.id(scope) if isinstance(frame.d, dict) and frame.t is not None else None)
    templates = [
        ("{event}.ndjson", [], lambda frame: name(frame.t)),
        ("{guild}/x.ndjson", [], lambda frame: identity(frame, "guild") + "/x"),
        ("{shard}.ndjson", ["--shards", "4"], lambda frame: name(frame.shard(4))),
        ("{day}.ndjson", [], day),
        ("{day}/{event}-{channel}.{file}.ndjson", [], lambda frame: f"{day(frame)}/{name(frame.t)}-{identity(frame, 'channel')}.{path.name.split('.')[0]}"),
    ]
    for index, (template, words, of) in enumerate(templates):
        parts = folder / f"parts{index}"
        ask.run("split", *words, "-o", parts / template, path)
        found = {str(part.relative_to(parts)).removesuffix(".ndjson"): part.read_bytes() for part in parts.glob("**/*.ndjson")}
        want = collections.defaultdict(bytes)
        for frame in frames:
            want[of(frame)] += frame.line + b"\n"
        ask.equal(f"split {template}", found, dict(want))
    parts = folder / "parts-by"
    ask.run("split", "--by", "event,day", "-o", parts, path)
    found = {str(part.relative_to(parts)): ask.run("filter", part) for part in parts.glob("**/*.ndjson.zst")}
    ask.equal("split --by, compressed: no frame is lost", sorted(b"".join(found.values()).splitlines()), sorted(frame.line for frame in frames))


def numbered(lines, start=1):
    """The frames with other sequences."""
    result = []
    for line in lines:
        changed, count = re.subn(rb'"s":\d+', b'"s":%d' % start, line, count=1)
        start += count
        result.append(changed)
    return result


def ready(session, shard=0, count=1):
    return json.dumps({"t": "READY", "s": 1, "op": 0, "d": {"v": 10, "session_id": session, "shard": [shard, count], "guilds": []}}, separators=(",", ":")).encode()


def ask_merge(ask, folder, frames):
    def write(name, lines):
        path = folder / name
        path.write_bytes(b"".join(line + b"\n" for line in lines))
        return path

    # The generator's acknowledgements of heartbeats have no sequence.
    lines = [frame.line for frame in frames if frame.s is not None and frame.t != "READY"]
    whole = [ready("one"), *numbered(lines, 2)]
    half, overlap = len(whole) // 2, len(whole) // 5
    a, b = write("a.ndjson", whole[:half + overlap]), write("b.ndjson", whole[half - overlap:])
    # Until its first time, the second file has no times: its frames seem later than those of the first by the time between two messages.
    ask.equal("merge: one session in two overlapping files", ask.run("merge", "--window", "3600", a, b), b"".join(line + b"\n" for line in whole))
    kept = ask.run("merge", "--keep-repeats", a, b).splitlines()
    ask.equal("merge --keep-repeats", sorted(kept), sorted(whole[:half + overlap] + whole[half - overlap:]))
    cuts = [round(len(whole) * part / 12) for part in range(13)]
    rotated = [write(f"rec.{index}.ndjson", whole[one:other]) for index, (one, other) in enumerate(zip(cuts, cuts[1:]))]
    ask.equal("merge: rotated files, in their natural order", ask.run("merge", *sorted(rotated, key=str)), b"".join(line + b"\n" for line in whole))
    # The session is resumed: the gateway sends the last 50 frames again.
    resumed = write("resumed.ndjson", whole[:half] + [b'{"t":"RESUMED","s":%d,"op":0,"d":{"_trace":[]}}' % (half + 10**6)] + whole[half - 50:])
    found = [line for line in ask.run("merge", resumed).splitlines() if b'"RESUMED"' not in line]
    ask.equal("merge: a resumed session", sorted(found), sorted(whole))
    # Another recorder with its own session, which began later and ended later.
    with_ids = [line for line in lines if re.search(rb'"(?:\w+_)?id":"\d+"', line)]
    first, second = with_ids[:half + overlap], with_ids[half - overlap:]
    one = write("first.ndjson", [ready("first"), *numbered(first, 2)])
    other = write("second.ndjson", [ready("second"), *numbered(second, 2)])
    strip = lambda line: re.sub(rb'"s":\d+,', b"", line, count=1)
    found = [strip(line) for line in ask.run("merge", one, other).splitlines() if b'"READY"' not in line]
    ask.equal("merge: two recorders", collections.Counter(found), collections.Counter(map(strip, with_ids)))
    # Shards of one bot, in the order of time.
    shards = [[ready(f"shard{shard}", shard, 3)] for shard in range(3)]
    for frame in frames:
        shard = frame.shard(3) if isinstance(frame.d, dict) else None
        if shard is not None and frame.t != "READY":
            shards[shard].append(frame.line)
    paths = [write(f"shard{shard}.ndjson", [lines[0], *numbered(lines[1:], 2)]) for shard, lines in enumerate(shards)]
    merged = ask.run("merge", *paths)
    ask.equal("merge: shards, without a loss", sorted(merged.splitlines()), sorted(b"".join(path.read_bytes() for path in paths).splitlines()))
    positions = {line: position for position, line in enumerate(merged.splitlines())}
    for path in paths:
        order = [positions.get(line, -1) for line in path.read_bytes().splitlines()]
        ask.true("merge: shards keep their order", order == sorted(order) and order[0] >= 0, path)
    clocks = [frame.clock() for frame in read(None, merged) if frame.clock() is not None and frame.t == "MESSAGE_CREATE"]
    ask.true("merge: times increase", len(clocks) > 100 and clocks == sorted(clocks), f"{len(clocks)} times")


def message_history(frames):
    """The messages by id: what is known of them, in the order of their frames."""
    messages, now = {}, None
    for frame in frames:
        now = frame.time
        if frame.t not in ("MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK"):
            continue
        for own in [frame.d["id"]] if "id" in frame.d else frame.d["ids"]:
            own = number(own)
            message = messages.setdefault(own, dict.fromkeys(("channel_id", "guild_id", "author_id", "deleted")) | {
                "id": str(own), "created": rfc3339(created(own)), "has_creation": False, "is_deleted": False, "versions": []})
            for key, value in ("channel_id", frame.d.get("channel_id")), ("guild_id", frame.d.get("guild_id")), ("author_id", frame.one("author.id")):
                message[key] = message[key] or (value and str(value))
            content, edited = frame.d.get("content"), frame.d.get("edited_timestamp")
            if frame.t == "MESSAGE_CREATE" and not message["versions"]:
                message["has_creation"] = True
                message["versions"].append({"time": message["created"], "content": content})
            elif frame.t == "MESSAGE_UPDATE" and content is not None:
                if not message["versions"] or message["versions"][-1]["content"] != content:
                    at = millis(edited) if edited else now
                    message["versions"].append({"time": at if at is None else rfc3339(at), "content": content})
            elif "DELETE" in frame.t and not message["is_deleted"]:
                message["is_deleted"], message["deleted"] = True, now if now is None else rfc3339(now)
    for message in messages.values():
        message["content"] = message["versions"][-1]["content"] if message["versions"] else None
    return messages


def with_deletes(frames):
    """The frames, and edits and deletions of messages in them."""
    lines, sent = [], random.Random(5)
    known = []
    for index, frame in enumerate(frames):
        lines.append(frame.line)
        if frame.t == "MESSAGE_CREATE":
            known.append(frame)
        if len(known) > 5 and index % 4 == 0:
            message = known.pop(sent.randrange(len(known)))
            ids = {"channel_id": message.d["channel_id"]} | ({"guild_id": message.d["guild_id"]} if "guild_id" in message.d else {})
            if index % 8 == 0:
                edited = rfc3339(message.clock() + 1000)
                payload = {"id": message.d["id"], "content": f"edited \u00e9 {index}", "edited_timestamp": edited, "author": message.d["author"], **ids}
                lines.append(json.dumps({"t": "MESSAGE_UPDATE", "s": None, "op": 0, "d": payload}, separators=(",", ":")).encode())
                known.append(message)
            elif index % 3 == 0:
                others = [known.pop()] if known else []
                payload = {"ids": [frame.d["id"] for frame in [message, *others] if frame.d["channel_id"] == message.d["channel_id"]], **ids}
                lines.append(json.dumps({"t": "MESSAGE_DELETE_BULK", "s": None, "op": 0, "d": payload}, separators=(",", ":")).encode())
            else:
                lines.append(json.dumps({"t": "MESSAGE_DELETE", "s": None, "op": 0, "d": {"id": message.d["id"], **ids}}, separators=(",", ":")).encode())
    return b"".join(line + b"\n" for line in lines)


def ask_history(ask, folder, frames):
    path = folder / "history.ndjson"
    path.write_bytes(with_deletes(frames))
    frames = read(path)
    # A message without a content or a change is not shown.
    shown = {own: message for own, message in message_history(frames).items() if message["versions"] or message["is_deleted"]}
    want = [shown[own] for own in sorted(shown)]
    same = lambda rows: [{key: value for key, value in row.items() if key != "author"} for row in rows]
    ask.equal("history", same(ask.rows("history", path)), want)
    deleted = [message for message in want if message["is_deleted"] and message["has_creation"]]
    ask.true("history: deleted messages with what was written", len(deleted) > 20, len(deleted))
    ask.equal("history --deleted", same(ask.rows("history", "--deleted", path)), [message for message in want if message["is_deleted"]])
    for key, option in ("channel_id", "--channel"), ("guild_id", "--guild"), ("author_id", "--user"), ("id", "--message"):
        value = most_common(message[key] for message in want)
        found = same(ask.rows("history", option, value, path))
        ask.equal(f"history {option}", found, [message for message in want if message[key] == value])


def voice_seconds(frames):
    """Seconds by guild, channel and user."""
    first = next(frame.time for frame in frames if frame.time is not None)
    present, totals, visits = {}, collections.Counter(), collections.Counter()

    def leave(guild, user, now):
        channel, since = present.pop((guild, user), (None, None))
        if channel is not None:
            totals[guild, channel, user] += max(0, now - since)

    for frame in frames:
        now = frame.time if frame.time is not None else first
        if frame.t == "GUILD_CREATE" and isinstance(frame.d.get("voice_states"), list):
            guild, states = str(frame.d["id"]), frame.d["voice_states"]
            listed = {str(state["user_id"]) for state in states}
            for key in [key for key in present if key[0] == guild and key[1] not in listed]:
                leave(*key, now)
        elif frame.t == "VOICE_STATE_UPDATE":
            guild, states = frame.d.get("guild_id") and str(frame.d["guild_id"]), [frame.d]
        else:
            continue
        for state in states:
            user, channel = str(state["user_id"]), state.get("channel_id") and str(state["channel_id"])
            if present.get((guild, user), (None,))[0] == channel:
                continue
            leave(guild, user, now)
            if channel:
                present[guild, user] = channel, now
                visits[guild, channel, user] += 1
    last = max(frame.time for frame in frames if frame.time is not None)
    still = set()
    for (guild, user), (channel, _) in list(present.items()):
        still.add((guild, channel, user))
        leave(guild, user, last)
    return {key: (visits[key], totals[key] // 1000, key in still) for key in visits}


def ask_voice(ask, path, frames):
    rows = ask.rows("history", "--voice", path)
    found = {(row["guild_id"], row["channel_id"], row["user_id"]): (row["visits"], row["seconds"], row["is_open"]) for row in rows}
    ask.equal("history --voice", found, voice_seconds(frames))


def ask_repair(ask, folder, frames):
    lines = [frame.line for frame in frames]
    damaged, want, rejected = [], [], []
    for index, line in enumerate(lines):
        if index % 10 == 3:
            damaged.append(line + lines[index - 1])
            want += [line, lines[index - 1]]
        elif index % 10 == 5:
            # Without --strict, a frame that is cut after a brace seems whole to commands that do not read so far.
            damaged.append(line[:len(line) * 2 // 3].rstrip(b"}"))
            rejected.append(damaged[-1])
        elif index % 10 == 7:
            damaged.append(line[:len(line) // 2] + line)
            want.append(line)
            rejected.append(line[:len(line) // 2])
        elif index % 50 == 9:
            damaged += [b"panic: out of memory", line]
            want.append(line)
            rejected.append(b"panic: out of memory")
        else:
            damaged.append(line)
            want.append(line)
    path, bad = folder / "damaged.ndjson", folder / "bad.ndjson"
    path.write_bytes(b"\n".join(damaged))
    found = ask.run("repair", path, "--rejects", bad, exit=1).splitlines()
    ask.equal("repair of joined and torn lines", found, want)
    ask.equal("repair: rejected parts", bad.read_bytes().splitlines() if bad.exists() else [], rejected)
    for command in ["filter"], ["merge"]:
        found = ask.run(*command, path, exit=1).splitlines()
        whole = set(found) - set(lines)
        ask.true(f"{command[0]} of damaged lines writes whole frames only", not whole and len(found) > len(lines) // 2, list(whole)[:1])
    # Members of a gzip file; one is damaged in its middle.
    members = [lines[start:start + 100] for start in range(0, len(lines), 100)]
    packed = [gzip.compress(b"".join(line + b"\n" for line in member)) for member in members]
    middle = len(packed) // 2
    broken = bytearray(packed[middle])
    for at in range(len(broken) // 2, len(broken) // 2 + 40):
        broken[at] ^= 0x5A
    path = folder / "damaged.ndjson.gz"
    path.write_bytes(b"".join([*packed[:middle], bytes(broken), *packed[middle + 1:]]))
    found = ask.run("repair", path, exit=1).splitlines()
    before = [line for member in members[:middle] for line in member]
    after = [line for member in members[middle + 1:] for line in member]
    ask.equal("repair of a gzip member: all before it", found[:len(before)], before)
    ask.equal("repair of a gzip member: all after it", found[-len(after):], after)
    # The decompressor notices the damage late: frames before that may be changed.
    between = found[len(before):len(found) - len(after)]
    ask.true("repair of a gzip member: its own start", between[:20] == members[middle][:20], f"{len(between)} frames")


def shape(frames):
    """Frames by event, and by event, path and type of its values."""
    events, fields = collections.Counter(), collections.Counter()
    kinds = {dict: "object", list: "array", str: "string", bool: "boolean", int: "number", float: "number", type(None): "null"}

    def walk(value, path, found):
        if path:
            found.add((path, None))
            found.add((path, kinds[type(value)]))
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(inner, f"{path}.{'*' if key.isdigit() else key}".lstrip("."), found)
        elif isinstance(value, list):
            for inner in value:
                walk(inner, f"{path}[]", found)

    for frame in frames:
        if frame.t is not None:
            found = set()
            walk(frame.d, "", found)
            events[frame.t] += 1
            fields.update((frame.t, *key) for key in found)
    return events, fields


def ask_diff(ask, before, after):
    answer = ask.json("diff", "--json", "--factor", "1000000", "--min", "1", before, after, exit=1)
    (old_events, old), (new_events, new) = shape(read(before)), shape(read(after))
    want = {("new_event", event, None, None) for event in new_events.keys() - old_events.keys()}
    want |= {("lost_event", event, None, None) for event in old_events.keys() - new_events.keys()}
    common = old_events.keys() & new_events.keys()
    for kind, has, lacks in ("new", new, old), ("lost", old, new):
        for event, path, type_name in has.keys() - lacks.keys():
            if event in common and (type_name is None or (event, path, None) in lacks):
                want.add((f"{kind}_{'field' if type_name is None else 'type'}", event, path, type_name))
    found = {(change["kind"], change["event"], change.get("path"), change.get("type")) for change in answer.get("changes", ()) if change["kind"] != "event_rate"}
    small = answer.get("small", 0)
    ask.true("diff: nothing that is the same", found <= want, sorted(map(str, found - want))[:2])
    ask.true("diff: everything that differs, or counted as rare", len(found) + small >= len(want) and len(found) > 3, f"{len(found)} found, {small} small, {len(want)} expected")
    shares = ask.json("diff", "--json", "--factor", "3", "--min", "20", before, after, exit=1)
    totals = [sum(old_events.values()), sum(new_events.values())]
    want = {}
    for event in common:
        one, other = old_events[event] / totals[0], new_events[event] / totals[1]
        if max(one, other) >= 3 * min(one, other) and min(max(other * totals[0], old_events[event]), max(one * totals[1], new_events[event])) >= 20:
            want[event] = (round(one, 12), round(other, 12))
    found = {change["event"]: (round(change["before"], 12), round(change["after"], 12)) for change in shares.get("changes", ()) if change["kind"] == "event_share"}
    ask.equal("diff: shares of events", found, want)


def main():
    zerocord, corpus = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    ask = Asker(zerocord)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        generated = {}
        for mix, seed in ("quiet", 11), ("presence", 12), ("storm", 13), ("startup", 14):
            generated[mix] = folder / f"{mix}.ndjson"
            subprocess.run([zerocord, "generate", "--mix", mix, "--seed", str(seed), "--bytes", "2MB", "-o", generated[mix]], check=True)
        documents = []
        for document in sorted((corpus / "frames").glob("*/*.json")):
            documents.append(document.read_bytes().replace(b"\r", b" ").replace(b"\n", b" ").strip())
        sources = [pathlib.Path(path) for path in sys.argv[3:]] or [generated["quiet"], generated["presence"]]
        mixed = folder / "mixed.ndjson"
        mixed.write_bytes(b"".join(path.read_bytes() for path in sources) + b"\n".join(documents) + b"\n")
        frames = read(mixed)
        ask_filter(ask, mixed, frames)
        ask_sample(ask, folder, mixed, frames)
        ask_stats(ask, mixed, frames)
        ask_split(ask, folder, mixed, frames)
        quiet = read(generated["quiet"])
        days = folder / "days.ndjson"
        days.write_bytes(over_days(quiet, 97_000))
        in_days = read(days)
        ask_days(ask, days, in_days)
        ask_split(ask, folder / "days", days, in_days)
        ask_merge(ask, folder, in_days)
        ask_history(ask, folder, quiet)
        ask_history(ask, folder, in_days)
        startup = folder / "voice.ndjson"
        startup.write_bytes(generated["startup"].read_bytes() + days.read_bytes())
        ask_voice(ask, startup, read(startup))
        ask_repair(ask, folder, quiet)
        ask_diff(ask, generated["quiet"], generated["storm"])
        ask_diff(ask, generated["presence"], generated["quiet"])
    witnesses = ["Python", *(["jq"] if JQ else []), *(["DuckDB"] if duckdb else [])]
    print(f"{ask.asked} answers compared with those of {', '.join(witnesses)}: {ask.wrong} wrong")
    sys.exit(1 if ask.wrong else 0)


main()
