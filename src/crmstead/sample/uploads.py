"""Files that sample records hold: texts and pictures, the same at every start."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

_SIDE = 64
_COLOURS = ((0x2F, 0x6F, 0xB2), (0xC8, 0x55, 0x3D), (0x58, 0x8B, 0x5A), (0xE0, 0xA5, 0x30))
_LINE = "Called, sent the offer, agreed to talk again.\n"


@dataclass(frozen=True, slots=True)
class SampleFile:
    """An upload: its id, its name and what is in it."""

    id: str
    name: str
    content: bytes
    #: As the server tells it of an upload.
    media: str | None = None

    @property
    def reference(self) -> dict[str, str]:
        """How a record names it."""
        return {"File_Id__s": self.id}


def sample_file(file: str, name: str, number: int) -> SampleFile:
    """Return a picture of one colour where the name ends with `.png`, else a text."""
    if name.endswith(".png"):
        return SampleFile(file, name, _picture(number), "image/png")
    return SampleFile(file, name, (_LINE * (number % 40 + 5)).encode())


def _picture(number: int) -> bytes:
    row = b"\0" + bytes(_COLOURS[number % len(_COLOURS)]) * _SIDE
    header = struct.pack(">IIBBBBB", _SIDE, _SIDE, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(row * _SIDE, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + data))
    return struct.pack(">I", len(data)) + kind + data + check
