"""The values of pick lists, as fields and stages of pipelines show them."""

from __future__ import annotations

from typing import Any

from crmstead.metadata.catalogue import Catalogue
from crmstead.metadata.describing.reader import derived_id
from crmstead.model.field import PickListValue


def describe_value(catalogue: Catalogue, value: PickListValue) -> dict[str, Any]:
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
