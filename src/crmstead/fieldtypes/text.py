"""Text on one line."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

from crmstead.errors.catalogue import VALUE_INVALID, WRONG_TYPE
from crmstead.errors.raised import RecordError
from crmstead.fieldtypes.base import TEXT_COMPARATORS, FieldType, Parser, too_long
from crmstead.model.field import Field


def clean_text(given: Any, limit: int | None, expects: str) -> str | None:
    """Return text without its outer blanks, None for an empty one; length counts characters.

    Raises:
        RecordError: not text, over its limit, or with a NUL, which no database keeps.
    """
    if not isinstance(given, str):
        raise RecordError(WRONG_TYPE, expected_data_type=expects)
    kept = given.strip()
    if limit is not None and len(kept) > limit:
        raise too_long(limit)
    if "\x00" in kept:
        raise RecordError(VALUE_INVALID)
    return kept or None


class Text(FieldType):
    """Single line; blanks around it are trimmed and an empty text is null."""

    kind = "text"
    comparators = TEXT_COMPARATORS

    def parser(self, field: Field) -> Parser:
        limit, expects = field.length, self.expects

        def parse(given: Any, _zone: tzinfo) -> str | None:
            return clean_text(given, limit, expects)

        return parse


class TextArea(Text):
    """Several lines: small (2,000), large (32,000) or rich text (50,000 characters)."""

    kind = "textarea"


class ProfileImage(Text):
    """An opaque text that names the record's photo; set by the photo API alone."""

    kind = "profileimage"
    computed = True
