"""Features: `GET /__features`, what there is of them and how much of it is used.

unspecified: the list of features is the product's own; these are the documented ones that are here.
No limit is told that the server does not hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from crmstead.api.route import Call, Param, Reply, Route, json_reply, no_content
from crmstead.metadata.catalogue import Catalogue
from crmstead.metadata.describing.asked import module_asked, page_asked
from crmstead.model.field import Field
from crmstead.model.module import Module

_ROOT = "__features"


@dataclass(frozen=True, slots=True)
class _Feature:
    """One feature: of fields, counted for a module, or of the org."""

    label: str
    of_fields: Callable[[Field], bool] | None = None
    of_org: Callable[[Catalogue], Mapping[str, int]] | None = None


def _licenses(catalogue: Catalogue) -> Mapping[str, int]:
    """Return the licences of users: as many as are in use, where the org is held to no number."""
    most, used = catalogue.seats
    return {"limits": most, "used_count": used, "available_count": max(most - used, 0)}


def _none(catalogue: Catalogue) -> Mapping[str, int]:
    del catalogue
    return {"limits": 0, "used_count": 0, "available_count": 0}


_FEATURES: Mapping[str, _Feature] = {
    "custom_field": _Feature("Custom Field", of_fields=lambda field: field.custom),
    "unique_field": _Feature(
        "Unique Field", of_fields=lambda field: field.unique_case_sensitive is not None
    ),
    "external_field": _Feature("External Field", of_fields=lambda field: bool(field.external)),
    "personal_health_fields": _Feature(
        "Personal Health Fields", of_fields=lambda field: field.hipaa
    ),
    "private_fields": _Feature("Private Fields", of_fields=lambda field: bool(field.private)),
    "user_licenses": _Feature("UserLicenses", of_org=_licenses),
    "data_enrichment": _Feature("Data Enrichment", of_org=_none),
}


async def list_features(call: Call) -> Reply:
    """Answer a page of features: those that `api_names` lists, or those of a module's fields."""
    module = _module(call)
    names = call.query.get("api_names")
    wanted = None if not names else {name.strip() for name in names.split(",")}
    found = [
        _described(call, name, module)
        for name, feature in _FEATURES.items()
        if (wanted is None or name in wanted) and (module is None or feature.of_fields)
    ]
    shown, info = page_asked(call.query).cut(found)
    return json_reply({_ROOT: shown, "info": info}) if shown else no_content()


async def get_feature(call: Call) -> Reply:
    """Answer one feature; 204 for one that there is not, or not for the module asked for."""
    module = _module(call)
    name = call.path["feature_api_name"]
    feature = _FEATURES.get(name)
    if feature is None or (module is not None and feature.of_fields is None):
        return no_content()
    return json_reply({_ROOT: [_described(call, name, module)]})


def _module(call: Call) -> Module | None:
    """Return the module asked for.

    Raises:
        ApiError: there is no such module.
    """
    return module_asked(call.org.catalogue, call.query) if call.query.get("module") else None


def _described(call: Call, name: str, module: Module | None) -> dict[str, Any]:
    feature = _FEATURES[name]
    counts: Mapping[str, int] = {}
    if feature.of_org is not None:
        counts = feature.of_org(call.org.catalogue)
    elif module is not None and feature.of_fields is not None:
        counts = {"used_count": sum(map(feature.of_fields, module.fields))}
    return {
        "components": None,
        "api_name": name,
        "parent_feature": None,
        "module_supported": feature.of_fields is not None,
        "details": {key: {"total": count} for key, count in counts.items()} or None,
        "feature_label": feature.label,
    }


_SCOPES = ("features.READ",)

ROUTES = (
    Route(
        method="GET",
        path=_ROOT,
        call=list_features,
        scopes=_SCOPES,
        operation="getFeatureDetails",
        params=(Param("module"), Param("api_names"), Param("page"), Param("per_page")),
    ),
    Route(
        method="GET",
        path=f"{_ROOT}/{{feature_api_name}}",
        call=get_feature,
        scopes=_SCOPES,
        operation="getFeatureDetail",
        params=(Param("module"),),
    ),
)
