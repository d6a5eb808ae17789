"""People: leads and contacts are called by salutation, first and last name."""

from __future__ import annotations

from typing import ClassVar

from crmstead.records.behaviours.base import Behaviour
from crmstead.records.write.draft import Draft
from crmstead.records.write.writing import Writing


class Person(Behaviour):
    """Keeps `Full_Name`: `[Salutation ]First_Name Last_Name`."""

    name: ClassVar[str] = "person"

    def check(self, writing: Writing, draft: Draft) -> None:
        parts = map(draft.values.get, ("Salutation", "First_Name", "Last_Name"))
        draft.values["Full_Name"] = " ".join(filter(None, parts))
