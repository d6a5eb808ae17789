"""Multi-select metadata: both generations in one object, since each SDK reads its own.

Python 7.0 reads `linking_module`, later SDKs `linking_details` (platform reference 2.3.4).
"""

from __future__ import annotations

from typing import Any

from crmstead.metadata.describing.reader import (
    Reader,
    derived_id,
    field_reference,
    module_reference,
)
from crmstead.model.field import Field, Linking
from crmstead.model.module import Module, RelatedList


def linking_members(reader: Reader, module: Module, field: Field, key: str) -> dict[str, Any]:
    """Return the object of a multi-select or multi-user lookup under its key."""
    linking = field.linking
    if linking is None:
        return {}
    shown = _shown_under(reader, linking)
    related = {
        "display_label": shown.display_label if shown else field.field_label,
        "api_name": shown.api_name if shown else field.api_name,
        "id": str(shown.id)
        if shown
        else derived_id(reader.catalogue, "list", module.api_name, field.api_name),
    }
    back = _field_back(reader, linking)
    first = {
        **related,
        "linking_module": module_reference(reader.catalogue, linking.module),
        "lookup_apiname": linking.own_lookup,
        "connected_module": module_reference(reader.catalogue, linking.connected_module),
        "connectedfield_apiname": back.api_name if back else linking.own_lookup,
        "connectedlookup_apiname": linking.connected_lookup,
    }
    second = {
        "linking_details": _linking_details(reader, linking),
        "connected_details": _connected_details(reader, linking, back),
        "related_list": related,
        "record_access": False,
    }
    return {key: first | second}


def _shown_under(reader: Reader, linking: Linking) -> RelatedList | None:
    """Return the related list of the connected module that shows the records of this side."""
    connected = reader.catalogue.module_by_name.get(linking.connected_module)
    lists = () if connected is None else connected.related_lists
    return next((one for one in lists if one.linking_module == linking.module), None)


def _field_back(reader: Reader, linking: Linking) -> Field | None:
    """Return the field of the connected module that goes through the same linking module."""
    connected = reader.catalogue.module_by_name.get(linking.connected_module)
    for field in () if connected is None else connected.fields:
        through = field.linking
        if through is not None and (through.module, through.own_lookup) == (
            linking.module,
            linking.connected_lookup,
        ):
            return field
    return None


def _linking_details(reader: Reader, linking: Linking) -> dict[str, Any]:
    rows = reader.catalogue.module_by_name.get(linking.module)
    return {
        "module": _module(reader, linking.module),
        "lookup_field": _labelled(rows, linking.own_lookup),
        "connected_lookup_field": _labelled(rows, linking.connected_lookup),
    }


def _connected_details(reader: Reader, linking: Linking, back: Field | None) -> dict[str, Any]:
    connected = reader.catalogue.module_by_name.get(linking.connected_module)
    return {
        "module": _module(reader, linking.connected_module),
        "field": _labelled(connected, back.api_name) if back else None,
        "layouts": [
            {"api_name": layout.api_name, "id": str(layout.id)}
            for layout in (() if connected is None else connected.layouts)
        ],
    }


def _module(reader: Reader, api_name: str) -> dict[str, Any]:
    module = reader.catalogue.module_by_name.get(api_name)
    return {
        "visibility": 1 if module is None else module.visibility,
        "plural_label": api_name if module is None else module.plural_label,
        **module_reference(reader.catalogue, api_name),
    }


def _labelled(module: Module | None, api_name: str) -> dict[str, Any]:
    field = None if module is None else module.by_name.get(api_name)
    if module is None or field is None:
        return {"api_name": api_name, "field_label": api_name, "id": None}
    return {**field_reference(module, api_name), "field_label": field.field_label}
