"""Images of each form that the server knows, as small as their headers allow."""

from __future__ import annotations

import struct

MEGA = 1024 * 1024


def png(width: int = 2, height: int = 3) -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height) + b"\x08\2\0\0\0"


def gif(width: int = 2, height: int = 3) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\0\0\0;"


def bmp(width: int = 2, height: int = 3) -> bytes:
    head = b"BM" + struct.pack("<IHHI", 54, 0, 0, 54)
    return head + struct.pack("<Iii", 40, width, height) + bytes(28)


def old_bmp(width: int = 2, height: int = 3) -> bytes:
    head = b"BM" + struct.pack("<IHHI", 26, 0, 0, 26)
    return head + struct.pack("<IHH", 12, width, height) + bytes(4)


def jpeg(width: int = 2, height: int = 3, before: int = 0) -> bytes:
    """Return a JPEG with some bytes of other segments before its frame."""
    segments = b""
    while before > 0:
        size = min(before, 65_533)
        segments += b"\xff\xe1" + struct.pack(">H", size + 2) + bytes(size)
        before -= size
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\1\x11\0"
    framed = b"\xff\xff\xc2" + struct.pack(">H", len(frame) + 2) + frame
    return b"\xff\xd8" + segments + framed + b"\xff\xd9"
