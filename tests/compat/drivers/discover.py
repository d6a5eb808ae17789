"""Reads which APIs there are, and which features."""

from __future__ import annotations

import json
from typing import Any

from zohocrmsdk.src.com.zoho.crm.api.apis import APIsOperations
from zohocrmsdk.src.com.zoho.crm.api.features import FeaturesOperations, GetFeatureDetailsParam

from tests.compat.drivers.session import Given, answered, main, params


def run(given: Given) -> dict[str, Any]:
    """Read all, and those of a module and of a name."""
    features = FeaturesOperations()
    asked = {"field": {"api_name": "module"}, "comparator": "equals", "value": given["module"]}
    of_module = params(
        (GetFeatureDetailsParam.module, given["module"]),
        (GetFeatureDetailsParam.api_names, "custom_field,unique_field"),
    )
    return {
        "apis": answered(APIsOperations().get_supported_api()),
        "apis_of_module": answered(APIsOperations(json.dumps(asked)).get_supported_api()),
        "features": answered(features.get_feature_details()),
        "features_of_module": answered(features.get_feature_details(of_module)),
        "feature": answered(features.get_feature_detail("custom_field")),
        "data_enrichment": answered(features.get_data_enrichment()),
        "user_licenses": answered(features.get_user_licences_count()),
        "refused": answered(APIsOperations("[]").get_supported_api()),
    }


if __name__ == "__main__":
    main(run)
