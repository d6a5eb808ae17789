"""Taxes of the org (platform reference 5.6)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crmstead.api.route import Call, Reply, Routes, json_reply, no_content
from crmstead.errors.raised import RecordError
from crmstead.metadata.describing.asked import path_id
from crmstead.model.people import Tax
from crmstead.records.write.answers import refusal, whole
from crmstead.records.write.body import parse_body
from crmstead.setup.company.rooted import done, object_given
from crmstead.setup.company.taxes import change_taxes
from crmstead.setup.company.used_taxes import prepare, used_taxes
from crmstead.setup.permission import require
from crmstead.setup.redefining import Redefining, redefine

_ROOT = "org_taxes"
#: Of the tax's id in `org/taxes/{id}`.
_PATH_INDEX = 2


async def list_taxes(call: Call) -> Reply:
    """Answer all taxes in their order; `org_taxes` is one object, not a list."""
    taxes = sorted(call.org.catalogue.taxes, key=lambda tax: tax.sequence_number)
    return _answer(call, taxes)


async def get_tax(call: Call) -> Reply:
    """Answer one tax in the same object; 204 for an id that is none's."""
    tax = call.org.catalogue.tax_by_id.get(path_id(call.path["id"], _PATH_INDEX))
    return _answer(call, () if tax is None else (tax,))


async def update_taxes(call: Call) -> Reply:
    """Answer `PUT org/taxes`: what became of the last tax, or what is wrong, in one object."""
    require(call.caller)
    try:
        given = object_given(parse_body(call.body), _ROOT)
    except RecordError as error:
        raise whole(error, call.version) from None
    await prepare(call.org)

    async def work(redefining: Redefining) -> Reply:
        used = await used_taxes(redefining, given)
        try:
            number, message = change_taxes(redefining, given, used)
        except RecordError as error:
            shown = refusal(error, call.version, (_ROOT,))
            return json_reply({_ROOT: shown}, error.cause.status)
        details = {} if number is None else {"id": str(number)}
        return json_reply({_ROOT: done(message, **details)})

    return await redefine(call, work)


def _answer(call: Call, taxes: Sequence[Tax]) -> Reply:
    if not taxes:
        return no_content()
    org = call.org.catalogue.org
    preference = {
        "auto_populate_tax": org.auto_populate_tax,
        "modify_tax_rates": org.modify_tax_rates,
    }
    described = [_describe(tax) for tax in taxes]
    return json_reply({_ROOT: {"preference": preference, "taxes": described}})


def _describe(tax: Tax) -> dict[str, Any]:
    return {
        "id": str(tax.id),
        "name": tax.name,
        "display_label": tax.display_label or tax.name,
        "value": tax.value,
        "sequence_number": tax.sequence_number,
    }


_route = Routes(("settings.taxes.{right}",))

ROUTES = (
    _route("GET", "org/taxes", list_taxes, "list_taxes"),
    _route("GET", "org/taxes/{id}", get_tax, "get_tax"),
    _route("PUT", "org/taxes", update_taxes, "updateTaxes"),
)
