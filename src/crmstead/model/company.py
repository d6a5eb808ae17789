"""What an org keeps for all of its records: variables, currencies."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A value under a name, for templates and clients.

    `value` is in JSON as it is answered; a `datetime` is kept in seconds.
    """

    id: int
    api_name: str
    name: str
    type: str
    value: str | int | float | bool | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Currency:
    """A currency that amounts of records may be in.

    `exchange_rate` is what one unit of the home currency is worth in it, as decimal text with nine
    places.
    """

    id: int
    iso_code: str
    name: str
    symbol: str
    exchange_rate: str
    created_time: int
    created_by: int
    modified_time: int
    modified_by: int
    is_base: bool = False
    is_active: bool = True
    prefix_symbol: bool = True
    decimal_separator: str = "Period"
    thousand_separator: str = "Comma"
    decimal_places: str = "2"
    numeral_system: str = "International"
    exchange_rate_auto_update: bool = False
