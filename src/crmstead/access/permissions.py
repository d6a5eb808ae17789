"""What a profile permits in a module."""

from __future__ import annotations

from crmstead.access.caller import Caller
from crmstead.model.module import Module

#: To change what the org consists of.
CUSTOMIZE = "Crm_Implied_Customize_Zoho_CRM"
#: To make modules that are a team's.
TEAM_MODULES = "Crm_Implied_Create_Team_Module"
#: What a profile may have for a module.
RIGHTS = ("View", "Create", "Edit", "Delete")


def permission_name(right: str, module: Module) -> str:
    """Return the name of a profile's right to a module (`Crm_Implied_View_Leads`).

    Rows go with their parent: who may view a quote may view its items.
    """
    return f"Crm_Implied_{right}_{module.parent_module or module.api_name}"


def may(caller: Caller, right: str, module: Module) -> bool:
    """Tell whether the caller's profile has a right to a module."""
    return caller.profile.allows(permission_name(right, module))
