"""Types of values in formulas, and which of them a field's values and a return type are."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import Enum

#: A value; None is that of an empty field.
Value = Decimal | str | bool | date | datetime | None


class Type(Enum):
    """A type of values. NOTHING is that of `null`, which fits everywhere."""

    NUMBER = "number"
    TEXT = "text"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    NOTHING = "null"


#: Dates and times compare with one another: a date is its first moment.
TIMES = frozenset({Type.DATE, Type.DATETIME})

#: What the values of fields are, by the field's kind; fields of other kinds are in no formula.
OF_KIND = {
    "integer": Type.NUMBER,
    "bigint": Type.NUMBER,
    "double": Type.NUMBER,
    "percent": Type.NUMBER,
    "currency": Type.NUMBER,
    "text": Type.TEXT,
    "textarea": Type.TEXT,
    "email": Type.TEXT,
    "phone": Type.TEXT,
    "website": Type.TEXT,
    "picklist": Type.TEXT,
    "autonumber": Type.TEXT,
    "boolean": Type.BOOLEAN,
    "date": Type.DATE,
    "datetime": Type.DATETIME,
}

#: What a formula of each `return_type` has to give.
OF_RETURN_TYPE = {
    "double": Type.NUMBER,
    "currency": Type.NUMBER,
    "text": Type.TEXT,
    "boolean": Type.BOOLEAN,
    "date": Type.DATE,
    "datetime": Type.DATETIME,
}


def alike(one: Type, other: Type) -> bool:
    """Tell whether values of two types compare with each other."""
    return one is other or Type.NOTHING in {one, other} or {one, other} <= TIMES
