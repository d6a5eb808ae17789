"""The switches of HIPAA compliance (platform reference 3.6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from crmstead.errors.raised import RecordError
from crmstead.errors.values import VALUE_INVALID, WRONG_TYPE
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.compliance import Hipaa
from crmstead.model.ids import parse_id
from crmstead.setup.company.rooted import object_given
from crmstead.setup.given import flag_of, list_of

ROOT = "hipaa_compliance"
_SWITCHES = (
    "enabled",
    "restrict_data_access_through_api",
    "restrict_data_in_export",
    "restrict_to_zoho_apps",
)
_APPS = "restrict_to_third_party_apps"
_MODULES = "enabled_for_modules"
_MOST_APPS = 100


def changed_hipaa(catalogue: Catalogue, content: Mapping[str, Any]) -> Hipaa:
    """Return the switches as a body sets them; what it leaves out stays as it is.

    unspecified: where it is enabled and no module is named, then or before, it is for all modules
    with fields of their own.

    Raises:
        RecordError: the first thing that is missing or wrong.
    """
    given = object_given(content, ROOT)
    try:
        return _changed(catalogue, given)
    except RecordError as error:
        raise error.below(ROOT) from None


def _changed(catalogue: Catalogue, given: Mapping[str, Any]) -> Hipaa:
    switches: dict[str, Any] = {
        key: value for key in _SWITCHES if (value := flag_of(given, key)) is not None
    }
    made = replace(catalogue.org.hipaa, **switches)
    apps = list_of(given, _APPS)
    if apps is not None:
        made = replace(made, restrict_to_third_party_apps=_apps(apps))
    modules = list_of(given, _MODULES)
    if modules is not None:
        return replace(made, modules=_modules(catalogue, modules))
    if made.enabled and not made.modules:
        return replace(made, modules=frozenset(able(catalogue)))
    return made


def _apps(given: list[Any]) -> tuple[str, ...]:
    for place, one in enumerate(given):
        if not isinstance(one, str):
            raise RecordError(WRONG_TYPE, (_APPS, place), expected_data_type="string")
    if len(given) > _MOST_APPS:
        raise RecordError(VALUE_INVALID, (_APPS,))
    return tuple(given)


def able(catalogue: Catalogue) -> list[str]:
    """Return the names of the modules in which it may be enabled."""
    return [
        one.api_name
        for one in catalogue.modules
        if one.stored and one.fields and not one.is_subform and not one.is_linking
    ]


def _modules(catalogue: Catalogue, given: list[Any]) -> frozenset[str]:
    found = set()
    known = able(catalogue)
    for place, one in enumerate(given):
        if not isinstance(one, dict):
            raise RecordError(WRONG_TYPE, (_MODULES, place), expected_data_type="jsonobject")
        key = "id" if one.get("api_name") is None else "api_name"
        by_id = catalogue.module_by_id.get(parse_id(str(one.get("id"))) or 0)
        name = by_id.api_name if key == "id" and by_id else one.get("api_name")
        if name not in known:
            raise RecordError(VALUE_INVALID, (_MODULES, place, key))
        found.add(name)
    return frozenset(found)
