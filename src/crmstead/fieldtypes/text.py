"""Text on one line."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

from crmstead.fieldtypes.base import TEXT_COMPARATORS, FieldType, Parser
from crmstead.fieldtypes.values import clean_text
from crmstead.model.field import Field


class Text(FieldType):
    """Single line; blanks around it are trimmed and an empty text is null."""

    kind = "text"
    comparators = TEXT_COMPARATORS

    def parser(self, field: Field) -> Parser:
        limit, expects = field.length, self.expects

        def parse(given: Any, _zone: tzinfo) -> str | None:
            return clean_text(given, limit, expects)

        return parse

    def plainly_good(self, field: Field) -> tuple[str, str] | None:
        most = field.length or 0
        condition = f"{{0}}.__class__ is str and len({{0}}) <= {most} and '\\x00' not in {{0}}"
        return condition, "{0}.strip() or None"


class TextArea(Text):
    """Several lines: small (2,000), large (32,000) or rich text (50,000 characters)."""

    kind = "textarea"


class ProfileImage(Text):
    """An opaque text that names the record's photo; set by the photo API alone."""

    kind = "profileimage"
    computed = True
