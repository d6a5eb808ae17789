"""Text on one line."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

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


class Text(FieldType):
    """Single line; blanks around it are trimmed and an empty text is null."""

    kind = "text"
    comparators = TEXT_COMPARATORS
    search = TEXT_SEARCH
    coql = TEXT_COQL
    folded = held = worded = True

    def parser(self, field: Field) -> Parser:
        limit, expects = field.length, self.expects

        def parse(given: Any, _zone: tzinfo) -> str | None:
            return clean_text(given, limit, expects)

        return parse

    def operand(self, field: Field) -> Parser:
        return lambda given, _zone: str(given)

    def plainly_good(self, field: Field) -> Plain | None:
        most = field.length or 0
        condition = f"{{0}}.__class__ is str and len({{0}}) <= {most} and '\\x00' not in {{0}}"
        return Plain(condition, "{0}.strip() or None")


class TextArea(Text):
    """Several lines: small (2,000), large (32,000) or rich text (50,000 characters)."""

    kind = "textarea"
    search = TEXT_SEARCH - {"in"}
    coql = frozenset()

    def search_operators(self, field: Field) -> frozenset[str]:
        return frozenset() if field.textarea_type == "rich_text" else self.search


class ProfileImage(Text):
    """An opaque text that names the record's photo; set by the photo API alone."""

    kind = "profileimage"
    search = frozenset()
    coql = frozenset({"=", "in", "is null", "is not null"})
    worded = False
    computed = True
