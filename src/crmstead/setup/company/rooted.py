"""Bodies that hold one object under their root, and what such a request answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crmstead.errors.raised import RecordError
from crmstead.errors.values import MANDATORY_MISSING
from crmstead.setup.given import object_of


def object_given(content: Mapping[str, Any], root: str) -> dict[str, Any]:
    """Return the object that a body holds under its root.

    Raises:
        RecordError: it is missing, or no object.
    """
    given = object_of(content, root)
    if given is None:
        raise RecordError(MANDATORY_MISSING, (root,))
    return given


def done(message: str, **details: Any) -> dict[str, Any]:
    """Return what stands under the root where all went well."""
    return {"code": "SUCCESS", "details": details, "message": message, "status": "success"}
