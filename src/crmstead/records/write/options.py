"""Keys beside `data` in a body: trigger, feature execution, assignment rule.

There is no automation here, so `trigger` and the switches are checked and have no effect, but for
cadences and the assignment rule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from crmstead.errors.raised import ApiError
from crmstead.errors.requests import ASSIGNMENT_RULE_UNKNOWN, OPTION_INVALID, OPTION_NAME_MISSING
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.ids import parse_id
from crmstead.model.module import Module
from crmstead.model.people import AssignmentRule

TRIGGERS = ("workflow", "approval", "blueprint", "pathfinder", "orchestration")
APPLICABLE = (
    "layout_rules", "range_validation", "assignment_rules", "function_validation_rule",
    "criteria_validation_rule", "global_map_dependency", "territory_subordinates",
)  # fmt: skip
#: What becomes of an item of an upsert.
ACTIONS = ("insert", "update")
SKIPPABLE = ("cadences", "assignment_rules", "connected_workflows")


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a write, checked."""

    trigger: tuple[str, ...] | None = None
    apply: frozenset[str] = frozenset()
    skip: frozenset[str] = frozenset()
    assignment_rule: AssignmentRule | None = None


_NO_OPTIONS = {"data"}
_DEFAULT = Options()


def parse_options(
    body: Mapping[str, Any], catalogue: Catalogue, module: Module, *, with_rule: bool = True
) -> Options:
    """Return the options of a body.

    Raises:
        ApiError: a wrong type, an unknown name or rule; nothing is written then.
    """
    if body.keys() <= _NO_OPTIONS:
        return _DEFAULT
    return Options(
        trigger=_trigger(body.get("trigger")),
        apply=_features(body, "apply_feature_execution", APPLICABLE),
        skip=_features(body, "skip_feature_execution", SKIPPABLE),
        assignment_rule=_rule(body.get("lar_id"), catalogue, module) if with_rule else None,
    )


def upsert_options(
    body: Mapping[str, Any], catalogue: Catalogue, module: Module
) -> dict[str, Options]:
    """Return the options of an upsert by what becomes of an item: `insert` and `update`.

    Each entry of skip_feature_execution says for which of the two it holds (Upsert Records).

    Raises:
        ApiError: as `parse_options` does, and for an entry without an action it knows.
    """
    key = "skip_feature_execution"
    if body.get(key) is None and body.get(f"${key}") is not None:
        key = f"${key}"
    found = parse_options(body, catalogue, module)
    skipped: dict[str, set[str]] = {action: set() for action in ACTIONS}
    for number, entry in enumerate(body.get(key) or ()):
        action = entry.get("action")
        if action not in ACTIONS:
            path = f"$.{key}[{number}].action"
            raise _invalid("action", path, supported_values=list(ACTIONS))
        skipped[action].add(entry["name"])
    return {action: replace(found, skip=frozenset(names)) for action, names in skipped.items()}


def _trigger(given: Any) -> tuple[str, ...] | None:
    if given is None:
        return None
    if not isinstance(given, list):
        raise _invalid("trigger", "$.trigger", expected_data_type="jsonarray")
    for index, name in enumerate(given):
        if name not in TRIGGERS:
            path = f"$.trigger[{index}]"
            raise _invalid("trigger", path, supported_values=list(TRIGGERS))
    return tuple(given)


def _features(body: Mapping[str, Any], key: str, names: Sequence[str]) -> frozenset[str]:
    given = body.get(key)
    if given is None and key.startswith("skip"):
        key = f"${key}"
        given = body.get(key)
    if given is None:
        return frozenset()
    if not isinstance(given, list):
        raise _invalid(key, f"$.{key}", expected_data_type="jsonarray")
    return frozenset(_feature(entry, f"$.{key}[{n}]", names) for n, entry in enumerate(given))


def _feature(entry: Any, path: str, names: Sequence[str]) -> str:
    if not isinstance(entry, dict):
        raise _invalid("name", path, expected_data_type="jsonobject")
    name = entry.get("name")
    if name is None:
        raise ApiError(OPTION_NAME_MISSING, in_data=True, api_name="name", json_path=f"{path}.name")
    if not isinstance(name, str) or name not in names:
        raise _invalid("name", f"{path}.name", supported_values=list(names))
    return name


def _rule(given: Any, catalogue: Catalogue, module: Module) -> AssignmentRule | None:
    if given is None or given == "":
        return None
    number = parse_id(given.strip()) if isinstance(given, str) else given
    for rule in catalogue.assignment_rules:
        if type(number) is int and rule.id == number and rule.module == module.api_name:
            return rule
    raise ApiError(ASSIGNMENT_RULE_UNKNOWN, api_name="lar_id", json_path="$.lar_id")


def _invalid(api_name: str, path: str, **details: Any) -> ApiError:
    in_data = not api_name.startswith("trigger")
    return ApiError(OPTION_INVALID, in_data=in_data, **details, api_name=api_name, json_path=path)
