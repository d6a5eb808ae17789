"""Contents of files: what keeps them, whatever it is; a folder does today (`folder`).

A content stands under an org and a key that the server made up, never under a name that a client
gave. It is durable before any row tells of it, and it goes only after the last row has gone.
"""

from __future__ import annotations

import re
import secrets
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from typing import BinaryIO, TypeVar

T = TypeVar("T")

#: Seconds after which a content that no row tells of is of no request that still runs.
LOST_AFTER = 24 * 3600
_KEY_BYTES = 32
_KEY = re.compile(r"[0-9a-f]{64}")


def new_key() -> str:
    """Return the key of a new content, which nobody can guess."""
    return secrets.token_hex(_KEY_BYTES)


def is_key(text: str) -> bool:
    """Tell whether a text has the form of a key."""
    return _KEY.fullmatch(text) is not None


class Incoming(ABC):
    """A content on its way in: nobody finds it before it is kept."""

    #: Bytes so far.
    size: int = 0

    @abstractmethod
    async def write(self, part: bytes) -> None:
        """Take the next bytes.

        Raises:
            UnavailableError: there is no room for them.
        """

    @abstractmethod
    async def inspect(self, look: Callable[[BinaryIO], T]) -> T:
        """Return what a function, run in a thread, finds in the content."""

    @abstractmethod
    async def keep(self, org: int, key: str) -> None:
        """Put the content under its key; on return it is durable.

        Raises:
            UnavailableError: it cannot be written.
        """

    @abstractmethod
    async def discard(self) -> None:
        """Forget the content, unless it is kept."""


class Content(ABC):
    """A content that is open for reading: all of it can be read, though it be removed meanwhile."""

    size: int

    @abstractmethod
    def parts(self) -> AsyncIterator[bytes]:
        """Yield the bytes in parts of bounded size."""

    @abstractmethod
    async def close(self) -> None:
        """Let go of it; more than once does no harm."""


class FileStore(ABC):
    """Keeps the contents of all orgs."""

    @abstractmethod
    def receive(self) -> Incoming:
        """Begin a content."""

    @abstractmethod
    async def open(self, org: int, key: str) -> Content | None:
        """Return a content, None where there is none under the key."""

    @abstractmethod
    async def remove(self, org: int, keys: Iterable[str]) -> None:
        """Remove contents; keys without one are passed over."""

    @abstractmethod
    async def orgs(self) -> list[int]:
        """Return the orgs that have contents."""

    @abstractmethod
    async def missing(self, org: int, sizes: Mapping[str, int]) -> list[str]:
        """Return those of some keys that have no content of their size."""

    @abstractmethod
    def older(self, org: int, before: float) -> AsyncIterator[list[str]]:
        """Yield the keys of contents that were written before a time, some at once."""

    @abstractmethod
    async def forget_broken(self, before: float) -> int:
        """Remove what is left of uploads that broke off before a time; return how many."""
