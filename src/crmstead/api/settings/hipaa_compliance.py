"""HIPAA compliance (platform reference 3.6)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from crmstead.api.route import Call, Reply, Routes, json_reply
from crmstead.errors.raised import RecordError
from crmstead.metadata.catalogue import Catalogue
from crmstead.metadata.describing.reader import module_reference
from crmstead.records.write.answers import whole
from crmstead.records.write.body import parse_body
from crmstead.setup.company.hipaa import ROOT, changed_hipaa
from crmstead.setup.company.rooted import done
from crmstead.setup.permission import require
from crmstead.setup.redefining import Redefining, redefine


async def get_hipaa_compliance(call: Call) -> Reply:
    """Answer the switches, and the modules in which it is enabled."""
    return json_reply({ROOT: _described(call.org.catalogue)})


async def update_hipaa_compliance(call: Call) -> Reply:
    """Answer `PUT settings/hipaa_compliance`: what the body leaves out stays as it is."""
    require(call.caller)
    content = parse_body(call.body)

    async def work(redefining: Redefining) -> None:
        try:
            made = changed_hipaa(redefining.catalogue, content)
        except RecordError as error:
            raise whole(error, call.version) from None
        redefining.definitions.org = replace(redefining.definitions.org, hipaa=made)

    await redefine(call, work)
    return json_reply({ROOT: done("hipaa compliance updated successfully")})


def _described(catalogue: Catalogue) -> dict[str, Any]:
    hipaa = catalogue.org.hipaa
    return {
        "enabled": hipaa.enabled,
        "restrict_data_access_through_api": hipaa.restrict_data_access_through_api,
        "restrict_data_in_export": hipaa.restrict_data_in_export,
        "restrict_to_zoho_apps": hipaa.restrict_to_zoho_apps,
        "restrict_to_third_party_apps": list(hipaa.restrict_to_third_party_apps),
        "enabled_for_modules": [
            module_reference(catalogue, name) for name in sorted(hipaa.modules)
        ],
    }


_PATH = f"settings/{ROOT}"

_route = Routes(("settings.hipaa_compliance.{right}",))

ROUTES = (
    _route("GET", _PATH, get_hipaa_compliance, "getHipaaCompliance"),
    _route("PUT", _PATH, update_hipaa_compliance, "updateHipaaCompliance"),
)
