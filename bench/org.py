"""The org that is measured: 100 users in a tree of roles, leads with their own fields and rows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from crmstead.model.ids import metadata_id
from crmstead.model.people import Org, Role, User
from crmstead.store.definitions import Definitions
from crmstead.store.new_org import new_org

ORG = 9_460
LOCATION = "bench"
USERS = 100
ADMINISTRATOR = "user0@bench.test"
#: A user at the foot of the tree of roles, who sees 1% of the leads.
DEEP = "user99@bench.test"
#: One of the 12 users in the middle, with 9% of the leads.
MIDDLE = "user5@bench.test"
ZONE = "America/Los_Angeles"
VIEW = 4_000_000_000_000_000_050
_CREATED = 1_700_000_000
_CUSTOM = 4_000_000_000_000_000_000
INTERESTS = ("Analytics", "Billing", "Hosting", "Support", "Training")
PURPOSES = ("Demo", "Inspection", "Negotiation", "Repair")
SOURCES = ("Advertisement", "Cold Call", "Employee Referral", "Partner", "Public Relations",
           "Seminar Partner", "Trade Show", "Web Download", "Web Research", "Chat")  # fmt: skip
#: The custom view: one lead in ten has the source, and about three in ten of them the revenue.
VIEW_SOURCE = "Web Research"
VIEW_REVENUE = 700_000


def _equals(name: str, comparator: str, value: object) -> dict[str, Any]:
    return {
        "comparator": comparator,
        "field": {"api_name": name},
        "type": "value",
        "value": value,
    }


LEADS: dict[str, Any] = {
    "api_name": "Leads",
    "fields": [
        {"id": _CUSTOM + 1, "api_name": "Interests", "data_type": "multiselectpicklist",
         "pick_list_values": list(INTERESTS)},
        {"id": _CUSTOM + 2, "api_name": "Met_At", "data_type": "datetime"},
        {"id": _CUSTOM + 3, "api_name": "Next_Step", "data_type": "date"},
        {"id": _CUSTOM + 4, "api_name": "Discount", "data_type": "percent"},
        {"id": _CUSTOM + 5, "api_name": "Score", "data_type": "double"},
        {"id": _CUSTOM + 6, "api_name": "Referred_By", "data_type": "lookup",
         "lookup": "Contacts", "related_list": "Referred_Leads"},
        {"id": _CUSTOM + 7, "api_name": "Site_Visits", "data_type": "subform", "rows": [
            {"id": _CUSTOM + 8, "api_name": "Visited_On", "data_type": "date"},
            {"id": _CUSTOM + 9, "api_name": "Purpose", "data_type": "picklist",
             "pick_list_values": list(PURPOSES)},
            {"id": _CUSTOM + 10, "api_name": "Cost", "data_type": "currency"},
            {"id": _CUSTOM + 11, "api_name": "Remarks", "data_type": "text"},
        ]},
    ],
    "custom_views": [
        {"id": VIEW, "name": "Rich Leads from the Web", "criteria": {
            "group_operator": "AND",
            "group": [
                _equals("Lead_Source", "equal", VIEW_SOURCE),
                _equals("Annual_Revenue", "greater_than", VIEW_REVENUE),
            ],
        }},
    ],
}  # fmt: skip


def definitions(number: int = ORG, users: int = USERS) -> Definitions:
    """Return the org; user 0 is its administrator, every other reports to user (n - 1) // 3."""
    org = Org(
        id=number,
        zgid=f"6{number:09}",
        company_name=f"Bench {number}",
        primary_email=ADMINISTRATOR,
        time_zone=ZONE,
        created_time=_CREATED,
    )
    made = new_org(org, first_name="Ada", last_name="Admin")
    made.modules.append(LEADS)
    standard = next(profile for profile in made.profiles if not profile.administrator)
    roles = [made.users[0].role]
    for place in range(1, users):
        role = _role(org, place, roles[(place - 1) // 3])
        roles.append(role.id)
        made.roles.append(role)
        made.users.append(_user(made.users[0], org, place, role, standard.id))
    return made


def _role(org: Org, place: int, above: int) -> Role:
    name = f"Role {place}"
    return Role(id=metadata_id(org.id, "role", name), name=name, reporting_to=above)


def _user(owner: User, org: Org, place: int, role: Role, profile: int) -> User:
    email = f"user{place}@bench.test"
    return replace(
        owner,
        id=metadata_id(org.id, "user", email),
        zuid=str(metadata_id(org.id, "zuid", email)),
        first_name=f"User{place}",
        last_name="Bench",
        email=email,
        role=role.id,
        profile=profile,
    )
