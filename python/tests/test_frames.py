"""Frames: envelope, payload, values of fields."""

from __future__ import annotations

import copy
import datetime
import io
import json
import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import zerocord
from conftest import CORPUS, SAMPLE, frame

UTC = datetime.timezone.utc


def test_frames_agree_with_json(sample: str, sample_frames: list[dict[str, Any]]) -> None:
    frames = list(zerocord.frames(sample))
    assert len(frames) == len(sample_frames)
    for number, (found, want) in enumerate(zip(frames, sample_frames), 1):
        assert (found.t, found.s, found.op) == (want["t"], want["s"], want["op"])
        assert found.dict() == want
        assert (found.line, found.file) == (number, sample)
        if isinstance(want["d"], dict):
            assert found.payload.dict() == want["d"]
            assert list(found.payload) == list(want["d"])


def test_every_frame_of_the_corpus() -> None:
    paths = sorted((CORPUS / "frames").glob("**/*.json")) + sorted((CORPUS / "edge").glob("*.json"))
    assert len(paths) > 200
    for path in paths:
        raw = path.read_bytes()
        want = json.loads(raw, object_pairs_hook=first_of_pairs)
        if not isinstance(want.get("t"), (str, type(None))) or not is_opcode(want.get("op"), raw):
            with pytest.raises(zerocord.Error):
                zerocord.decode(raw)
            continue
        found = zerocord.decode(raw)
        assert found.dict() == want, path
        assert (found.t, found.op) == (want.get("t"), want.get("op")), path
        if path.parent.name != "edge":
            assert found.s == want.get("s"), path
            check_value(found.payload, want.get("d"))


def is_opcode(value: Any, raw: bytes) -> bool:
    """Whether `op` is a whole number without a sign."""
    return value is None or (type(value) is int and value >= 0 and b'"op":-' not in raw)


def first_of_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return dict(reversed(pairs)) if len(dict(pairs)) < len(pairs) else dict(pairs)


def test_invalid_frames_of_the_corpus() -> None:
    paths = sorted((CORPUS / "invalid").glob("*"))
    assert len(paths) > 20
    for path in paths:
        with pytest.raises(zerocord.Error):
            zerocord.decode(path.read_bytes()).dict()


def check_value(found: Any, want: Any) -> None:
    """The lazy value is the JSON value, with ids as `int` and times as `datetime`."""
    if isinstance(want, dict):
        assert list(found.keys()) == list(want)
        assert len(found) == len(want)
        for key, value in found.items():
            check_value(value, want[key])
            assert key in found
    elif isinstance(want, list):
        assert len(found) == len(want)
        for one, other in zip(found, want):
            check_value(one, other)
    elif isinstance(found, datetime.datetime):
        assert found.tzinfo is not None
        if isinstance(want, str):
            assert found == datetime.datetime.fromisoformat(want.replace("Z", "+00:00"))
        else:
            assert found.timestamp() == pytest.approx(want if want < 10**11 else want / 1000)
    elif isinstance(want, str) and isinstance(found, int):
        assert found == int(want)
    elif found is True and want is None:
        pass  # A null flag.
    elif found is None and want == "":
        pass  # An empty id.
    else:
        assert found == want and type(found) is type(want)


MESSAGE = frame(
    "MESSAGE_CREATE",
    {
        "id": "1458282974257217537",
        "timestamp": "2026-01-07T02:15:54.650000+00:00",
        "author": {"id": "9", "username": "n\u00e9 \U0001f600\n"},
        "member": {"roles": ["5", "6"], "nick": None},
        "mentions": [{"id": "4"}, {"id": "3"}],
        "new": {"a": [1, 2.5, -0, True, None, 12345678901234567890123]},
    },
)


def test_values_have_python_types() -> None:
    message = zerocord.decode(MESSAGE)
    assert message["id"] == 1458282974257217537
    assert message["timestamp"] == datetime.datetime(2026, 1, 7, 2, 15, 54, 650000, UTC)
    assert message["author"]["username"] == "né \U0001f600\n"
    assert message["member"]["roles"] == [5, 6]
    assert [user["id"] for user in message["mentions"]] == [4, 3]
    assert message["new"]["a"] == [1, 2.5, 0, True, None, 12345678901234567890123]
    typing = zerocord.decode(frame("TYPING_START", {"timestamp": 1767752156, "user_id": "9"}))
    assert typing["timestamp"] == datetime.datetime.fromtimestamp(1767752156, UTC)


def test_paths() -> None:
    message = zerocord.decode(MESSAGE)
    assert message.get("author.id") == 9
    assert message.get("mentions.1.id") == 3
    assert message.get("mentions.2.id", "none") == "none"
    assert message.get("author.none.deeper", 7) == 7
    assert message.get("member.nick", 7) is None
    assert message.get("member.nick.deeper", 7) == 7
    assert message.payload.get("author.username") == message["author"]["username"]
    with pytest.raises(zerocord.Error) as raised:
        message.get("id.deeper")
    assert (raised.value.kind, raised.value.path) == ("expected", "d.id")
    with pytest.raises(KeyError):
        message["none"]
    with pytest.raises(KeyError):
        message["author"]["none"]
    assert "author" in message and "none" not in message


def test_objects_are_mappings() -> None:
    author = zerocord.decode(MESSAGE)["author"]
    assert isinstance(author, Mapping)
    assert dict(author) == {"id": 9, "username": "né \U0001f600\n"}
    assert json.loads(author.raw) == author.dict()
    assert author == zerocord.decode(MESSAGE)["author"] and author != {"id": 9}
    assert repr(author).startswith('<Object {"id":"9"')
    match author:
        case {"id": number}:
            assert number == 9
        case _:
            raise AssertionError


def test_the_first_of_repeated_keys_counts() -> None:
    raw = b'{"t":"TYPING_START","s":1,"op":0,"d":{"user_id":"1","user_id":"2"}}'
    found = zerocord.decode(raw)
    assert found["user_id"] == 1
    assert found.payload.dict() == {"user_id": "1"}
    assert found.payload.items() == [("user_id", 1)]
    assert found.dict()["d"] == {"user_id": "1"}
    assert len(found.payload) == 1


@pytest.mark.parametrize("make", [bytes, bytearray, memoryview, bytes.decode], ids=str)
def test_decode_takes_text_and_bytes(make: Any) -> None:
    found = zerocord.decode(make(MESSAGE))
    assert found.raw == MESSAGE and found["author"]["id"] == 9


@pytest.mark.parametrize("wrong", [None, 7, ["{}"], io.BytesIO(b"{}")], ids=repr)
def test_decode_rejects_other_types(wrong: Any) -> None:
    with pytest.raises(TypeError):
        zerocord.decode(wrong)


def test_unknown_events_and_other_opcodes() -> None:
    new = zerocord.decode(frame("SOMETHING_NEW", {"id": "7", "list": [1]}))
    assert (new.t, new["id"], new["list"]) == ("SOMETHING_NEW", "7", [1])
    hello = zerocord.decode(b'{"op":10,"d":{"heartbeat_interval":41250}}')
    assert (hello.t, hello.s, hello.op, hello["heartbeat_interval"]) == (None, None, 10, 41250)
    ack = zerocord.decode(b'{"op":11}')
    assert (ack.t, ack.op, ack.payload) == (None, 11, None)
    assert zerocord.decode(b'{"op":9,"d":false}').payload is False


@pytest.mark.parametrize(
    ("raw", "kind", "offset"),
    [
        (b"", "truncated", 0),
        (b"[]", "expected", 0),
        (b'{"t":7,"s":1,"op":0,"d":{}}', "expected", 5),
        (b'{"t":"RESUMED","s":1,"op":0,"d":{', "truncated", 33),
    ],
)
def test_errors_of_frames(raw: bytes, kind: str, offset: int) -> None:
    with pytest.raises(zerocord.Error) as raised:
        zerocord.decode(raw).dict()
    error = raised.value
    assert (error.kind, error.offset, error.file, error.line) == (kind, offset, None, None)
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.kind, again.offset) == (str(error), error.kind, error.offset)


def test_one_odd_field_costs_that_field() -> None:
    found = zerocord.decode(frame("TYPING_START", {"user_id": "x", "channel_id": "7", "timestamp": 10**18}))
    assert found["channel_id"] == 7
    with pytest.raises(zerocord.Error) as raised:
        found["user_id"]
    assert (raised.value.kind, raised.value.path) == ("expected", "d.user_id")
    with pytest.raises(OverflowError):
        found["timestamp"]
    assert found.dict()["d"]["user_id"] == "x"
    nested = zerocord.decode(frame("MESSAGE_CREATE", {"author": {"id": True}}))
    with pytest.raises(zerocord.Error) as raised:
        nested["author"]["id"]
    assert nested.raw[raised.value.offset :].startswith(b"true")


def test_deep_nesting_is_an_error() -> None:
    raw = b'{"t":"NEW","s":1,"op":0,"d":{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}}"
    found = zerocord.decode(raw)
    for read in (lambda: found["a"], found.dict, found.payload.dict):
        with pytest.raises(zerocord.Error) as raised:
            read()
        assert raised.value.kind == "too_deep"


def test_frames_can_be_copied_and_pickled(sample: str) -> None:
    original = next(iter(zerocord.frames(sample)))
    for other in (original.copy(), copy.copy(original), pickle.loads(pickle.dumps(original))):
        assert other == original and hash(other) == hash(original)
        assert (other.t, other.raw) == (original.t, bytes(original))
    assert original != 7 and original


def test_fieldgetter() -> None:
    message = zerocord.decode(MESSAGE)
    assert zerocord.fieldgetter("author.id")(message) == 9
    get = zerocord.fieldgetter("timestamp", "author.id", "none.deeper", "id")
    assert get(message) == (message["timestamp"], 9, None, message["id"])
    assert repr(get) == 'fieldgetter("timestamp", "author.id", "none.deeper", "id")'
    with pytest.raises(ValueError, match="a key is empty"):
        zerocord.fieldgetter("author.")
    with pytest.raises(TypeError):
        zerocord.fieldgetter()  # type: ignore[call-arg]
    typing = zerocord.decode(frame("TYPING_START", {"timestamp": 5}))
    assert get(typing)[0] == datetime.datetime.fromtimestamp(5, UTC)


def test_fieldgetter_agrees_with_get(sample: str) -> None:
    paths = ["id", "guild_id", "channel_id", "author.id", "user.id", "timestamp"]
    get = zerocord.fieldgetter(*paths)
    for one in zerocord.frames(sample):
        if isinstance(one.payload, Mapping):
            assert get(one) == tuple(one.get(path) for path in paths)


def test_fields_agree_with_get(sample: str) -> None:
    paths = ["id", "guild_id", "author.id", "author", "timestamp", "content", "mentions", "none.deeper"]
    for events in ("MESSAGE_CREATE", ["MESSAGE_UPDATE", "TYPING_START", "MESSAGE_DELETE"]):
        want = [tuple(one.get(path) for path in paths) for one in zerocord.frames(sample, events)]
        assert len(want) > 60
        for threads in (0, 1):
            assert list(zerocord.fields(sample, events, paths, threads=threads)) == want
    author = next(zerocord.fields(sample, "MESSAGE_CREATE", ["author"]))[0]
    assert author["id"] == next(zerocord.frames(sample, "MESSAGE_CREATE"))["author"]["id"]


def test_fields_of_times() -> None:
    times = [
        *("2026-01-07T02:15:54.650000+00:00", "2026-01-07T02:15:54+00:00", "2026-01-07T02:15:54.65Z"),
        *("2026-01-07T03:15:54.650000+01:00", "2024-02-29T23:59:59.999999+00:00", None),
    ]
    recording = b"\n".join(frame("MESSAGE_CREATE", {"timestamp": time}) for time in times)
    found = [time for (time,) in zerocord.fields(recording, "MESSAGE_CREATE", ["timestamp"])]
    want = [time and datetime.datetime.fromisoformat(time.replace(".65Z", ".650000Z").replace("Z", "+00:00")) for time in times]
    assert found == want and {time.tzinfo for time in found if time} == {UTC}
    for wrong in ("2026-02-30T02:15:54.650000+00:00", "2026-01-07T24:00:00.000000+00:00", "2026-13-07T02:15:54.650000+00:00", "x"):
        one = frame("MESSAGE_CREATE", {"timestamp": wrong})
        with pytest.raises(zerocord.Error) as raised:
            next(zerocord.fields(one, "MESSAGE_CREATE", ["timestamp"]))
        assert raised.value.path == "d.timestamp"
        with pytest.raises(zerocord.Error) as again:
            zerocord.decode(one)["timestamp"]
        assert (raised.value.kind, raised.value.offset) == (again.value.kind, again.value.offset)


def test_fields_of_bad_frames() -> None:
    good = frame("MESSAGE_CREATE", {"id": "7", "author": {"id": "9"}})
    lines = [
        *(good, b'{"op":', frame("MESSAGE_CREATE", []), good),
        *(frame("MESSAGE_CREATE", {"id": "7", "author": 5}), frame("MESSAGE_CREATE", {"id": "x", "author": {}}), good),
        b'{"t":"MESSAGE_CREATE","s":1,"op":0}',
    ]
    recording = b"\n".join(lines)
    paths = ["id", "author.id"]
    rows = zerocord.fields(recording, "MESSAGE_CREATE", paths, errors="skip")
    assert list(rows) == [(7, 9)] * 3 and rows.bad_frames == 5
    rows = zerocord.fields(recording, "MESSAGE_CREATE", paths)
    found: list[Any] = []
    while len(found) < len(lines):
        try:
            found.append(next(rows))
        except zerocord.Error as error:
            found.append((error.line, error.kind))
    assert found == [
        *((7, 9), (2, "truncated"), (3, "expected"), (7, 9), (5, "expected"), (6, "expected"), (7, 9), (8, "expected")),
    ]
    assert list(rows) == [] and rows.bad_frames == 5


def test_fields_are_called_with_paths() -> None:
    with pytest.raises(TypeError, match="is a list"):
        zerocord.fields(b"", "READY", "id")
    with pytest.raises(ValueError, match="at least one"):
        zerocord.fields(b"", "READY", [])
    with pytest.raises(ValueError, match="a key is empty"):
        zerocord.fields(b"", "READY", ["author."])
    with pytest.raises(ValueError, match="did you mean READY"):
        zerocord.fields(b"", "REDY", ["v"])


def test_wanted_events(sample: str, sample_frames: list[dict[str, Any]]) -> None:
    wanted = ["MESSAGE_CREATE", "TYPING_START"]
    found = [(one.t, one.s, one.line) for one in zerocord.frames(sample, wanted)]
    assert found == [
        (one["t"], one["s"], line) for line, one in enumerate(sample_frames, 1) if one["t"] in wanted
    ]
    with pytest.raises(ValueError, match="did you mean MESSAGE_CREATE"):
        zerocord.frames(sample, ["MESAGE_CREATE"])
    assert list(zerocord.frames(sample, "RESUMED")) == []


BAD = b'{"op":11}\n{"op":\n\n{"op":1,"d":null}\n{"t":"A","s":1,"op":0,"d":{"a":{"op":11}\n'


def test_bad_frames_are_named_and_cost_no_others() -> None:
    frames = zerocord.frames(BAD)
    assert next(frames).op == 11
    with pytest.raises(zerocord.Error) as raised:
        next(frames)
    assert (raised.value.kind, raised.value.line) == ("truncated", 2)
    assert str(raised.value).startswith("line 2: ")
    assert next(frames).op == 1
    with pytest.raises(zerocord.Error) as raised:
        next(frames)
    assert raised.value.line == 5
    assert frames.bad_frames == 2
    frames = zerocord.frames(BAD, errors="skip")
    assert [one.op for one in frames][:2] == [11, 1]
    assert frames.bad_frames == 2
    with pytest.raises(ValueError):
        zerocord.frames(BAD, errors="ignore")  # type: ignore[arg-type]


def test_memory_of_frames_outlives_the_iterator(sample: str) -> None:
    kept = [one for number, one in enumerate(zerocord.frames(sample)) if number % 100 == 0]
    lines = SAMPLE.read_bytes().splitlines()
    assert [one.raw for one in kept] == lines[::100]
