"""Taxes of the org (platform reference 5.6)."""

from __future__ import annotations

from typing import Any

from crmstead.api.route import Call, Reply, Route, json_reply, no_content
from crmstead.metadata.describing.asked import path_id
from crmstead.model.people import Tax

#: Of the tax's id in `org/taxes/{id}`.
_PATH_INDEX = 2


async def list_taxes(call: Call) -> Reply:
    """Answer all taxes; `org_taxes` is one object, not a list."""
    return _answer(call.org.catalogue.taxes)


async def get_tax(call: Call) -> Reply:
    """Answer one tax in the same object; 204 for an id that is none's."""
    tax = call.org.catalogue.tax_by_id.get(path_id(call.path["id"], _PATH_INDEX))
    return _answer(() if tax is None else (tax,))


def _answer(taxes: tuple[Tax, ...]) -> Reply:
    if not taxes:
        return no_content()
    preference = {"auto_populate_tax": False, "modify_tax_rates": False}
    described = [_describe(tax) for tax in taxes]
    return json_reply({"org_taxes": {"preference": preference, "taxes": described}})


def _describe(tax: Tax) -> dict[str, Any]:
    return {
        "id": str(tax.id),
        "name": tax.name,
        "display_label": tax.name,
        "value": tax.value,
        "sequence_number": tax.sequence_number,
    }


_SCOPES = ("settings.taxes.READ",)

ROUTES = (
    Route(method="GET", path="org/taxes", call=list_taxes, scopes=_SCOPES, operation="list_taxes"),
    Route(method="GET", path="org/taxes/{id}", call=get_tax, scopes=_SCOPES, operation="get_tax"),
)
