"""Rows of the timeline of a record (records reference 11.20)."""

from __future__ import annotations

from crmstead.errors.cause import row

TIMELINE_FILTER_INVALID = row(
    "TIMELINE_FILTER_INVALID",
    "INVALID_DATA",
    400,
    "the relation name given seems to be invalid",
    ("param_name",),
    source="oas",
)
PER_PAGE_AND_PAGE_TOKEN = row(
    "PER_PAGE_AND_PAGE_TOKEN",
    "AMBIGUITY_DURING_PROCESSING",
    400,
    "You cannot use both per_page and page_token",
    ("ambiguity_due_to",),
)
