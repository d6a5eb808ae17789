"""What every new record has: an id, an owner, times, users, defaults."""

from __future__ import annotations

from typing import Any

from crmstead.model.module import Module
from crmstead.records.write.checker import checker_of
from crmstead.records.write.draft import Draft
from crmstead.records.write.layouts import LAYOUT
from crmstead.records.write.writing import Writing

OWNER = "Owner"


def set_owner(writing: Writing, draft: Draft) -> None:
    """Give a new record its owner: by assignment rule, as given, else the caller."""
    if OWNER not in draft.module.by_name:
        return
    rule = writing.options.assignment_rule
    if rule is not None:
        draft.values[OWNER] = rule.owner
    elif draft.values.get(OWNER) is None:
        draft.values[OWNER] = writing.caller.user.id


def fill(writing: Writing, draft: Draft) -> None:
    """Set the id, the times, the users and the defaults of a new record or row."""
    module = draft.module
    values = draft.values
    for name, value in _base(writing, module).items():
        values.setdefault(name, value)
    values["id"] = writing.org.ids.next()
    if draft.layout is not None and LAYOUT in module.by_name:
        values[LAYOUT] = draft.layout.id
    if draft.given.get("$approved") is False and "$approval_state" in module.by_name:
        values["$approval_state"] = "approval_process_pending"


def _base(writing: Writing, module: Module) -> dict[str, Any]:
    """Return what every new record of the request has where nothing is given."""
    base = writing.bases.get(module.api_name)
    if base is None:
        checker = checker_of(writing, module)
        base = checker.defaults | dict.fromkeys(checker.times, writing.now)
        base |= dict.fromkeys(checker.users, writing.caller.user.id)
        writing.bases[module.api_name] = base
    return base
