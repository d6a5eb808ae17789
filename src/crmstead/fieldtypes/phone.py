"""Phone numbers."""

from __future__ import annotations

import re
from datetime import tzinfo
from typing import Any

from crmstead.fieldtypes.base import TEXT_COMPARATORS, TEXT_SEARCH, FieldType, Parser, Plain
from crmstead.fieldtypes.values import clean_text
from crmstead.model.field import Field

# Insert Records, "phone": an optional plus, then letters and digits with single separators.
_ALLOWED = re.compile(r"\+?[\w.\-\s(),;#/+*]+")
#: What nearly every number is like; the rules here decide on the others.
_PLAIN = re.compile(r"\+?[0-9A-Za-z]+(?:[ .\-][0-9A-Za-z]+)*")
_DOUBLED = re.compile(r"[.\-]{2}")


def is_phone(text: str) -> bool:
    """Tell whether a text has the documented form of a phone number."""
    return _PLAIN.fullmatch(text) is not None or (
        _ALLOWED.fullmatch(text) is not None
        and any(character.isalnum() for character in text)
        and text[0] not in ".-"
        and text[-1] != "."
        and _DOUBLED.search(text) is None
    )


class Phone(FieldType):
    """A number of at most 30 characters; a JSON number is taken as its digits."""

    kind = "phone"
    expects = "phone"
    comparators = TEXT_COMPARATORS
    search = TEXT_SEARCH
    folded = held = worded = True

    def parser(self, field: Field) -> Parser:
        limit = field.length

        def parse(given: Any, _zone: tzinfo) -> str | None:
            if isinstance(given, int) and not isinstance(given, bool):
                given = str(given)
            kept = clean_text(given, limit, "phone")
            if kept is not None and not is_phone(kept):
                raise self.wrong_type()
            return kept

        return parse

    def operand(self, field: Field) -> Parser:
        return lambda given, _zone: str(given)

    def plainly_good(self, field: Field) -> Plain | None:
        most = field.length or 0
        condition = f"{{0}}.__class__ is str and len({{0}}) <= {most} and {{1}}({{0}})"
        return Plain(condition, "{0}", _PLAIN.fullmatch)
