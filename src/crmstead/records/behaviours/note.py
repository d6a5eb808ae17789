"""Notes: what they say, and the record they belong to."""

from __future__ import annotations

from typing import ClassVar

from crmstead.errors.raised import RecordError
from crmstead.errors.values import MANDATORY_MISSING
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.field import Field
from crmstead.records.behaviours.base import Behaviour
from crmstead.records.write.draft import Draft
from crmstead.records.write.writing import Writing

CONTENT = "Note_Content"


class Note(Behaviour):
    """Requires the content, which metadata does not call mandatory though the page does."""

    name: ClassVar[str] = "note"

    def reachable(self, catalogue: Catalogue, field: Field) -> tuple[str, ...] | None:
        return tuple(one.api_name for one in catalogue.modules if "notes" in one.supports)

    def check(self, writing: Writing, draft: Draft) -> None:
        if draft.values.get(CONTENT) is None:
            raise RecordError(MANDATORY_MISSING, (CONTENT,))
