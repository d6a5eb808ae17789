"""Text of a documented form: what e-mail addresses, phone numbers and web addresses share."""

from __future__ import annotations

import re
from datetime import tzinfo
from typing import Any, ClassVar

from crmstead.fieldtypes.base import (
    TEXT_COMPARATORS,
    TEXT_COQL,
    TEXT_SEARCH,
    FieldType,
    Parser,
    Plain,
)
from crmstead.fieldtypes.values import clean_text
from crmstead.model.field import Field

#: Longer values are looked at with care, whatever their field allows.
_LONGEST = 255


class FormedText(FieldType):
    """One line that a rule lets pass; blanks around it are trimmed and an empty text is null."""

    comparators = TEXT_COMPARATORS
    search = TEXT_SEARCH
    coql = TEXT_COQL
    folded = held = worded = True
    #: What nearly every value is like, without a NUL or outer blanks; `has_form` tells of others.
    plain: ClassVar[re.Pattern[str]]

    @staticmethod
    def has_form(text: str) -> bool:
        """Tell whether a text that is not empty has the form."""
        raise NotImplementedError

    def parser(self, field: Field) -> Parser:
        limit, expects, has_form = field.length, self.expects, self.has_form

        def parse(given: Any, _zone: tzinfo) -> str | None:
            kept = clean_text(given, limit, expects)
            if kept is not None and not has_form(kept):
                raise self.wrong_type()
            return kept

        return parse

    def operand(self, field: Field) -> Parser:
        return lambda given, _zone: str(given)

    def plainly_good(self, field: Field) -> Plain | None:
        most = min(field.length or _LONGEST, _LONGEST)
        condition = f"{{0}}.__class__ is str and len({{0}}) <= {most} and {{1}}({{0}})"
        return Plain(condition, "{0}", self.plain.fullmatch)
