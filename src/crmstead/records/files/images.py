"""What an image is, told by its first bytes and not by its name: form, width and height."""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from typing import BinaryIO

#: Segments of a JPEG before its frame; real ones have a few dozen at most.
_MOST_SEGMENTS = 1000
_PNG = b"\x89PNG\r\n\x1a\n"
_START_OF_IMAGE = b"\xff\xd8\xff"
#: Markers of frames: C0 to CF but for tables (C4), a reserved one (C8) and arithmetic coding (CC).
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
#: Markers without a length: TEM and the restarts.
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
#: A BMP header of this size is OS/2's, with short numbers.
_CORE_HEADER = 12


@dataclass(frozen=True, slots=True)
class Image:
    """A PNG, JPEG, GIF or BMP; its sides in pixels."""

    media: str
    width: int
    height: int


def image_of(file: BinaryIO) -> Image | None:
    """Return what image a file holds, None where it is none of those."""
    head = file.read(26)
    try:
        found = _told_by_head(head) or _jpeg(file, head)
    except struct.error:  # too short
        return None
    return found if found is not None and found.width > 0 and found.height > 0 else None


def _told_by_head(head: bytes) -> Image | None:
    if head.startswith(_PNG) and head[12:16] == b"IHDR":
        return Image("image/png", *struct.unpack_from(">II", head, 16))
    if head.startswith((b"GIF87a", b"GIF89a")):
        return Image("image/gif", *struct.unpack_from("<HH", head, 6))
    if head.startswith(b"BM"):
        (header,) = struct.unpack_from("<I", head, 14)
        form = "<HH" if header == _CORE_HEADER else "<ii"
        width, height = struct.unpack_from(form, head, 18)
        return Image("image/bmp", width, abs(height))  # a negative height: from top to bottom
    return None


def _jpeg(file: BinaryIO, head: bytes) -> Image | None:
    if not head.startswith(_START_OF_IMAGE):
        return None
    file.seek(2)
    for _ in range(_MOST_SEGMENTS):
        marker = _next_marker(file)
        if marker is None:
            return None
        if marker in _ALONE:
            continue
        (length,) = struct.unpack(">H", file.read(2))
        if marker in _FRAMES:
            _, height, width = struct.unpack(">BHH", file.read(5))
            return Image("image/jpeg", width, height)
        file.seek(max(length - 2, 0), os.SEEK_CUR)
    return None


def _next_marker(file: BinaryIO) -> int | None:
    if file.read(1) != b"\xff":
        return None
    marker = b"\xff"
    while marker == b"\xff":  # any number of them may fill
        marker = file.read(1)
    return marker[0] if marker else None
