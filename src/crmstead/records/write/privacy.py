"""The basis of processing a record, where the org has privacy settings (records reference 4.10)."""

from __future__ import annotations

import msgspec

from crmstead.metadata.building import GDPR
from crmstead.model.derived import derived
from crmstead.model.module import Module
from crmstead.records.write.draft import Draft

_BASIS = "Data_Processing_Basis"


def set_basis(draft: Draft) -> None:
    """Let the basis of a record be the one that the details of its consent name."""
    fields = _fields(draft.module)
    if fields is None:
        return
    basis, details = fields
    if draft.gives(details) and not draft.gives(basis):
        named = msgspec.json.decode(draft.values[details] or "{}").get(_BASIS)
        if isinstance(named, str) and named:
            draft.values[basis] = named


@derived
def _fields(module: Module) -> tuple[str, str] | None:
    """Return the fields of a record's basis and of its details, None where it has none."""
    found = {one.data_type: one.api_name for one in module.fields if one.feature == GDPR}
    if "picklist" not in found or "consent_lookup" not in found:
        return None
    return found["picklist"], found["consent_lookup"]
