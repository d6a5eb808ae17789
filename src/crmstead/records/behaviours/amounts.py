"""Exact arithmetic on a draft's amounts, which are kept as scaled integers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal, localcontext

from crmstead.errors.raised import RecordError
from crmstead.errors.values import TOO_LONG
from crmstead.fieldtypes.decimal import MOST_DIGITS, places, scale, unscale
from crmstead.model.field import Field
from crmstead.records.write.draft import Draft, Path

HUNDRED = Decimal(100)
#: Digits that no product of three stored values reaches.
_PRECISION = 100


@contextmanager
def exactly() -> Iterator[None]:
    """Let sums and products of amounts keep all their digits."""
    with localcontext(prec=_PRECISION):
        yield


class Amounts:
    """The decimal fields of a draft, read and written as exact numbers."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._fields = draft.module.by_name

    def get(self, name: str) -> Decimal | None:
        """Return a stored value, None where there is none."""
        stored = self._draft.values.get(name)
        return None if stored is None else unscale(stored, self._fields[name])

    def put(self, name: str, value: Decimal) -> Decimal:
        """Store a value and return it as it is stored: rounded by the field's own rule.

        Raises:
            RecordError: it has more digits than the field keeps.
        """
        field = self._fields[name]
        stored = bounded(value, field, (*self._draft.path, name))
        self._draft.values[name] = stored
        return unscale(stored, field)


def bounded(value: Decimal, field: Field, path: Path) -> int:
    """Return a value as a field stores it.

    Raises:
        RecordError: it has more digits than the field keeps.
    """
    stored = scale(value, field)
    if abs(stored) >= 10**MOST_DIGITS:
        raise RecordError(TOO_LONG, path, maximum_length=MOST_DIGITS - places(field))
    return stored


def plain(value: Decimal) -> int | Decimal:
    """Return a number as JSON shows it: whole ones without a decimal point."""
    return int(value) if value == value.to_integral_value() else value.normalize()
