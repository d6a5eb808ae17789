"""Rows of changing what an org consists of: modules, views, layouts, pipelines (platform 2)."""

from __future__ import annotations

from crmstead.errors.cause import AT, INVALID, INVALID_ID, row

PATTERN_BROKEN = row("PATTERN_BROKEN", "INVALID_DATA", 400, INVALID, ("regex", *AT), source="oas")
SETUP_ID_INVALID = row("SETUP_ID_INVALID", "INVALID_DATA", 400, INVALID_ID, ("id", *AT))

# Modules
MODULES_LIMIT = row(
    "MODULES_LIMIT",
    "LIMIT_EXCEEDED",
    400,
    "The maximum number of custom modules (10) for your current edition has been reached.",
    ("limit",),
    source="oas",
)
MODULES_NOT_IN_EDITION = row(
    "MODULES_NOT_IN_EDITION",
    "NOT_SUPPORTED",
    400,
    "Module creation is not supported for the current edition",
)
MODULE_NAME_RESERVED = row(
    "MODULE_NAME_RESERVED",
    "RESERVED_KEYWORD_NOT_ALLOWED",
    403,
    "The api_name contains a reserved system keyword. Please choose a different name.",
    AT,
    source="oas",
)
PROFILES_NEEDED = row(
    "PROFILES_NEEDED", "MINIMUM_DATA_NOT_FOUND", 400, "Minimum one profile is needed", AT
)
NOT_CHANGED_HERE = row(
    "NOT_CHANGED_HERE", "NOT_ALLOWED", 400, "API name cannot be updated for module", AT
)

# Views
VIEW_FIXED = row(
    "VIEW_FIXED",
    "NOT_ALLOWED",
    400,
    "views of the system and default views cannot be deleted",
    ("id", *AT),
    source="decision",
)

# Layouts
SETUP_LIMIT = row(
    "SETUP_LIMIT", "LIMIT_EXCEEDED", 400, "limit exceeded", ("limit", "limit_due_to"), source="oas"
)
LAYOUT_FIXED = row(
    "LAYOUT_FIXED",
    "NOT_ALLOWED",
    400,
    "The API name of the Layout cannot be changed",
    ("resource_path_index", *AT),
)
LAYOUT_INACTIVE = row(
    "LAYOUT_INACTIVE",
    "NOT_ALLOWED",
    400,
    "Cannot transfer to the deactivated layout",
    ("param_name",),
)
LAYOUT_ACTIVE_ALREADY = row(
    "LAYOUT_ACTIVE_ALREADY",
    "ALREADY_ACTIVATED",
    400,
    "Cannot activate the active layout",
    ("resource_path_index",),
)
LAYOUT_INACTIVE_ALREADY = row(
    "LAYOUT_INACTIVE_ALREADY",
    "ALREADY_DEACTIVATED",
    400,
    "Given layout ID has already been deactivated",
    ("resource_path_index",),
)
LAYOUT_NEEDS_FIELD = row(
    "LAYOUT_NEEDS_FIELD",
    "NOT_ALLOWED",
    400,
    "a mandatory field cannot be removed from the layout",
    AT,
    source="decision",
)

# Pipelines
PIPELINE_KEPT = row(
    "PIPELINE_KEPT",
    "CANNOT_DELETE",
    400,
    "You cannot delete the last stage of the pipeline.",
    AT,
)
