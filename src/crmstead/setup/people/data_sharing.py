"""What modules share by default (platform reference 3.6)."""

from __future__ import annotations

from dataclasses import replace

from crmstead.errors.raised import RecordError
from crmstead.errors.setup.data_sharing import SHARE_TYPE_INVALID
from crmstead.errors.values import MANDATORY_MISSING, WRONG_TYPE
from crmstead.fieldtypes.lookup import known_id
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.data_sharing import SHARE_TYPES, DataSharing
from crmstead.model.module import Module
from crmstead.setup.given import Item
from crmstead.setup.redefining import Redefining, put

_OWNER = "Owner"
_REGEX = "private|public_read_only|public_read_write|public"


def shareable(catalogue: Catalogue) -> list[Module]:
    """Return the modules whose records are somebody's own, so that sharing them means something."""
    return [
        one
        for one in catalogue.modules
        if one.api_supported
        and _OWNER in one.by_name
        and not (one.pseudo or one.view_of or one.is_linking or one.is_subform or one.belongs_to)
    ]


def change_default(redefining: Redefining, item: Item) -> str:
    """Change what the module that an item names shares by default; return the module's name."""
    module = _module(redefining.catalogue, item)
    given = item.get("share_type")
    if given is None:
        raise RecordError(MANDATORY_MISSING, ("share_type",))
    if given not in SHARE_TYPES:
        kind = {} if isinstance(given, str) else {"expected_data_type": "text"}
        raise RecordError(SHARE_TYPE_INVALID, ("share_type",), regex=_REGEX, **kind)
    known = redefining.catalogue.data_sharing_of.get(module.api_name)
    base = known or DataSharing(id=module.id, module=module.api_name)
    put(redefining.definitions.data_sharing, replace(base, share_type=given))
    return module.api_name


def _module(catalogue: Catalogue, item: Item) -> Module:
    named = item.get("module")
    if named is None:
        raise RecordError(MANDATORY_MISSING, ("module",))
    if not isinstance(named, dict):
        raise RecordError(WRONG_TYPE, ("module",), expected_data_type="jsonobject")
    by_id, name = named.get("id"), named.get("api_name")
    if by_id is None and name is None:
        raise RecordError(MANDATORY_MISSING, ("module", "id"))
    for one in shareable(catalogue):
        if name in (None, one.api_name) and (by_id is None or known_id(by_id) == one.id):
            return one
    raise RecordError(SHARE_TYPE_INVALID, ("module", "api_name" if by_id is None else "id"))
