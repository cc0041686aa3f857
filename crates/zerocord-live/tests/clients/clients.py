#!/usr/bin/env python3
"""discord.py and hikari as clients of `zerocord replay`: every dispatch arrives once and in order, also after RESUME.

usage: clients.py ZEROCORD RECORDING [discord.py|hikari ...]

  ZEROCORD   the program, built with the feature `live`
  RECORDING  what is replayed; discord.py fails at a THREAD_UPDATE without `guild_id`, which the sample has:
             `zerocord filter -v -e THREAD_UPDATE corpus/firehose/sample.ndjson` is a recording for it

Needs the packages `discord.py` and `hikari`. The libraries are used as they are. Only their URLs are changed: that of the
gateway, and that of REST, which is a small server in this script.

Exit codes: 0 all clients got everything, 1 one did not.
"""

import asyncio
import json
import logging
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# The form of a token: the first part is the bot's id.
TOKEN = "MQ.AAAAAA.test"
USER = {"id": "1", "username": "replay", "discriminator": "0000", "global_name": None, "avatar": None, "bot": True,
        "flags": 0, "public_flags": 0, "mfa_enabled": True, "verified": True, "locale": "en-US", "email": None}
APPLICATION = {"id": "1", "name": "replay", "icon": None, "description": "", "bot_public": False, "verify_key": "",
               "bot_require_code_grant": False, "flags": 0, "owner": USER, "team": None, "summary": "", "tags": []}
# Close code 4000 and a torn connection, so that clients resume several times.
FAULTS = "resume=300,cut=450"
# discord.py pauses for some seconds before it connects again.
SECONDS_MAX = 120


class Rest(BaseHTTPRequestHandler):
    """The parts of Discord's REST API that clients use before they connect."""

    gateway = ""

    def do_GET(self):
        path = self.path.partition("?")[0]
        limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
        answers = {"/users/@me": USER, "/oauth2/applications/@me": APPLICATION, "/applications/@me": APPLICATION,
                   "/gateway/bot": {"url": self.gateway, "shards": 1, "session_start_limit": limit},
                   "/gateway": {"url": self.gateway}}
        found = [answer for end, answer in answers.items() if path.endswith(end)]
        body = json.dumps(found[0] if found else []).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Received:
    """The dispatches that a client has got."""

    def __init__(self):
        self.sequences = []
        self.names = []
        self.error = None

    def add(self, name, sequence):
        self.names.append(name)
        self.sequences.append(sequence)

    def recorded_count(self):
        """How many are not of the session itself."""
        return sum(name not in ("READY", "RESUMED") for name in self.names)

    async def wait_for(self, count):
        """Waits until this many have arrived, and a while for those that should not arrive."""
        loop = asyncio.get_running_loop()
        end = loop.time() + SECONDS_MAX
        while loop.time() < end and self.recorded_count() < count:
            await asyncio.sleep(0.1)
        await asyncio.sleep(1)

    def problem(self, count):
        if self.error:
            return f"the client has failed: {self.error!r}"
        if self.names[:1] != ["READY"]:
            return f"the first dispatch is {self.names[:1]}, not READY"
        if self.sequences != list(range(1, len(self.sequences) + 1)):
            return "sequences are missing, or not in order"
        if self.names.count("RESUMED") < 2:
            return f"only {self.names.count('RESUMED')} sessions were resumed"
        if self.recorded_count() != count:
            return f"{self.recorded_count()} dispatches of the recording, which has {count}"
        return None


async def discord_py(rest, count):
    import discord
    import yarl

    discord.http.Route.BASE = rest
    # discord.py has the gateway's URL as a constant.
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(Rest.gateway)
    client = discord.Client(intents=discord.Intents.all(), enable_debug_events=True, max_messages=10)
    received = Received()

    @client.event
    async def on_socket_raw_receive(message):
        frame = json.loads(message)
        if frame["op"] == 0:
            received.add(frame["t"], frame["s"])

    running = asyncio.create_task(client.start(TOKEN))
    await received.wait_for(count)
    await client.close()
    [received.error] = await asyncio.gather(running, return_exceptions=True)
    return received


async def hikari(rest, count):
    import hikari

    bot = hikari.GatewayBot(TOKEN, rest_url=rest, banner=None, logs=None, intents=hikari.Intents.ALL)
    received = Received()

    @bot.listen()
    async def on_payload(event: hikari.ShardPayloadEvent) -> None:
        received.add(event.name, None)

    await bot.start(check_for_updates=False)
    await received.wait_for(count)
    await bot.close()
    # hikari does not hand sequences out: the count and the order of names are compared.
    received.sequences = list(range(1, len(received.names) + 1))
    return received


CLIENTS = {"discord.py": discord_py, "hikari": hikari}


def check(zerocord, recording, name):
    """Replays a recording to a client. Returns what went wrong."""
    stats = subprocess.run([zerocord, "stats", "--json", recording], capture_output=True, text=True, check=True)
    stats = json.loads(stats.stdout)
    count = sum(row["count"] for row in stats["opcodes"] if row["opcode"] == 0)
    count -= sum(row["count"] for row in stats["events"] if row["name"] in ("READY", "RESUMED"))
    replay = subprocess.Popen(
        [zerocord, "replay", recording, "--listen", "127.0.0.1:0", "--speed", "max", "--faults", FAULTS],
        stderr=subprocess.PIPE, text=True)
    try:
        Rest.gateway = replay.stderr.readline().split()[-1]
        server = ThreadingHTTPServer(("127.0.0.1", 0), Rest)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        received = asyncio.run(CLIENTS[name](f"http://127.0.0.1:{server.server_port}/api/v10", count))
        server.shutdown()
    finally:
        replay.kill()
        replay.wait()
    problem = received.problem(count)
    print(f"{name}: {len(received.names)} dispatches, {received.names.count('RESUMED')} resumes: {problem or 'fine'}")
    return problem


def main():
    # The libraries log every closed connection.
    logging.disable(logging.CRITICAL)
    zerocord, recording, *names = sys.argv[1:]
    problems = [check(zerocord, recording, name) for name in names or CLIENTS]
    sys.exit(1 if any(problems) else 0)


if __name__ == "__main__":
    main()
