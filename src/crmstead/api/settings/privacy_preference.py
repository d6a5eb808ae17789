"""Privacy settings (platform reference 3.6)."""

from __future__ import annotations

from crmstead.api.route import Call, Reply, Routes, json_reply
from crmstead.errors.raised import RecordError
from crmstead.records.write.answers import whole
from crmstead.records.write.body import parse_body, require_array
from crmstead.setup.company.privacy import ROOT, change_preference, shown_preference
from crmstead.setup.company.rooted import done
from crmstead.setup.permission import require
from crmstead.setup.redefining import Redefining, redefine


async def get_privacy_preference(call: Call) -> Reply:
    """Answer the preference, as a list of one."""
    preference = shown_preference(call.org.catalogue.org)
    return json_reply({ROOT: [{"preference": preference, "config": None}]})


async def update_privacy_preference(call: Call) -> Reply:
    """Answer `PUT settings/privacy_preference`: what the body leaves out stays as it is."""
    require(call.caller)
    (item,) = require_array(parse_body(call.body), ROOT, 1)

    async def work(redefining: Redefining) -> None:
        try:
            change_preference(redefining, item)
        except RecordError as error:
            raise whole(error.below(ROOT, 0), call.version) from None

    await redefine(call, work)
    return json_reply({ROOT: [done("privacy preference updated successfully")]})


_PATH = "settings/privacy_preference"

_route = Routes(("settings.privacy_preference.{right}",))

ROUTES = (
    _route("GET", _PATH, get_privacy_preference, "getPrivacyPreference"),
    _route("PUT", _PATH, update_privacy_preference, "updatePrivacyPreference"),
)
