"""Rules that share records of modules: which there are, and which fit filters (platform 3.6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from crmstead.api.route import Call, Param, Reply, Routes, json_reply, no_content
from crmstead.errors.raised import ApiError
from crmstead.errors.setup.data_sharing import (
    SHARING_FILTERS_MISSING,
    SHARING_MODULE_INVALID,
    SHARING_RULE_UNKNOWN,
    SHARING_VALUE_INVALID,
)
from crmstead.errors.values import MANDATORY_MISSING
from crmstead.metadata.describing.asked import page_asked, path_id
from crmstead.metadata.describing.groups import describe_shared
from crmstead.metadata.describing.reader import module_reference
from crmstead.model.data_sharing import SharingRule
from crmstead.model.module import Module
from crmstead.records.write.body import parse_body
from crmstead.setup.people.data_sharing import shareable
from crmstead.setup.people.items import MANAGE_SHARING, require_setup

_ROOT = "sharing_rules"
_SUMMARY = "sharing_rules_summary"
#: Of the rule's id in `settings/data_sharing/rules/{id}`.
_PATH_INDEX = 3
#: What a rule is searched by: its value as text, and the comparators it takes.
_KEYS: Mapping[str, tuple[Callable[[SharingRule], str | None], tuple[str, ...]]] = {
    "superiors_allowed": (lambda rule: str(rule.superiors_allowed).lower(), ("equal",)),
    "status": (lambda rule: rule.status, ("equal",)),
    "shared_to.type": (lambda rule: rule.shared_to.type, ("equal",)),
    "shared_to.resource.id": (lambda rule: _id(rule.shared_to.resource), ("in",)),
    "shared_from.type": (
        lambda rule: None if rule.shared_from is None else rule.shared_from.type, ("equal",)
    ),
    "shared_from.resource.id": (
        lambda rule: None if rule.shared_from is None else _id(rule.shared_from.resource), ("in",)
    ),
    "name": (lambda rule: rule.name, ("like",)),
    "permission_type": (lambda rule: rule.permission_type, ("equal",)),
}  # fmt: skip
#: Groups in groups are read down to here.
_DEEPEST = 8
_OPERATORS: Mapping[str, Callable[[Any], bool]] = {"and": all, "or": any}


async def list_rules(call: Call) -> Reply:
    """Answer a page of the rules of a module, or of all."""
    return _page(call, _rules(call))


async def get_rule(call: Call) -> Reply:
    """Answer one rule with its criteria."""
    number = path_id(call.path["id"], _PATH_INDEX)
    rule = next((one for one in _rules(call) if one.id == number), None)
    if rule is None:
        raise ApiError(SHARING_RULE_UNKNOWN, resource_path_index=_PATH_INDEX)
    return json_reply({_ROOT: [describe_rule(call, rule, whole=True)]})


async def search_rules(call: Call) -> Reply:
    """Answer a page of the rules that fit the filters of the body."""
    rules, fits = _rules(call), _filters(call)
    return _page(call, [one for one in rules if fits(one)])


async def summary(call: Call) -> Reply:
    """Answer how many rules each module has, or one module."""
    return _summary(call, _rules(call), least=0)


async def summary_of_search(call: Call) -> Reply:
    """Answer how many rules of each module fit the filters of the body."""
    rules, fits = _rules(call), _filters(call)
    return _summary(call, [one for one in rules if fits(one)], least=1)


def _id(number: int | None) -> str | None:
    return None if number is None else str(number)


def _rules(call: Call) -> list[SharingRule]:
    require_setup(call.caller, MANAGE_SHARING)
    module = _module(call)
    rules = call.org.catalogue.sharing_rules
    return [one for one in rules if module is None or one.module == module.api_name]


def _module(call: Call) -> Module | None:
    """Return the module that the parameter names, None without it."""
    name = call.query.get("module")
    if name is None:
        return None
    found = next((one for one in shareable(call.org.catalogue) if one.api_name == name), None)
    if found is None:
        raise ApiError(SHARING_MODULE_INVALID, param_name="module")
    return found


def _page(call: Call, rules: list[SharingRule]) -> Reply:
    shown, info = page_asked(call.query).cut(rules)
    if not shown:
        return no_content()
    return json_reply({_ROOT: [describe_rule(call, one) for one in shown], "info": info})


def describe_rule(call: Call, rule: SharingRule, *, whole: bool = False) -> dict[str, Any]:
    """Return a rule; `whole` with its criteria, which lists leave out."""
    catalogue = call.org.catalogue
    module = catalogue.module_by_name[rule.module]
    shared_from = rule.shared_from and describe_shared(catalogue, rule.shared_from)
    return {
        "id": str(rule.id),
        "name": rule.name,
        "module": {**module_reference(catalogue, rule.module), "name": module.plural_label},
        "type": rule.type,
        "shared_from": shared_from,
        "shared_to": describe_shared(catalogue, rule.shared_to),
        "permission_type": rule.permission_type,
        "superiors_allowed": rule.superiors_allowed,
        "status": rule.status,
        "match_limit_exceeded": False,
        **({"criteria": rule.criteria} if whole else {}),
    }


def _summary(call: Call, rules: list[SharingRule], least: int) -> Reply:
    """Return how many rules modules have, of those with so many at least."""
    only = _module(call)
    modules = [only] if only is not None else shareable(call.org.catalogue)
    counts = Counter(rule.module for rule in rules)
    counted = [
        {
            "module": module_reference(call.org.catalogue, one.api_name),
            "rule_computation_status": False,
            "rule_count": counts[one.api_name],
        }
        for one in modules
        if counts[one.api_name] >= least
    ]
    return json_reply({_SUMMARY: counted}) if counted else no_content()


def _filters(call: Call) -> Callable[[SharingRule], bool]:
    """Return the test that `filters` of the body describe: one group, or one comparison."""
    given = parse_body(call.body).get("filters")
    if not isinstance(given, list) or not given or not isinstance(given[0], dict):
        place = {"api_name": "filters", "json_path": "$.filters"}
        raise ApiError(SHARING_FILTERS_MISSING, expected_fields=[place])
    return _test(given[0], "$.filters[0]", _DEEPEST)


def _test(given: Any, path: str, depth: int) -> Callable[[SharingRule], bool]:
    if not isinstance(given, dict) or depth == 0:
        raise _invalid("group", path, [])
    group = given.get("group")
    if isinstance(group, list):
        operator = str(given.get("group_operator", "and")).lower()
        if operator not in _OPERATORS:
            raise _invalid("group_operator", f"{path}.group_operator", list(_OPERATORS))
        joined = _OPERATORS[operator]
        tests = [_test(one, f"{path}.group[{place}]", depth - 1) for place, one in enumerate(group)]
        return lambda rule: joined(test(rule) for test in tests)
    return _comparison(given, path)


def _comparison(given: Mapping[str, Any], path: str) -> Callable[[SharingRule], bool]:
    for key in ("field", "comparator", "value"):
        if given.get(key) is None:
            raise ApiError(MANDATORY_MISSING, api_name=key, json_path=f"{path}.{key}")
    field = given["field"]
    name = field.get("api_name") if isinstance(field, dict) else None
    if not isinstance(name, str) or name not in _KEYS:
        raise _invalid("api_name", f"{path}.field.api_name", list(_KEYS))
    member, comparators = _KEYS[name]
    if given["comparator"] not in comparators:
        raise _invalid("comparator", f"{path}.comparator", list(comparators))
    value = given["value"]
    values = {_text(one) for one in (value if isinstance(value, list) else [value])}
    if "like" in comparators:
        return lambda rule: any(one in (member(rule) or "").lower() for one in values)
    return lambda rule: (member(rule) or "").lower() in values


def _text(value: Any) -> str:
    inner = value.get("id") if isinstance(value, dict) else value
    return str(inner).lower()


def _invalid(name: str, path: str, known: list[str]) -> ApiError:
    return ApiError(SHARING_VALUE_INVALID, supported_values=known, api_name=name, json_path=path)


_RULES = "settings/data_sharing/rules"
_PAGE = (Param("page"), Param("per_page"))

_route = Routes(("settings.data_sharing.{right}",), (Param("module"),))

ROUTES = (
    _route("GET", _RULES, list_rules, "getSharingRules", *_PAGE),
    _route("GET", f"{_RULES}/{{id}}", get_rule, "getSharingRule"),
    _route("POST", f"{_RULES}/search", search_rules, "searchSharingRules", *_PAGE, right="READ"),
    _route("GET", f"{_RULES}/actions/summary", summary, "getSharingRulesSummary"),
    _route(
        "POST",
        f"{_RULES}/actions/summary",
        summary_of_search,
        "searchSharingRulesSummary",
        right="READ",
    ),
)
