"""Assignment rules: who gets new records (platform reference 2.10)."""

from __future__ import annotations

from typing import Any

from crmstead.api.route import Call, Param, Reply, Routes, json_reply, no_content
from crmstead.metadata.catalogue import Catalogue
from crmstead.metadata.describing.asked import module_asked, path_id
from crmstead.metadata.describing.reader import module_reference, user_reference
from crmstead.model.people import AssignmentRule

#: Of the rule's id in `settings/automation/assignment_rules/{id}`.
_PATH_INDEX = 3


async def list_assignment_rules(call: Call) -> Reply:
    """Answer the rules of a module, or of all modules without the parameter."""
    catalogue = call.org.catalogue
    if not call.query.get("module"):
        return _answer(catalogue, catalogue.assignment_rules)
    name = module_asked(catalogue, call.query).api_name
    return _answer(
        catalogue, tuple(one for one in catalogue.assignment_rules if one.module == name)
    )


async def get_assignment_rule(call: Call) -> Reply:
    """Answer one rule of a module; 204 for the id of none of its rules."""
    catalogue = call.org.catalogue
    name = module_asked(catalogue, call.query).api_name
    wanted = path_id(call.path["id"], _PATH_INDEX), name
    return _answer(
        catalogue,
        tuple(one for one in catalogue.assignment_rules if (one.id, one.module) == wanted),
    )


def _answer(catalogue: Catalogue, rules: tuple[AssignmentRule, ...]) -> Reply:
    if not rules:
        return no_content()
    return json_reply({"assignment_rules": [_describe(catalogue, rule) for rule in rules]})


def _describe(catalogue: Catalogue, rule: AssignmentRule) -> dict[str, Any]:
    """Return a rule; when it was made and by whom is not kept."""
    return {
        "id": str(rule.id),
        "name": rule.name,
        "api_name": rule.name.replace(" ", "_"),
        "description": None,
        "module": module_reference(catalogue, rule.module),
        "default_assignee": user_reference(catalogue, rule.owner),
        "created_time": None,
        "created_by": None,
        "modified_time": None,
        "modified_by": None,
    }


_route = Routes(("settings.assignment_rules.{right}",))

ROUTES = (
    _route(
        "GET",
        "settings/automation/assignment_rules",
        list_assignment_rules,
        "list_assignment_rules",
        Param("module"),
    ),
    _route(
        "GET",
        "settings/automation/assignment_rules/{id}",
        get_assignment_rule,
        "get_assignment_rule",
        Param("module", required=True),
    ),
)
