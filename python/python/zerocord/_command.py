"""The subcommands of the command `zerocord` as functions.

Each runs the command in a process of its own: it may write files, and an interrupt leaves no half of one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias, Union

from zerocord import _sources
from zerocord._errors import BadFramesWarning, Error

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

    from zerocord._sources import Source

Option: TypeAlias = "Union[str, int, float, bool, os.PathLike[str], None, Iterable[Union[str, int, os.PathLike[str]]]]"

_DONE, _BAD_FRAMES, _USAGE = 0, 1, 2

# In seconds: how often signals are checked, and how long an interrupted process may take to end.
_SIGNAL_INTERVAL, _END_MAX = 0.05, 5.0
_STARTER = "import sys; sys.path.insert(0, {!r}); from zerocord.__main__ import main; main()"


def stats(source: Source, **options: Option) -> dict[str, Any]:
    """Counts events, opcodes and sizes.

    Options are those of the command, with underscores: ``by="guild"``, ``every="1h"``, ``where="member.pending"``, ...

    >>> import zerocord
    >>> zerocord.stats(b'{"t":"RESUMED","s":1,"op":0,"d":{}}')["frames"]
    1
    """
    return _document("stats", source, options, warns=True)


def verify(source: Source, **options: Option) -> dict[str, Any]:
    """Finds missing and repeated frames. Options: ``joined=True``, ``filtered=True``, ``limit=100``."""
    return _document("verify", source, options)


def validate(source: Source, **options: Option) -> dict[str, Any]:
    """Checks every byte of every frame. Options: ``limit=100``."""
    return _document("validate", source, options)


def drift(source: Source, **options: Option) -> dict[str, Any]:
    """Finds events, keys and values that this version does not know. Options: ``missing_keys=True``, ``no_examples=True``."""
    return _document("drift", source, options)


def redact(source: Source, output: str | os.PathLike[str] | None = None, **options: Option) -> bytes | None:
    """Drops or hashes values: ``preset=["secrets", "text"]``, ``drop="content"``, ``hash="author.id", key_file="key"``.

    Returns the recording, or writes it to the file `output`, which is compressed if it ends with ``.zst`` or ``.gz``.

    >>> import zerocord
    >>> zerocord.redact(b'{"t":"A","s":1,"op":0,"d":{"content":"secret"}}', drop="content")
    b'{"t":"A","s":1,"op":0,"d":{}}\\n'
    """
    arguments = [] if output is None else ["--output", os.fspath(output)]
    written = _run("redact", source, options, arguments, warns=True)
    return written if output is None else None


def convert(source: Source, output: str | os.PathLike[str], **options: Option) -> list[Path]:
    """Writes Parquet files to a folder, one table per event. Returns the files.

    Options: ``event="MESSAGE_*"``, ``columns="id,author.id"``, ``flat=True``, ``with_content=True``, ``resume=True``, ...
    """
    from pathlib import Path

    _run("convert", source, options, ["--output", os.fspath(output)], warns=True)
    suffix = ".arrow" if options.get("format") == "arrow" else ".parquet"
    return sorted(path for path in Path(output).rglob(f"*{suffix}") if path.is_file())


def schema(event: str | None = None, **options: Option) -> Any:
    """The JSON Schema of the frames of an event; without an event, a list of all events.

    >>> import zerocord
    >>> zerocord.schema("TYPING_START")["$schema"]
    'https://json-schema.org/draft/2020-12/schema'
    """
    import json

    if event is None:
        return json.loads(_run("schema", None, options, ["--json"]))
    return json.loads(_run("schema", None, options, ["--event", event]))


def _document(name: str, source: Source, options: Mapping[str, Option], *, warns: bool = False) -> dict[str, Any]:
    import json

    document: dict[str, Any] = json.loads(_run(name, source, options, ["--json"], warns=warns))
    return document


def _run(
    name: str,
    source: Source | None,
    options: Mapping[str, Option],
    arguments: list[str],
    *,
    warns: bool = False,
) -> bytes:
    """Runs a subcommand. Returns what it writes to its standard output."""
    import subprocess
    import warnings

    files, data = _inputs(source) if source is not None else ([], None)
    if not sys.executable:
        raise RuntimeError("this needs a Python program to run: sys.executable is empty")
    starter = _STARTER.format(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    command = [sys.executable, "-c", starter, name, *arguments, *_spelled(options)]
    if files:
        command += ["--", *files]
    environment = {**os.environ, "NO_COLOR": "1"}
    stdin = subprocess.DEVNULL if data is None else subprocess.PIPE
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=stdin, stdout=pipe, stderr=pipe, env=environment) as process:
        written, reported = _communicate(process, data)
    messages = reported.decode(errors="replace").strip()
    if process.returncode in (-2, 130):
        raise KeyboardInterrupt
    if process.returncode not in (_DONE, _BAD_FRAMES):
        kind = "usage" if process.returncode == _USAGE else "input_output"
        raise Error(messages or f"the command ended with {process.returncode}", kind)
    if process.returncode == _BAD_FRAMES and warns:
        warnings.warn(messages, BadFramesWarning, stacklevel=_level())
    elif process.returncode == _DONE and messages:
        # Such as an event name that is not known, or a link that was left out.
        warnings.warn(messages, stacklevel=_level())
    return written


def _communicate(process: subprocess.Popen[bytes], data: bytes | None) -> tuple[bytes, bytes]:
    """What the process writes. An interrupt ends the process, which first removes its unfinished files."""
    import threading

    # `Popen.communicate` waits for a quarter of a second after an interrupt, and `subprocess.run` kills the process then.
    outputs: list[bytes] = []
    thread = threading.Thread(target=lambda: outputs.extend(process.communicate(data)), daemon=True)
    thread.start()
    try:
        while thread.is_alive():
            thread.join(_SIGNAL_INTERVAL)
    except BaseException:
        _end(process)
        raise
    written, reported = outputs
    return written, reported


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends a process as an interrupt does."""
    import signal
    import subprocess

    try:
        # A terminal interrupts this process too.
        process.wait(_SIGNAL_INTERVAL)
        return
    except subprocess.TimeoutExpired:
        pass
    try:
        if os.name == "posix":
            process.send_signal(signal.SIGINT)
        else:
            process.terminate()
        process.wait(_END_MAX)
    except subprocess.TimeoutExpired:
        process.kill()


def _level() -> int:
    """The stack level of the first caller outside of this module, for its caller."""
    level, frame = 1, sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get("__name__") == __name__:
        frame = frame.f_back
        level += 1
    return level


def _inputs(source: Source) -> tuple[list[str], bytes | None]:
    """The files to name, or what to write to the standard input."""
    expanded = _sources.expand(source)
    if all(isinstance(one, str) for one in expanded):
        # The command expands folders and patterns itself.
        given = [source] if isinstance(source, (str, os.PathLike)) else expanded
        return [os.fspath(one) for one in given], None
    if len(expanded) > 1:
        raise TypeError("bytes or a file object must be the only source")
    one = expanded[0]
    data = one if isinstance(one, bytes) else one.read()
    if not isinstance(data, bytes):
        raise TypeError(f"read() must return bytes, not {type(data).__name__}; open the file in binary mode")
    return ["-"], data


def _spelled(options: Mapping[str, Option]) -> list[str]:
    """Options as the command spells them."""
    arguments = []
    for name, value in options.items():
        flag = f"--{name.rstrip('_').replace('_', '-')}"
        if value is True:
            arguments.append(flag)
        elif value is None or value is False:
            continue
        elif isinstance(value, Iterable) and not isinstance(value, (str, os.PathLike)):
            arguments += [f"{flag}={_text(one)}" for one in value]
        else:
            arguments.append(f"{flag}={_text(value)}")
    return arguments


def _text(value: object) -> str:
    return os.fspath(value) if isinstance(value, os.PathLike) else str(value)
