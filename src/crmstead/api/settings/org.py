"""The organization (platform reference 3.1)."""

from __future__ import annotations

from typing import Any

from crmstead.api.route import Call, Reply, Route
from crmstead.metadata.catalogue import Catalogue
from crmstead.metadata.describing.kept import kept_answer
from crmstead.model.people import ROLE_HIERARCHY, Org
from crmstead.model.times import times_of

#: What no org here has or uses.
_CONSTANT: dict[str, Any] = {
    "checkin_preferences": {"restricted_event_types": None},
    "description": None,
    "alias": None,
    "fax": None,
    "mobile": None,
    "ezgid": None,
    "zia_portal_id": None,
    # As in the documentation's sample; the SDKs' own list has it with a capital.
    "type": "production",
    "call_icon": "show",
    "max_per_page": 200,
    "oauth_presence": True,
    "gapps_enabled": False,
    "lite_users_enabled": False,
    "translation_enabled": False,
    "deletable_org_account": False,
}


async def get_org(call: Call) -> Reply:
    """Answer the org of the token, as a list of one."""
    key = ("org", call.caller.user.time_zone)
    return Reply(*kept_answer(call.org.compiled, key, lambda: {"org": [_describe(call)]}))


def _describe(call: Call) -> dict[str, Any]:
    catalogue = call.org.catalogue
    org = catalogue.org
    return {
        **_CONSTANT,
        "photo_id": org.photo,
        **_identity(org),
        **_address(org),
        "hierarchy_preferences": _hierarchy(org),
        "created_time": times_of(call.caller.zone).format(org.created_time),
        "primary_zuid": _primary_zuid(catalogue),
        "mc_status": "multi_currency" in org.features,
        "privacy_settings": "gdpr" in org.features,
        "hipaa_compliance_enabled": org.hipaa.enabled,
        "license_details": {
            "paid": True,
            "paid_type": org.paid_type,
            "paid_expiry": None,
            "trial_type": None,
            "trial_expiry": None,
            "trial_action": None,
            "users_license_purchased": catalogue.seats[0],
            "portal_users_license_purchased": 0,
        },
    }


def _hierarchy(org: Org) -> dict[str, Any]:
    by_roles = org.hierarchy == ROLE_HIERARCHY
    return {
        "type": org.hierarchy,
        # What a user's roles are does not matter to the other hierarchy at all.
        "strictly_reporting": None if by_roles else True,
    }


def _identity(org: Org) -> dict[str, Any]:
    return {
        "id": str(org.id),
        "zgid": org.zgid,
        # A number, unlike all its neighbours.
        "zia_zgid": int(org.zgid) if org.zgid.isascii() and org.zgid.isdigit() else None,
        "domain_name": f"org{org.zgid}",
        "company_name": org.company_name,
        "primary_email": org.primary_email,
        "time_zone": org.time_zone,
        "employee_count": org.employee_count,
        "currency": org.currency,
        "currency_symbol": org.currency_symbol,
        "currency_locale": org.currency_locale,
        "iso_code": org.iso_code,
    }


def _address(org: Org) -> dict[str, Any]:
    return {
        "street": org.street,
        "city": org.city,
        "state": org.state,
        "zip": org.zip,
        "country": org.country,
        "country_code": org.country_code,
        "phone": org.phone,
        "website": org.website,
    }


def _primary_zuid(catalogue: Catalogue) -> str | None:
    """Return the account of the primary contact: who bears the org's e-mail, or the first user."""
    found = catalogue.user_by_email.get(catalogue.org.primary_email.lower())
    if found is None and catalogue.users:
        found = catalogue.users[0]
    return None if found is None else found.zuid


ROUTES = (Route(method="GET", path="org", call=get_org, scopes=("org.READ",), operation="get_org"),)
