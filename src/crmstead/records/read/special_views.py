"""Custom views that no criteria can say."""

from __future__ import annotations

from crmstead.model.module import Module
from crmstead.query.plan import BASE, EVERYTHING, NOTHING, ColumnRef, Compare, Condition


def special_condition(rule: str, module: Module) -> Condition:
    """Return the condition of a special view.

    Nothing is shared record by record, and no user is a co-owner, until sharing exists; nothing
    is marked as read either, so every record is unread.
    """
    if rule == "review":
        if "$approval_state" not in module.by_name:
            return NOTHING
        column = ColumnRef(BASE, "$approval_state")
        return Compare(column, "=", "review_process_pending")
    return EVERYTHING if rule == "unread" else NOTHING
