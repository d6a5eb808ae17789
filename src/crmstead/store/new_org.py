"""What every org starts with: two roles, two profiles and the person who owns it."""

from __future__ import annotations

from crmstead.model.ids import metadata_id
from crmstead.model.people import Org, Profile, Role, User
from crmstead.store.definitions import Definitions

ADMINISTRATOR = "Administrator"
STANDARD = "Standard"
CEO = "CEO"
MANAGER = "Manager"
_ADMINISTRATOR_TEXT = (
    "This profile will have all the permissions. Users with Administrator profile will be able to "
    "view and manage all the data within the organization account by default."
)
_STANDARD_TEXT = "This profile will have all the permissions except administrative privileges."
#: Rights that the Standard profile lacks.
ADMINISTRATIVE = frozenset(
    {
        "Crm_Implied_Customize_Zoho_CRM",
        "Crm_Implied_Create_Team_Module",
        "Crm_Implied_Manage_Users",
        "Crm_Implied_Manage_Profiles",
        "Crm_Implied_Manage_Roles",
        "Crm_Implied_Manage_Territories",
        "Crm_Implied_Manage_Groups",
        "Crm_Implied_Manage_Data_Sharing",
    }
)


def new_org(org: Org, *, first_name: str | None, last_name: str) -> Definitions:
    """Return the definitions of an org with its owner, an administrator without a superior."""
    ceo = Role(id=metadata_id(org.id, "role", CEO), name=CEO, reporting_to=None)
    manager = Role(id=metadata_id(org.id, "role", MANAGER), name=MANAGER, reporting_to=ceo.id)
    administrator = Profile(
        id=metadata_id(org.id, "profile", ADMINISTRATOR),
        name=ADMINISTRATOR,
        description=_ADMINISTRATOR_TEXT,
        administrator=True,
    )
    standard = Profile(
        id=metadata_id(org.id, "profile", STANDARD),
        name=STANDARD,
        description=_STANDARD_TEXT,
        denied=ADMINISTRATIVE,
    )
    owner = User(
        id=metadata_id(org.id, "user", org.primary_email),
        zuid=org.zgid,
        first_name=first_name,
        last_name=last_name,
        email=org.primary_email,
        role=ceo.id,
        profile=administrator.id,
        time_zone=org.time_zone,
        created_time=org.created_time,
    )
    return Definitions(org, users=[owner], roles=[ceo, manager], profiles=[administrator, standard])
