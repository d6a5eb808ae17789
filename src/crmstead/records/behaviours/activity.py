"""Activities: what a task, meeting or call may be related to (Insert Records, `$se_module`)."""

from __future__ import annotations

from typing import ClassVar

from crmstead.metadata.catalogue import Catalogue
from crmstead.model.field import Field
from crmstead.records.behaviours.base import Behaviour

#: Contacts are named by Who_Id; a lead has no place there, so it comes through What_Id.
_RELATED = (
    "Accounts",
    "Deals",
    "Products",
    "Quotes",
    "Sales_Orders",
    "Purchase_Orders",
    "Invoices",
    "Campaigns",
    "Vendors",
    "Cases",
    "Leads",
)


class Activity(Behaviour):
    """Limits What_Id to the documented modules.

    unspecified: custom modules are reached too, whose related lists show activities.
    """

    name: ClassVar[str] = "activity"

    def reachable(self, catalogue: Catalogue, field: Field) -> tuple[str, ...] | None:
        custom = (one.api_name for one in catalogue.modules if one.generated_type == "custom")
        return (*_RELATED, *custom)
