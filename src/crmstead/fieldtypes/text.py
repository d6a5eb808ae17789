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
        most = limit or 0

        def parse(given: Any, _zone: tzinfo) -> str | None:
            # Most texts are good: they do not pay for a second call.
            if type(given) is str and len(given) <= most and "\x00" not in given:
                return given.strip() or None
            return clean_text(given, limit, expects)

        return parse


class TextArea(Text):
    """Several lines: small (2,000), large (32,000) or rich text (50,000 characters)."""

    kind = "textarea"


class ProfileImage(Text):
    """An opaque text that names the record's photo; set by the photo API alone."""

    kind = "profileimage"
    computed = True
