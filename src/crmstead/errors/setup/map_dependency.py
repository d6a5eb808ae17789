"""Why dependencies between pick lists are refused (platform reference 2.9)."""

from __future__ import annotations

from crmstead.errors.cause import AT, row

MAPPING_EXISTS = row(
    "MAPPING_EXISTS", "MAPPING_EXISTS", 400, "the mapping already exists", AT, source="decision"
)
MAPPING_LOOP = row(
    "MAPPING_LOOP",
    "NOT_ALLOWED",
    400,
    "the child field cannot be a parent of its parent",
    AT,
    source="decision",
)
MAPPING_WITH_ITSELF = row(
    "MAPPING_WITH_ITSELF",
    "AMBIGUITY_DURING_PROCESSING",
    400,
    "parent and child cannot be the same field",
    ("ambiguity_due_to",),
    source="decision",
)
