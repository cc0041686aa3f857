"""The parts of the package that are written in Rust."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, final

# Some classes have a method of this name.
_Dict = dict[str, Any]

__version__: str

@final
class Frame:
    """One message of the gateway: `op`, `t`, `s` and a payload, which is read when it is requested."""

    @property
    def t(self) -> str | None:
        """The event name, such as ``"MESSAGE_CREATE"``; `None` if the frame is not an event."""
    @property
    def s(self) -> int | None:
        """The sequence number; `None` if the frame has none."""
    @property
    def op(self) -> int | None:
        """The opcode; 0 for events."""
    @property
    def raw(self) -> bytes:
        """The bytes of the frame."""
    @property
    def payload(self) -> Any:
        """The payload: an `Object` that reads its fields when they are requested, or a plain value."""
    @property
    def file(self) -> str | None:
        """The file of the recording, if it is known."""
    @property
    def line(self) -> int | None:
        """The line of the recording, counted from 1."""
    def dict(self) -> _Dict:
        """The whole frame as a `dict`, with the values that `json.loads` returns."""
    def get(self, path: str, default: Any = None) -> Any:
        """The value at a path of keys of the payload, such as ``"author.id"``; `default` if it is absent."""
    def copy(self) -> Frame:
        """A frame that does not keep the memory of the recording around it."""
    def __getitem__(self, key: str) -> Any: ...
    def __contains__(self, key: str) -> bool: ...
    def __len__(self) -> int: ...
    def __bytes__(self) -> bytes: ...

@final
class Frames:
    """An iterator of frames. Several threads read ahead."""

    @property
    def bad_frames(self) -> int:
        """The number of bad frames so far."""
    def __iter__(self) -> Frames: ...
    def __next__(self) -> Frame: ...

# At run time it is registered as a `collections.abc.Mapping`. Its `get` takes a path, so that it is no subclass here.
@final
class Object:
    """A mapping of the fields of an object. Ids are `int`, times are `datetime`, nested objects are mappings too."""

    @property
    def raw(self) -> bytes:
        """The bytes of the object."""
    def dict(self) -> _Dict:
        """The object as a `dict`, with the values that `json.loads` returns."""
    def get(self, path: str, default: Any = None) -> Any:
        """The value at a path of keys, such as ``"author.id"``; `default` if it is absent."""
    def keys(self) -> list[str]:
        """The keys, in the order of the frame."""
    def values(self) -> list[Any]:
        """The values, in the order of the frame."""
    def items(self) -> list[tuple[str, Any]]:
        """The keys with their values."""
    def __getitem__(self, key: str) -> Any: ...
    def __contains__(self, key: object) -> bool: ...
    def __iter__(self) -> Iterator[str]: ...
    def __len__(self) -> int: ...

@final
class fieldgetter:
    """A function of a frame: ``fieldgetter("id", "author.id")(frame)`` is a tuple of both values."""

    def __new__(cls, path: str, *paths: str) -> fieldgetter: ...
    def __call__(self, frame: Frame) -> Any:
        """The values of the paths; `None` for one that is absent or null. With a single path, the value itself."""

@final
class FieldRows:
    """An iterator of tuples of fields. Several threads read ahead, and find the fields."""

    @property
    def bad_frames(self) -> int:
        """The number of bad frames so far."""
    def __iter__(self) -> FieldRows: ...
    def __next__(self) -> tuple[Any, ...]: ...

@final
class Inflater:
    """Turns the messages of a compressed gateway connection into frames."""

    def __new__(cls, transport: str) -> Inflater: ...
    def push(self, message: bytes | bytearray) -> bytes | None:
        """Takes the next message; returns the frame that it completes, or `None` if the frame needs more messages."""
    def reset(self) -> None:
        """Begins a new connection, also after an error."""

@final
class TableSpec:
    def __new__(
        cls,
        event: str,
        columns: Sequence[str] | None,
        *,
        depth: int,
        content: bool,
        derive: bool,
        presence: bool | None,
        validate: bool,
    ) -> TableSpec: ...
    @property
    def event(self) -> str: ...
    def fields(self) -> list[tuple[str, str]]: ...
    def columns(self) -> list[tuple[str, str]]: ...
    def empty(self) -> Batch: ...
    def can_filter(self, conditions: Sequence[tuple[str, str, Sequence[int]]]) -> bool: ...
    def read(
        self,
        sources: Sequence[Any],
        *,
        conditions: Sequence[tuple[str, str, Sequence[int]]],
        limit: int | None,
        threads: int,
        progress: Callable[[int], object] | None,
        on_bad: str,
        is_foreign: bool,
    ) -> Reader: ...
    def __arrow_c_schema__(self) -> object: ...

@final
class Reader:
    def take_failure(self) -> BaseException | None: ...
    def report(self) -> dict[str, Any]: ...
    def __iter__(self) -> Reader: ...
    def __next__(self) -> Batch: ...
    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

@final
class Batch:
    """Some rows of a table, in Arrow's memory layout."""

    def to_dicts(self) -> list[dict[str, Any]]:
        """The rows as dictionaries."""
    def to_dict(self) -> dict[str, list[Any]]:
        """The columns as a dictionary of lists."""
    def __len__(self) -> int: ...
    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

def decode(frame: str | bytes | bytearray | memoryview) -> Frame:
    """Decodes one frame, given as bytes or as a string. Only the beginning is read; the payload is read when it is requested."""

def read_frames(
    sources: Sequence[Any],
    events: Sequence[str] | None,
    skips_bad: bool,
    threads: int,
    progress: Callable[[int], object] | None,
) -> Frames: ...
def read_fields(
    sources: Sequence[Any],
    events: Sequence[str],
    paths: Sequence[str],
    skips_bad: bool,
    threads: int,
    progress: Callable[[int], object] | None,
) -> FieldRows: ...
def event_names() -> list[str]: ...
def journals_in_segments(files: Sequence[str]) -> list[str]: ...
def run_command(arguments: Sequence[str]) -> int: ...
