"""Feeds recordings to the parsers of real bot libraries, without a network: `python bots.py RECORDING`.

Compares each JSON decoder alone with the same one after `zerocord.decode`, which drops all events but READY,
GUILD_CREATE and MESSAGE_CREATE. Install discord.py, hikari and orjson first.
"""

from __future__ import annotations

import asyncio
import base64
import importlib
import json
import logging
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import zerocord

sys.path.append(str(Path(__file__).parents[1] / "examples"))
from drop_events import make_loads  # noqa: E402

ROUNDS = 5
WANTED = {"READY", "GUILD_CREATE", "MESSAGE_CREATE"}

Loads = Callable[[Any], Any]


class Received(NamedTuple):
    """What a bot received."""

    messages: list[tuple[int, int, int, str]]
    """Id, channel, author and content of each."""
    presences: int
    sequence: int | None
    """The last sequence number, with which the bot would resume."""
    session: str | None
    seconds: float
    """The time that parsing and dispatching took."""


def discord_py(loads: Loads, frames: Iterable[bytes]) -> Received:
    """Runs the websocket class of discord.py on frames."""
    import discord
    from discord.gateway import DiscordWebSocket

    async def run() -> Received:
        client = discord.Client(intents=discord.Intents.all(), chunk_guilds_at_startup=False, enable_raw_presences=True)
        await client._async_setup_hook()
        messages: list[tuple[int, int, int, str]] = []
        presences: list[int] = []

        @client.event
        async def on_message(message: Any) -> None:
            messages.append((message.id, message.channel.id, message.author.id, message.content))

        @client.event
        async def on_raw_presence_update(presence: Any) -> None:
            presences.append(presence.user_id)

        socket: Any = DiscordWebSocket(_Silent(), loop=client.loop)  # type: ignore[arg-type]
        socket._discord_parsers = client._connection.parsers
        socket._dispatch = client.dispatch
        socket.log_receive = lambda _: None
        socket.shard_id = None
        texts = [frame.decode() for frame in frames]
        begin = time.process_time()
        for text in texts:
            await socket.received_message(text)
        await _until_idle()
        seconds = time.process_time() - begin
        return Received(messages, len(presences), socket.sequence, socket.session_id, seconds)

    module: Any = discord.utils
    before = module._from_json
    module._from_json = loads
    try:
        return asyncio.run(run())
    finally:
        module._from_json = before


def hikari(loads: Loads, frames: Iterable[bytes]) -> Received:
    """Runs the shard class of hikari on frames."""
    import hikari
    from hikari.impl import shard

    class Transport(shard._GatewayBasicTransport):
        """Has the frames instead of a connection."""

        __slots__ = ("_frames",)

        def __init__(self, frames: Iterator[bytes]) -> None:
            self._frames = frames
            self._loads = loads
            self._logger = logging.getLogger(__name__)

        async def _receive_and_check(self) -> bytes:
            for frame in self._frames:
                return frame
            raise EOFError

    async def run() -> Received:
        token = f"{base64.b64encode(b'754679440998402015').decode()}.x.y"
        every = hikari.Intents.ALL
        bot: Any = hikari.GatewayBot(
            token, loads=loads, banner=None, logs=None, intents=every, auto_chunk_members=False, suppress_optimization_warning=True
        )
        messages: list[tuple[int, int, int, str]] = []
        presences: list[int] = []

        async def on_message(event: Any) -> None:
            message = event.message
            messages.append((int(message.id), int(message.channel_id), int(message.author.id), message.content or ""))

        async def on_presence(event: Any) -> None:
            presences.append(int(event.user_id))

        bot.subscribe(hikari.MessageCreateEvent, on_message)
        bot.subscribe(hikari.PresenceUpdateEvent, on_presence)
        one: Any = shard.GatewayShardImpl(
            event_manager=bot._event_manager,
            event_factory=bot._event_factory,
            intents=every,
            http_settings=bot._http_settings,
            proxy_settings=bot._proxy_settings,
            token=token,
            url="",
            loads=loads,
        )
        one._handshake_event = asyncio.Event()
        one._ws = Transport(iter(list(frames)))
        begin = time.process_time()
        try:
            await one._poll_events()
        except EOFError:
            pass
        await _until_idle()
        seconds = time.process_time() - begin
        return Received(messages, len(presences), one._seq, one._session_id, seconds)

    return asyncio.run(run())


class _Silent:
    """A connection that nothing is sent to."""

    async def send_str(self, text: str) -> None:
        pass


async def _until_idle() -> None:
    """Runs the tasks that the events started."""
    for _ in range(10):
        await asyncio.sleep(0)


def usable(recording: str) -> list[bytes]:
    """The frames of events that need nothing that the bot has not received, such as the parent of a thread."""
    events = [
        *("READY", "GUILD_CREATE", "GUILD_MEMBER_ADD", "GUILD_MEMBER_UPDATE", "PRESENCE_UPDATE", "TYPING_START", "VOICE_STATE_UPDATE"),
        *("MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_REACTION_ADD", "MESSAGE_REACTION_REMOVE"),
    ]
    return [frame.raw for frame in zerocord.frames(recording, events)]


def main() -> None:
    frames = usable(sys.argv[1])
    drop = {name for name in (zerocord.decode(frame).t for frame in frames) if name and name not in WANTED}
    decoders: dict[str, Loads] = {"json": json.loads, "orjson": importlib.import_module("orjson").loads}
    run: Callable[[Loads, Iterable[bytes]], Received]
    for run in (discord_py, hikari):
        for name, loads in decoders.items():
            plain, dropping = [], []
            for _ in range(ROUNDS):
                plain.append(run(loads, frames))
                dropping.append(run(make_loads(loads, drop), frames))
                whole, found = plain[-1], dropping[-1]
                assert whole.messages == found.messages and whole.sequence == found.sequence and whole.session == found.session
                assert whole.presences > 0 == found.presences
            before, after = (min(one.seconds for one in ones) / len(frames) * 1e6 for ones in (plain, dropping))
            print(f"{run.__name__:12}{name:8}{before:8.1f} us per frame, with zerocord {after:6.1f} us: {before / after:.1f}x")


if __name__ == "__main__":
    main()
