"""Products: the taxes they may bear."""

from __future__ import annotations

from typing import ClassVar

from crmstead.records.behaviours.base import Behaviour
from crmstead.records.behaviours.taxes import resolve_taxes
from crmstead.records.write.draft import Draft
from crmstead.records.write.writing import Writing


class Product(Behaviour):
    """Keeps `Tax` as ids and values of the org's taxes."""

    name: ClassVar[str] = "product"

    def check(self, writing: Writing, draft: Draft) -> None:
        resolve_taxes(writing, draft)
