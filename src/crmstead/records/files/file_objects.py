"""The values of file and image fields as they are answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from msgspec import Raw

User = Callable[[int | None], Raw | None]


class _Kept(msgspec.Struct):
    """An entry as it is kept (`records.files.files`)."""

    id: str
    File_Id__s: str
    File_Name__s: str
    Size__s: int
    Created_Time__s: int
    Modified_Time__s: int
    Created_By__s: int
    Modified_By__s: int
    Owner__s: int
    Sequence_Number__s: int


_decode = msgspec.json.Decoder(list[_Kept]).decode


def show_files(text: str | None, when: Mapping[int, str], user: User) -> list[Any] | None:
    """Return the file objects of a field, None where it is empty."""
    return None if text is None else [_shown(one, when, user) for one in _decode(text)]


def show_images(text: str | None, when: Mapping[int, str], user: User) -> list[Any] | None:
    """Return the image objects of a field, None where it is empty."""
    if text is None:
        return None
    # unspecified: what descriptions and states of images are set by; there are none here.
    return [
        {
            **_shown(one, when, user),
            "Sequence_Number__s": one.Sequence_Number__s,
            "Description__s": None,
            "State__s": None,
        }
        for one in _decode(text)
    ]


def _shown(one: _Kept, when: Mapping[int, str], user: User) -> dict[str, Any]:
    return {
        "id": one.id,
        "File_Id__s": one.File_Id__s,
        "File_Name__s": one.File_Name__s,
        "Size__s": one.Size__s,
        # unspecified: a preview is the file itself.
        "Preview_Id__s": one.File_Id__s,
        "Created_Time__s": when[one.Created_Time__s],
        "Modified_Time__s": when[one.Modified_Time__s],
        "Created_By__s": user(one.Created_By__s),
        "Modified_By__s": user(one.Modified_By__s),
        "Owner__s": user(one.Owner__s),
    }
