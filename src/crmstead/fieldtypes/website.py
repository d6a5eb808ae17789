"""Web addresses."""

from __future__ import annotations

import re
from datetime import tzinfo
from typing import Any

from crmstead.fieldtypes.base import TEXT_COMPARATORS, TEXT_SEARCH, FieldType, Parser, Plain
from crmstead.fieldtypes.values import clean_text
from crmstead.model.field import Field

# Insert Records, "website": scheme and www. are optional, then a dotted host, then anything.
_SCHEME = re.compile(r"(?:https?|ftp)://", re.IGNORECASE)
_HOST = re.compile(r"[\w\-]+(?:\.[\w\-]+)+(?::\d{1,5})?")
#: What nearly every address is like; the rules here decide on the others.
_PLAIN = re.compile(r"(?:https?://)?[a-z0-9]+(?:[.\-][a-z0-9]+)*\.[a-z0-9]+")
_REST = re.compile(r"[/?#]")


def is_website(text: str) -> bool:
    """Tell whether a text has the documented form of a web address."""
    if _PLAIN.fullmatch(text):
        return True
    if any(character.isspace() for character in text):
        return False
    host = _REST.split(_SCHEME.sub("", text, count=1), maxsplit=1)[0]
    return _HOST.fullmatch(host.rpartition("@")[2]) is not None


class Website(FieldType):
    """An address within the field's length."""

    kind = "website"
    expects = "website"
    comparators = TEXT_COMPARATORS
    search = TEXT_SEARCH
    folded = held = worded = True

    def parser(self, field: Field) -> Parser:
        limit = field.length

        def parse(given: Any, _zone: tzinfo) -> str | None:
            kept = clean_text(given, limit, "website")
            if kept is not None and not is_website(kept):
                raise self.wrong_type()
            return kept

        return parse

    def operand(self, field: Field) -> Parser:
        return lambda given, _zone: str(given)

    def plainly_good(self, field: Field) -> Plain | None:
        most = field.length or 0
        condition = f"{{0}}.__class__ is str and len({{0}}) <= {most} and {{1}}({{0}})"
        return Plain(condition, "{0}", _PLAIN.fullmatch)
