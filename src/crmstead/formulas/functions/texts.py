"""Functions of texts; places in a text count from 1."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from crmstead.formulas.errors import NoValueError
from crmstead.formulas.functions.base import (
    ANY,
    MOST_CHARACTERS,
    NUMBER,
    TEXT,
    Function,
    Moment,
)
from crmstead.formulas.types import Type, Value


def _bounded(length: int) -> None:
    if length > MOST_CHARACTERS:
        raise NoValueError


def _concat(_moment: Moment, *texts: str) -> Value:
    _bounded(sum(map(len, texts)))
    return "".join(texts)


def _find(_moment: Moment, text: str, sought: str, occurrence: Decimal = Decimal(1)) -> Value:
    """Return where a text holds another one for the nth time; unspecified: 0 where it does not."""
    place = -1
    for _ in range(min(int(occurrence), len(text) + 1)):
        place = text.find(sought, place + 1)
        if place < 0:
            break
    return Decimal(place + 1)


def _substring(_moment: Moment, text: str, first: Decimal, last: Decimal) -> Value:
    return text[max(int(first) - 1, 0) : max(int(last), 0)]


def _replace(_moment: Moment, text: str, sought: str, other: str) -> Value:
    if not sought:
        return text
    _bounded(len(text) + text.count(sought) * max(len(other) - len(sought), 0))
    return text.replace(sought, other)


def text_of(_moment: Moment, value: Value) -> str:
    """Return a value as `Tostring` writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        plain = f"{value:f}"
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y %I:%M %p")
    return value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value)


FUNCTIONS = {
    "len": Function((TEXT,), Type.NUMBER, lambda _moment, text: Decimal(len(text))),
    "find": Function((TEXT, TEXT, NUMBER), Type.NUMBER, _find, optional=1),
    "concat": Function((TEXT,), Type.TEXT, _concat, more=True),
    "contains": Function((TEXT, TEXT), Type.BOOLEAN, lambda _moment, text, sought: sought in text),
    "startswith": Function(
        (TEXT, TEXT), Type.BOOLEAN, lambda _moment, text, start: text.startswith(start)
    ),
    "endswith": Function((TEXT, TEXT), Type.BOOLEAN, lambda _moment, text, end: text.endswith(end)),
    "lower": Function((TEXT,), Type.TEXT, lambda _moment, text: text.lower()),
    "upper": Function((TEXT,), Type.TEXT, lambda _moment, text: text.upper()),
    "trim": Function((TEXT,), Type.TEXT, lambda _moment, text: text.strip()),
    "substring": Function((TEXT, NUMBER, NUMBER), Type.TEXT, _substring),
    "replace": Function((TEXT, TEXT, TEXT), Type.TEXT, _replace),
    "tostring": Function((ANY,), Type.TEXT, text_of),
    "caseinsensitiveequals": Function(
        (TEXT, TEXT), Type.BOOLEAN, lambda _moment, one, other: one.casefold() == other.casefold()
    ),
}
