"""The texts of client ids, secrets, codes and tokens, and the only form in which they are kept."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from string import ascii_uppercase, digits

#: Returns that many bytes nobody can guess.
RandomBytes = Callable[[int], bytes]

_LETTERS = ascii_uppercase + digits
_CLIENT_ID_LENGTH = 30
#: The first data centre, in front of every client id, code and token.
_DATA_CENTRE = "1000"


def hashed(text: str) -> str:
    """Return the form in which a secret is stored and looked up.

    A plain SHA-256 suffices: what is hashed holds 128 random bits or more.
    """
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def token_text(random_bytes: RandomBytes) -> str:
    """Return a new code, access token or refresh token; they all look alike."""
    return f"{_DATA_CENTRE}.{random_bytes(16).hex()}.{random_bytes(16).hex()}"


def client_id_text(random_bytes: RandomBytes) -> str:
    """Return a new client id."""
    number = int.from_bytes(random_bytes(32))
    letters = []
    for _ in range(_CLIENT_ID_LENGTH):
        number, letter = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[letter])
    return f"{_DATA_CENTRE}.{''.join(letters)}"


def client_secret_text(random_bytes: RandomBytes) -> str:
    """Return a new client secret: 42 hexadecimal digits."""
    return random_bytes(21).hex()
