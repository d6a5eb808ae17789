"""E-mail addresses."""

from __future__ import annotations

import re
from datetime import tzinfo
from typing import Any

from crmstead.fieldtypes.base import TEXT_COMPARATORS, TEXT_SEARCH, FieldType, Parser, Plain
from crmstead.fieldtypes.values import clean_text
from crmstead.model.field import Field

# Insert Records, "email": each part matches one class of characters, so no input backtracks.
_LOCAL = re.compile(r"[\w+\-][\w!#$%&'*+\-/=?^`{|}~.]*")
_LABEL = re.compile(r"[^\W_](?:[\w\-]*[^\W_])?")
_TOP_LABEL = re.compile(r"[^\W\d_]{2,22}")
_LONGEST = 256
#: What nearly every address is like; the rules above decide on the others.
_PLAIN = re.compile(r"[a-z0-9][a-z0-9.+_]*@(?:[a-z0-9]+[.\-])*[a-z0-9]+\.[a-z]{2,22}", re.ASCII)


def is_email(text: str) -> bool:
    """Tell whether a text has the documented form of an address."""
    if len(text) <= _LONGEST and _PLAIN.fullmatch(text):
        return True
    local, at, domain = text.rpartition("@")
    *labels, top = domain.split(".")
    return (
        bool(at and labels)
        and len(text) <= _LONGEST
        and _LOCAL.fullmatch(local) is not None
        and _TOP_LABEL.fullmatch(top) is not None
        and all(_LABEL.fullmatch(label) for label in labels)
    )


class Email(FieldType):
    """An address of at most 100 characters."""

    kind = "email"
    expects = "email"
    comparators = TEXT_COMPARATORS
    search = TEXT_SEARCH
    folded = held = worded = True

    def parser(self, field: Field) -> Parser:
        limit = field.length

        def parse(given: Any, _zone: tzinfo) -> str | None:
            kept = clean_text(given, limit, "email")
            if kept is not None and not is_email(kept):
                raise self.wrong_type()
            return kept

        return parse

    def operand(self, field: Field) -> Parser:
        return lambda given, _zone: str(given)

    def plainly_good(self, field: Field) -> Plain | None:
        most = min(field.length or _LONGEST, _LONGEST)
        condition = f"{{0}}.__class__ is str and len({{0}}) <= {most} and {{1}}({{0}})"
        return Plain(condition, "{0}", _PLAIN.fullmatch)
