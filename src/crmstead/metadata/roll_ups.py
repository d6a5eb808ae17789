"""What a roll-up summary sums up (platform reference 2.3.6)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from crmstead.model.field import Field

ROLL_UP = "rollup_summary"


@dataclass(frozen=True, slots=True)
class Rule:
    """How the value of a roll-up summary comes about."""

    #: COUNT, SUM, AVERAGE, MIN, MAX, RECENT.
    function: str
    #: Api name of the related list whose records are summed up.
    related_list: str
    #: Module of those records.
    module: str
    #: Api name of the field that the function is of; COUNT needs none.
    of: str | None
    #: Which records count, in the form of criteria of views; None: all.
    criteria: dict[str, Any] | None


def rule_of(field: Field) -> Rule | None:
    """Return the rule of a roll-up summary, None for one that says nothing good."""
    try:
        said = json.loads(field.expression or "")
        expression = said["expression"]
        parameters = expression.get("function_parameters") or [{}]
        return Rule(
            function=expression["function"],
            related_list=said["related_list"]["api_name"],
            module=said["based_on_module"]["api_name"],
            of=parameters[0].get("api_name"),
            criteria=expression.get("criteria"),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
