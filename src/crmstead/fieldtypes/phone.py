"""Phone numbers."""

from __future__ import annotations

import re

from crmstead.fieldtypes.base import Parser
from crmstead.fieldtypes.formed import FormedText
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


class Phone(FormedText):
    """A number of at most 30 characters; a JSON number is taken as its digits."""

    kind = "phone"
    expects = "phone"
    plain = _PLAIN
    has_form = staticmethod(is_phone)
    plainly_good = FormedText.plainly_good

    def parser(self, field: Field) -> Parser:
        parse = super().parser(field)
        return lambda given, zone: parse(str(given) if type(given) is int else given, zone)
