"""Mass convert: up to 50 leads, or quotes or orders, each on its own (Mass Convert)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crmstead.errors.converting import CONVERT_ID_UNKNOWN, CONVERT_INVALID
from crmstead.errors.mass import MASS_RECORDS_MISSING, MASS_TOO_MANY, MASS_VALUE_INVALID
from crmstead.errors.raised import ApiError, RecordError
from crmstead.errors.values import MANDATORY_MISSING
from crmstead.fieldtypes.lookup import known_id
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.module import Module
from crmstead.records.conversion.inventory import MARK, convert_record, parse_target
from crmstead.records.conversion.leads import convert_lead
from crmstead.records.conversion.request import CONTACTS, DEALS, INTO, parse_asked
from crmstead.records.related.naming import ensure_naming
from crmstead.records.related.relations import links_of
from crmstead.records.write.references import check_user
from crmstead.records.write.state import Action, is_converted, state_of
from crmstead.records.write.tables import ensure_written
from crmstead.records.write.targets import load_targets
from crmstead.records.write.writing import Writing
from crmstead.store.associations import tags_of
from crmstead.store.jobs import Counts
from crmstead.store.orgs import OpenOrg
from crmstead.store.schema import CONVERTED, ensure_tables

MASS_CONVERT = "mass_convert"
MOST_CONVERTED = 50
_TAGS = "carry_over_tags"
_ASSIGN = "assign_to"


def parse_ids(content: Mapping[str, Any]) -> list[int]:
    """Return the records that a body names, each once.

    Raises:
        ApiError: none, more than 50, or what is no id.
    """
    ids = content.get("ids")
    if ids is None:
        raise ApiError(MASS_RECORDS_MISSING, api_name="ids", json_path="$.ids")
    if not isinstance(ids, list) or not ids:
        raise ApiError(
            MASS_VALUE_INVALID, expected_data_type="jsonarray", api_name="ids", json_path="$.ids"
        )
    if len(ids) > MOST_CONVERTED:
        raise ApiError(MASS_TOO_MANY, limit=MOST_CONVERTED, api_name="ids", json_path="$.ids")
    return list(dict.fromkeys(_id(given, place) for place, given in enumerate(ids)))


def _id(given: Any, place: int) -> int:
    found = known_id(given)
    if found is None:
        raise ApiError(MASS_VALUE_INVALID, api_name="ids", json_path=f"$.ids[{place}]")
    return found


def parse_order(content: Mapping[str, Any], catalogue: Catalogue, module: Module) -> dict[str, Any]:
    """Return what a job keeps of a body, as the body of a conversion of one record.

    Tags that go along are named by the modules that get all of a lead's.

    Raises:
        ApiError: a part of it is wrong.
    """
    try:
        if module.converts_to:
            parse_target(content, catalogue, module)
            return {"convert_to": content["convert_to"]}
        return _lead_order(content, catalogue)
    except RecordError as error:
        path = "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in error.path)
        names = [one for one in error.path if isinstance(one, str)]
        details = {
            key: value for key, value in error.details.items() if not isinstance(value, list)
        }
        raise ApiError(
            error.cause, **details, api_name=names[-1] if names else "data", json_path=f"${path}"
        ) from None


def _lead_order(content: Mapping[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    kept = {
        key: content[key] for key in ("Deals", _ASSIGN, "move_attachments_to") if key in content
    }
    asked = parse_asked(kept)
    if asked.assign_to is None:
        raise RecordError(MANDATORY_MISSING, (_ASSIGN,))
    if asked.deal is not None:
        _check_deal(catalogue.module_by_name[DEALS], asked.deal)
    user = catalogue.user_by_id.get(asked.assign_to)
    if user is None or user.status != "active":
        raise RecordError(CONVERT_ID_UNKNOWN, (_ASSIGN, "id"))
    return {**kept, _TAGS: _tagged_modules(content.get(_TAGS))}


def _check_deal(module: Module, deal: Mapping[str, Any]) -> None:
    """Check that deals can be made as the body says, as far as that is the same for each lead."""
    for field in module.fields:
        if field.system_mandatory and deal.get(field.api_name) is None:
            raise RecordError(MANDATORY_MISSING, (DEALS, field.api_name))


def _tagged_modules(given: Any) -> list[str]:
    if given is None:
        return []
    if not isinstance(given, list):
        raise RecordError(CONVERT_INVALID, (_TAGS,), expected_data_type="jsonarray")
    names: list[Any] = [one.get("api_name") if isinstance(one, dict) else one for one in given]
    for place, name in enumerate(names):
        if name not in INTO:
            path = (_TAGS, place, "api_name")
            raise RecordError(CONVERT_INVALID, path, supported_values=list(INTO))
    return names


async def prepare_conversions(org: OpenOrg, module: Module) -> None:
    """Make the tables of what records of a module become, and of all that may name them."""
    for name in (module.api_name, *(module.converts_to or INTO)):
        await ensure_written(org, org.catalogue.module_by_name[name])
    if not module.converts_to:
        await ensure_naming(org, module)
        contacts = org.catalogue.module_by_name[CONTACTS]
        for _, link in links_of(org, contacts):
            await ensure_tables(org, link.module)


async def convert_batch(
    writing: Writing, module: Module, body: Mapping[str, Any], ids: Sequence[int]
) -> Counts:
    """Convert the one record of a batch; what may not be converted is left as it is.

    Raises:
        RecordError: what it would become is not good.
    """
    (record,) = ids
    stored = (await load_targets(writing, module, ids)).get(record)
    mark = MARK if module.converts_to else CONVERTED
    if stored is None or stored.get(mark) or is_converted(stored):
        return Counts(passed_over=1)
    state = state_of(writing.catalogue, writing.caller, module, stored, Action.CONVERT)
    if state is not None:
        return Counts(passed_over=1)
    if module.converts_to:
        target = parse_target(body, writing.catalogue, module)
        await convert_record(writing, module, stored, target)
        return Counts(succeeded=1)
    tags = [row[2] for row in await tags_of(writing.transaction, writing.org, ids)]
    item = {**body, _TAGS: dict.fromkeys(body[_TAGS], tags)}
    asked = parse_asked(item)
    if asked.assign_to is not None:
        check_user(writing, asked.assign_to)
    await convert_lead(writing, module, stored, asked)
    return Counts(succeeded=1)
