"""Cases and solutions: what is written into `Add_Comment` becomes a comment."""

from __future__ import annotations

from typing import Any, ClassVar

import msgspec

from crmstead.fieldtypes.values import json_text
from crmstead.model.times import times_of
from crmstead.records.behaviours.base import Behaviour
from crmstead.records.write.draft import Draft
from crmstead.records.write.writing import Writing

ADDED = "Add_Comment"
COMMENTS = "Comments"


class Comments(Behaviour):
    """Appends to `Comments`, counts them, and keeps nothing in `Add_Comment` itself."""

    name: ClassVar[str] = "comments"

    def check(self, writing: Writing, draft: Draft) -> None:
        if not draft.touches(ADDED):
            return
        kept = draft.values.get(COMMENTS)
        comments: list[Any] = [] if kept is None else msgspec.json.decode(kept)
        added = draft.values.get(ADDED)
        draft.values[ADDED] = None
        if added is not None:
            comments.append(_comment(writing, added))
            draft.values[COMMENTS] = json_text(comments)
        draft.values["No_of_comments"] = len(comments)


def _comment(writing: Writing, content: str) -> dict[str, str]:
    return {
        "id": str(writing.org.ids.next()),
        "comment_content": content,
        "commented_by": writing.caller.user.full_name,
        "commented_time": times_of(writing.caller.zone).format(writing.now),
    }
