"""Tasks: the moment at which they were done."""

from __future__ import annotations

from typing import ClassVar

from crmstead.records.behaviours.base import Behaviour
from crmstead.records.write.draft import Draft
from crmstead.records.write.writing import Writing

COMPLETED = "Completed"


class Task(Behaviour):
    """Keeps `Closed_Time`: when the task was completed."""

    name: ClassVar[str] = "task"

    def check(self, writing: Writing, draft: Draft) -> None:
        completed = draft.values.get("Status") == COMPLETED
        if not completed:
            draft.values["Closed_Time"] = None
        elif draft.before is None or draft.before.get("Status") != COMPLETED:
            draft.values["Closed_Time"] = writing.now
