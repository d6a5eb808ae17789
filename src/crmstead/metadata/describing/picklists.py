"""The values of pick lists, as fields and stages of pipelines show them."""

from __future__ import annotations

from typing import Any

from crmstead.metadata.catalogue import Catalogue
from crmstead.metadata.describing.reader import derived_id
from crmstead.model.field import Field, PickListValue
from crmstead.model.version import Version

_NUMBERS = {"Pipeline": 1, "Best Case": 2, "Committed": 3, "Closed": 4, "Omitted": 5}


def describe_value(catalogue: Catalogue, value: PickListValue, version: Version) -> dict[str, Any]:
    """Return one value; a stage of deals says more of itself."""
    described: dict[str, Any] = {
        "display_value": value.display_value,
        "sequence_number": value.sequence_number,
        "reference_value": value.reference_value,
        "colour_code": value.colour_code,
        "actual_value": value.actual_value,
        "id": str(value.id),
        "type": value.type,
    }
    if value.forecast_type is not None:
        described["probability"] = value.probability
        described["deal_category"] = value.forecast_type
        described.update(forecast(catalogue, value))
        if not version.forecast_category_object:
            # unspecified: which number stands for which category; the order of the four.
            described["forecast_category"] = _NUMBERS.get(value.forecast_category or "")
    return described


def forecast(catalogue: Catalogue, value: PickListValue) -> dict[str, Any]:
    """Return what a stage means for forecasts."""
    category = value.forecast_category
    return {
        "forecast_type": value.forecast_type,
        "forecast_category": None
        if category is None
        else {"name": category, "id": derived_id(catalogue, "forecast_category", category)},
    }


def global_picklist(catalogue: Catalogue, field: Field) -> dict[str, Any] | None:
    """Return the global pick list whose values a field has, None where they are its own."""
    found = catalogue.global_picklist_by_id.get(field.global_picklist or 0)
    return None if found is None else {"api_name": found.api_name, "id": str(found.id)}
