"""Recordings of Discord gateway frames as data frames, and a lazy decoder for bots.

>>> import zerocord
>>> frame = zerocord.decode(b'{"t":"MESSAGE_CREATE","s":3,"op":0,"d":{"id":"7","author":{"id":"9"}}}')
>>> frame.t, frame["id"], frame.get("author.id")
('MESSAGE_CREATE', 7, 9)
"""

from __future__ import annotations

from collections.abc import Mapping

from zerocord._command import convert, drift, redact, schema, stats, validate, verify
from zerocord._errors import BadFramesWarning, Error
from zerocord._frames import fields, frames
from zerocord._scan import scan
from zerocord._table import Table, read
from zerocord._zerocord import Batch, FieldRows, Frame, Frames, Inflater, Object, __version__, decode, fieldgetter

Mapping.register(Object)  # pyright: ignore[reportAttributeAccessIssue]

__all__ = [
    "BadFramesWarning",
    "Batch",
    "Error",
    "FieldRows",
    "Frame",
    "Frames",
    "Inflater",
    "Object",
    "Table",
    "__version__",
    "convert",
    "decode",
    "drift",
    "fieldgetter",
    "fields",
    "frames",
    "read",
    "redact",
    "scan",
    "schema",
    "stats",
    "validate",
    "verify",
]
