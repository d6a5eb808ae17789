"""Page tokens: self-contained, signed, bound to user and parameters, valid for 24 hours.

A token carries the keyset cursor, so any server of the installation answers it and a page at a
depth of 100,000 costs what the first one costs.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from hashlib import blake2b

import msgspec

from crmstead.errors.parameters import PAGE_TOKEN_BOUND, PAGE_TOKEN_EXPIRED, PAGE_TOKEN_INVALID
from crmstead.errors.raised import ApiError

LIFE = 24 * 60 * 60
_SIGNATURE = 16
_LONGEST = 1024


class Cursor(msgspec.Struct, array_like=True, frozen=True):
    """Where a page begins: beside which record, at which offset of the walk."""

    #: Value of the sort field of the record the page comes after, and its id.
    value: int | str | bool | None
    record: int
    #: How many records precede the page in its walk.
    offset: int
    #: The page lies before the record, not after it.
    backwards: bool = False


class Token(msgspec.Struct, array_like=True, frozen=True):
    """What a page token carries; `issued` in seconds."""

    org: int
    user: int
    issued: int
    bound: bytes
    cursor: Cursor

    @property
    def ends(self) -> int:
        """The second from which the token is good no longer."""
        return self.issued + LIFE


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Token)


def _digest(module: int, bound: str) -> bytes:
    return blake2b(f"{module}\x1e{bound}".encode(), digest_size=12).digest()


def _sign(key: bytes, payload: bytes) -> bytes:
    return blake2b(payload, key=key, digest_size=_SIGNATURE).digest()


class PageTokens:
    """Makes and reads the tokens of one user's walk through one module.

    The first key signs; all are tried on reading, so keys can be changed while tokens live.
    """

    def __init__(
        self, keys: tuple[bytes, ...], org: int, user: int, module: int, bound: str
    ) -> None:
        self._keys = keys
        self._org = org
        self._user = user
        self._bound = _digest(module, bound)

    def make(self, cursor: Cursor, now: int) -> str:
        """Return the token of a page, valid for 24 hours from now."""
        payload = _encoder.encode(Token(self._org, self._user, now, self._bound, cursor))
        signed = _sign(self._keys[0], payload) + payload
        return base64.urlsafe_b64encode(signed).rstrip(b"=").decode()

    def read(self, text: str, now: int) -> Token:
        """Return what a token says.

        Raises:
            ApiError: it is no token, another user's, expired, or bound to other parameters.
        """
        token = self._decode(text)
        if token is None or (token.org, token.user) != (self._org, self._user):
            raise ApiError(PAGE_TOKEN_INVALID, param_name="page_token")
        if now >= token.ends:
            raise ApiError(
                PAGE_TOKEN_EXPIRED, api_name="page_token", json_path="$.query.page_token"
            )
        if token.bound != self._bound:
            raise ApiError(PAGE_TOKEN_BOUND, param_name="page_token")
        return token

    def _decode(self, text: str) -> Token | None:
        if not text.isascii() or len(text) > _LONGEST:
            return None
        try:
            signed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        signature, payload = signed[:_SIGNATURE], signed[_SIGNATURE:]
        if not any(hmac.compare_digest(signature, _sign(key, payload)) for key in self._keys):
            return None
        try:
            return _decoder.decode(payload)
        except msgspec.DecodeError:
            return None
