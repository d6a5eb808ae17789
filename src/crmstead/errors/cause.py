"""What a row of the error catalogue is, and the register that every row enters."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason to refuse; `details` names the keys its answer may carry."""

    name: str
    code: str
    status: int
    message: str
    details: tuple[str, ...] = ()
    source: str = "doc"


#: Every row by name.
ROWS: dict[str, Cause] = {}

#: Keys of `details` that say where in the body something is wrong.
AT = ("api_name", "json_path")
INVALID = "invalid data"
INVALID_ID = "the id given seems to be invalid"


def row(
    name: str,
    code: str,
    status: int,
    message: str,
    details: tuple[str, ...] = (),
    source: str = "doc",
) -> Cause:
    """Enter a row and return it.

    Raises:
        ValueError: another row has that name.
    """
    if name in ROWS:
        raise ValueError(name)
    made = ROWS[name] = Cause(name, code, status, message, details, source)
    return made
