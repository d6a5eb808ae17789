"""Errors of external ids: the header that names their fields, and changing one through itself."""

from __future__ import annotations

from crmstead.errors.cause import AT, INVALID, row

EXTERNAL_INVALID = row("EXTERNAL_INVALID", "INVALID_DATA", 400, INVALID, ("param_name",))
# unspecified: the words; the documentation has the code alone.
EXTERNAL_FIXED = row(
    "EXTERNAL_FIXED",
    "NOT_ALLOWED",
    400,
    "the external field cannot be updated through its own value",
    AT,
)
