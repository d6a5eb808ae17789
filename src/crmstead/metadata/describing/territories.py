"""Territories as answers show them (platform reference 3.5)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from crmstead.metadata.catalogue import Catalogue
from crmstead.metadata.describing.reader import named, user_reference
from crmstead.metadata.describing.stamps import stamps
from crmstead.model.people import Territory
from crmstead.model.times import Times

#: Keys of criteria by which records come to a territory, and the module of each.
RULES = {
    "account_rule_criteria": "Accounts",
    "deal_rule_criteria": "Deals",
    "lead_rule_criteria": "Leads",
}


def describe_territory(
    catalogue: Catalogue, times: Times, territory: Territory, include: Collection[str] = ()
) -> dict[str, Any]:
    """Return a territory with the criteria that are asked for, null where it has none."""
    above = catalogue.territory_by_id.get(territory.reporting_to or 0)
    return {
        "id": str(territory.id),
        "name": territory.name,
        "api_name": territory.api_name,
        "description": territory.description,
        "permission_type": territory.permission_type,
        "manager": user_reference(catalogue, territory.manager),
        "reporting_to": None if above is None else named(above.id, above.name),
        **stamps(catalogue, times, territory),
        **{key: territory.rules.get(RULES[key]) for key in include},
    }


def describe_of_user(catalogue: Catalogue, territory: Territory) -> dict[str, Any]:
    """Return a territory as one of a user's: its keys begin with capitals.

    The documentation writes a manager's name small, the vendor's own files and SDKs do not.
    """
    above = catalogue.territory_by_id.get(territory.reporting_to or 0)
    manager = user_reference(catalogue, territory.manager)
    return {
        "id": str(territory.id),
        "Name": territory.name,
        "Manager": None if manager is None else {**manager, "Name": manager["name"]},
        "Reporting_To": None if above is None else {"Name": above.name, "id": str(above.id)},
    }
