"""Who works at the sample org: users, roles, profiles, territories, and its rules and taxes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from crmstead.model.ids import metadata_id
from crmstead.model.people import (
    AssignmentRule,
    Cadence,
    Org,
    Profile,
    Role,
    Tax,
    Territory,
    User,
)
from crmstead.store.definitions import Definitions
from crmstead.store.new_org import new_org

ORG_ID = 410888000000225013
#: The sample's time: two years, the same ones forever.
START = int(datetime(2024, 11, 1, tzinfo=UTC).timestamp())
END = int(datetime(2026, 11, 1, tzinfo=UTC).timestamp())
#: The administrator whom the fixed credentials stand for.
ADMINISTRATOR = "patricia.boyle@acme.example"
EAST, WEST, SUPPORT = "Sales Rep East", "Sales Rep West", "Support"
TRAINEE = "Sales Trainee"
_ROLES = ((EAST, True), (WEST, False), (SUPPORT, False))
#: e-mail name, role, profile, time zone, country.
_USERS = (
    ("Marcus.Lindqvist", "Manager", "Standard", "America/New_York", "US"),
    ("Elena.Rossi", "Manager", "Administrator", "Europe/Rome", "IT"),
    ("Jennifer.Okafor", EAST, "Standard", "America/New_York", "US"),
    ("Daniel.Reyes", EAST, "Standard", "America/Chicago", "US"),
    ("Aiko.Tanaka", WEST, "Standard", "America/Los_Angeles", "US"),
    ("Priya.Raman", WEST, TRAINEE, "Asia/Kolkata", "IN"),
    ("Tom.Becker", SUPPORT, "Standard", "Europe/Berlin", "DE"),
    ("Henry.Walsh", WEST, "Standard", "Europe/London", "GB"),
)
#: Has left; still owns what he worked on.
LEFT = "henry.walsh@acme.example"
#: Name and the territory above it.
_TERRITORIES = (
    ("Global", None),
    ("Americas", "Global"),
    ("East", "Americas"),
    ("West", "Americas"),
    ("EMEA", "Global"),
    ("DACH", "EMEA"),
    ("UK and Ireland", "EMEA"),
    ("APAC", "Global"),
)
_MANAGERS = {
    "Global": ADMINISTRATOR,
    "Americas": "marcus.lindqvist@acme.example",
    "EMEA": "elena.rossi@acme.example",
    "APAC": "elena.rossi@acme.example",
    "East": "jennifer.okafor@acme.example",
    "West": "aiko.tanaka@acme.example",
}
_TAXES = (("Sales Tax", 20.0), ("Vat", 1.0), ("Common Tax", 5.0))
#: What a trainee may not do.
_DENIED = (
    "Crm_Implied_Create_Deals",
    "Crm_Implied_Edit_Deals",
    "Crm_Implied_Delete_Deals",
    "Crm_Implied_Delete_Leads",
    "Crm_Implied_Delete_Contacts",
    "Crm_Implied_Delete_Accounts",
    "Crm_Implied_View_Purchase_Orders",
    "Crm_Implied_Create_Purchase_Orders",
    "Crm_Implied_View_Vendors",
    "Crm_Implied_Mass_Delete",
    "Crm_Implied_Export",
)


def number(*names: str) -> int:
    """Return the id of something that the sample org defines."""
    return metadata_id(ORG_ID, *names)


def user_id(email: str) -> int:
    """Return the id of a user of the sample org."""
    return number("user", email)


def make_people() -> Definitions:
    """Return the definitions of the sample org, but for its modules."""
    made = new_org(_org(), first_name="Patricia", last_name="Boyle")
    made.users[0] = replace(made.users[0], phone="(213) 555-0100", country="US")
    _add_roles(made)
    _add_profiles(made)
    made.territories.extend(_territories())
    _add_users(made)
    _add_rules(made)
    return made


def _org() -> Org:
    return Org(
        id=ORG_ID,
        zgid="758493021",
        company_name="Acme (sample)",
        primary_email=ADMINISTRATOR,
        time_zone="America/Los_Angeles",
        created_time=START,
        features=frozenset({"territories"}),
        city="Los Angeles",
        state="CA",
        street="100 Main Street",
        zip="90012",
        phone="(213) 555-0100",
        website="https://acme.example",
        employee_count="51-100",
    )


def _add_roles(made: Definitions) -> None:
    manager = next(role for role in made.roles if role.name == "Manager")
    for name, shared in _ROLES:
        role = Role(
            id=number("role", name), name=name, reporting_to=manager.id, share_with_peers=shared
        )
        made.roles.append(role)


def _add_profiles(made: Definitions) -> None:
    standard = next(one for one in made.profiles if one.name == "Standard")
    trainee = Profile(
        id=number("profile", TRAINEE),
        name=TRAINEE,
        description="Works on leads and contacts; deals and vendors are out of reach.",
        custom=True,
        denied=standard.denied | frozenset(_DENIED),
    )
    made.profiles.append(trainee)


def _territories() -> list[Territory]:
    owner = user_id(ADMINISTRATOR)
    return [
        Territory(
            id=number("territory", name),
            name=name,
            reporting_to=None if above is None else number("territory", above),
            created_time=START,
            created_by=owner,
            manager=user_id(_MANAGERS[name]) if name in _MANAGERS else None,
        )
        for name, above in _TERRITORIES
    ]


def _add_users(made: Definitions) -> None:
    owner = made.users[0]
    roles = {role.name: role.id for role in made.roles}
    profiles = {profile.name: profile.id for profile in made.profiles}
    for name, role, profile, zone, country in _USERS:
        first, last = name.split(".")
        email = f"{name.lower()}@acme.example"
        territories = (one.id for one in made.territories if one.manager == user_id(email))
        user = User(
            id=user_id(email),
            zuid=str(number("zuid", email)),
            first_name=first,
            last_name=last,
            email=email,
            role=roles[role],
            profile=profiles[profile],
            time_zone=zone,
            country=country,
            created_time=START,
            created_by=owner.id,
            status="inactive" if email == LEFT else "active",
            reporting_to=owner.id,
            territories=tuple(territories),
        )
        made.users.append(user)


def _add_rules(made: Definitions) -> None:
    made.taxes.extend(
        Tax(id=number("tax", name), name=name, value=value, sequence_number=position)
        for position, (name, value) in enumerate(_TAXES, 1)
    )
    made.cadences.append(
        Cadence(id=number("cadence", "Welcome"), name="New Lead Welcome", module="Leads")
    )
    made.cadences.append(
        Cadence(id=number("cadence", "Win back"), name="Win Back", module="Contacts", type="manual")
    )
    made.assignment_rules.append(
        AssignmentRule(
            id=number("assignment_rule", "West"),
            name="Leads of the West",
            module="Leads",
            owner=user_id("aiko.tanaka@acme.example"),
        )
    )
