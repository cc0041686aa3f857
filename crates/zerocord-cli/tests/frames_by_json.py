"""Recordings as Python's json reads them, for checks of the command's answers."""

import json
import re
from datetime import datetime, timezone

DISCORD_EPOCH = 1_420_070_400_000
CLOCKS = {"MESSAGE_CREATE", "TYPING_START", "INTERACTION_CREATE", "GUILD_AUDIT_LOG_ENTRY_CREATE"}
OF_CHANNELS = "CHANNEL_CREATE CHANNEL_UPDATE CHANNEL_DELETE THREAD_CREATE THREAD_UPDATE THREAD_DELETE THREAD_MEMBER_UPDATE " \
    "THREAD_MEMBERS_UPDATE VOICE_CHANNEL_STATUS_UPDATE"
# The paths of the ids that a frame is about, and the events whose own id it is.
SCOPES = {
    "guild": (["guild_id", "guild.id"], {"GUILD_CREATE", "GUILD_UPDATE", "GUILD_DELETE"}),
    "channel": (["channel_id", "channel.id"], set(OF_CHANNELS.split())),
    "user": (["user_id", "user.id", "author.id", "member.user.id"], {"USER_UPDATE"}),
}


def first_wins(pairs):
    result = {}
    for key, value in pairs:
        result.setdefault(key, value)
    return result


class Frame:
    """A line of a recording, as Python reads it."""

    def __init__(self, line, number):
        self.line, self.number = line, number
        document = json.loads(line, object_pairs_hook=first_wins)
        self.t, self.s, self.op, self.d = (document.get(key) for key in ("t", "s", "op", "d"))
        self.time = None

    def at(self, path):
        """The values at a path, with one for each element of the lists on it. Null is no value."""
        return list(values_at(self.d, path.split(".")))

    def one(self, path):
        return next(iter(self.at(path)), None)

    def has_id(self, scope, wanted):
        paths, owners = SCOPES[scope]
        paths = paths + ["id"] * (self.t in owners)
        return isinstance(self.d, dict) and any(number(value) == wanted for path in paths for value in self.plain(path))

    def plain(self, path):
        """Like `at`, without a way through lists."""
        value = self.d
        for key in path.split("."):
            value = value.get(key) if isinstance(value, dict) else None
        return [] if value is None else [value]

    def id(self, scope):
        """The first id that the frame is about, or None."""
        paths, owners = SCOPES[scope]
        found = (number(value) for path in (["id"] if self.t in owners else paths) for value in self.plain(path))
        return next((value for value in found if value is not None), None)

    def clock(self):
        """The time in milliseconds that the event contains, if it is sent at once."""
        if self.t not in CLOCKS or not isinstance(self.d, dict):
            return None
        written = self.d.get("timestamp") if self.t in ("MESSAGE_CREATE", "TYPING_START") else None
        if isinstance(written, str) and millis(written) is not None:
            return millis(written)
        if isinstance(written, (int, float)) and not isinstance(written, bool):
            return int(written * 1000)
        own = number(self.d.get("id")) if self.t != "TYPING_START" else None
        return created(own) if own is not None and own >= 10**16 else None

    def shard(self, count):
        if not isinstance(self.d, dict) or self.t is None:
            return None
        guild = self.id("guild")
        if guild is not None:
            return (guild >> 22) % count
        if self.t == "READY":
            return (self.d.get("shard") or [None])[0]
        return 0 if self.plain("channel_id") else None


def values_at(value, keys):
    if isinstance(value, list):
        for element in value:
            yield from values_at(element, keys)
    elif not keys:
        if value is not None:
            yield value
    elif isinstance(value, dict):
        yield from values_at(value.get(keys[0]), keys[1:])


def strings_in(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings_in(inner)


def number(value):
    """A snowflake, in quotes or not."""
    if isinstance(value, str) and re.fullmatch("[0-9]{1,20}", value) or isinstance(value, int) and not isinstance(value, bool):
        return int(value) if 0 <= int(value) < 2**64 else None
    return None


def created(snowflake):
    return (snowflake >> 22) + DISCORD_EPOCH


def millis(text):
    try:
        moment = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text.replace("Z", "+00:00")))
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    return int((moment - datetime(1970, 1, 1, tzinfo=timezone.utc)).total_seconds() * 1e6 + 0.5) // 1000


def rfc3339(unix_ms):
    moment = datetime.fromtimestamp(unix_ms // 1000, timezone.utc)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{unix_ms % 1000:03}Z"


def read(path, raw=None):
    """The frames of a recording, each with the last time up to it."""
    lines = (path.read_bytes() if raw is None else raw).split(b"\n")
    frames = [Frame(line, index) for index, line in enumerate(lines, 1) if line]
    now = None
    for frame in frames:
        now = frame.time = frame.clock() if frame.clock() is not None else now
    return frames


def joined(frames):
    return b"".join(frame.line + b"\n" for frame in frames)
