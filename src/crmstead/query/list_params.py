"""Parameters of a list: syntax, values, combinations (Get Records, Parameters).

Checked in the documented order: required, limit, syntax, existence of view and territory,
combinations. What the page token says is checked by store.page_tokens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from crmstead.errors.parameters import (
    CVID_AND_SORT_BY,
    CVID_INVALID,
    FIELDS_MISSING,
    PAGE_AND_PAGE_TOKEN,
    PARAM_INVALID,
    PARAM_MISSING,
    PARAM_NOT_MATCHED,
    TERRITORY_UNKNOWN,
    TOO_MANY_FIELDS,
)
from crmstead.errors.raised import ApiError
from crmstead.errors.requests import BODY_UNREADABLE, MODULE_WITHOUT_TERRITORIES
from crmstead.errors.settings import IDS_TOO_MANY
from crmstead.fieldtypes.datetime import parse_datetime
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.ids import parse_id
from crmstead.model.module import CustomView, Module
from crmstead.model.version import Version

MOST_FIELDS = 50
MOST_PER_PAGE = 200
#: unspecified: ids in one `ids` parameter; the page's own limit of records is taken.
MOST_IDS = 100
SORT_FIELDS = ("id", "Created_Time", "Modified_Time")
#: Parameters that a page token is bound to, besides the user.
_BOUND = (
    "fields", "cvid", "ids", "per_page", "sort_by", "sort_order", "converted", "approved",
    "territory_id", "include_child", "startDateTime", "endDateTime",
)  # fmt: skip
THREE = ("true", "false", "both")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListParams:
    """What a list request asks for, checked. None = not asked."""

    fields: tuple[str, ...] | None
    view: CustomView | None
    ids: tuple[int, ...] | None
    page: int
    per_page: int
    page_token: str | None
    sort_by: str | None
    sort_order: str | None
    converted: str | None
    approved: str
    territories: frozenset[int] | None
    start: int | None
    end: int | None
    #: The parameters a page token is bound to, in one canonical text.
    bound: str


#: A list of all records that a caller sees, without any parameter.
NOTHING_ASKED = ListParams(
    fields=None,
    view=None,
    ids=None,
    page=1,
    per_page=MOST_PER_PAGE,
    page_token=None,
    sort_by=None,
    sort_order=None,
    converted=None,
    approved="true",
    territories=None,
    start=None,
    end=None,
    bound="",
)


def parse_list_params(
    query: Mapping[str, str],
    catalogue: Catalogue,
    module: Module,
    version: Version,
    zone: ZoneInfo,
) -> ListParams:
    """Check the parameters of a list.

    Raises:
        ApiError: the first parameter that is missing, malformed, unknown or clashing.
    """
    fields = _fields(query, version)
    page = positive(query, "page", 1)
    per_page = min(positive(query, "per_page", MOST_PER_PAGE), MOST_PER_PAGE)
    sort_by = _sort_by(query)
    sort_order = enumerated(query, "sort_order", ("asc", "desc"))
    converted = enumerated(query, "converted", THREE)
    approved = enumerated(query, "approved", THREE) or "true"
    include_child = enumerated(query, "include_child", ("true", "false")) == "true"
    ids = _ids(query)
    start, end = _moment(query, "startDateTime", zone), _moment(query, "endDateTime", zone)
    view = view_asked(query, catalogue, module)
    territories = _territories(query, catalogue, module, include_child=include_child)
    page_token = query.get("page_token") if version.page_tokens else None
    if view is not None and sort_by is not None:
        raise ApiError(CVID_AND_SORT_BY, ambiguity_due_to=_both("cvid", "sort_by"))
    if page_token is not None and "page" in query:
        raise ApiError(PAGE_AND_PAGE_TOKEN, ambiguity_due_to=_both("page", "page_token"))
    return ListParams(
        fields=fields,
        view=view,
        ids=ids,
        page=page,
        per_page=per_page,
        page_token=page_token,
        sort_by=sort_by,
        sort_order=sort_order,
        converted=converted,
        approved=approved,
        territories=territories,
        start=start,
        end=end,
        bound=_bound(query, fields),
    )


def _fields(query: Mapping[str, str], version: Version) -> tuple[str, ...] | None:
    names = split_names(query.get("fields", ""))
    if not names:
        if not version.fields_required:
            return None
        if version.old_param_missing:
            raise ApiError(PARAM_MISSING, param_name="fields", param="fields")
        raise ApiError(FIELDS_MISSING, param_name="fields")
    if len(names) > MOST_FIELDS:
        raise ApiError(TOO_MANY_FIELDS, limit=MOST_FIELDS, param_name="fields")
    return names


def split_names(text: str) -> tuple[str, ...]:
    """Return the names of a comma list, blanks around them trimmed, empty ones left out."""
    return tuple(name for part in text.split(",") if (name := part.strip()))


def positive(query: Mapping[str, str], name: str, default: int) -> int:
    """Return the positive number that a parameter holds.

    Raises:
        ApiError: it holds none.
    """
    text = query.get(name)
    if text is None:
        return default
    text = text.strip()
    # More digits than any page has: far beyond every limit, and no number to compute with.
    if text.isascii() and text.isdigit() and int(text[:9]) > 0:
        return int(text[:9])
    raise ApiError(PARAM_INVALID, expected_data_type="integer", param_name=name)


def _sort_by(query: Mapping[str, str]) -> str | None:
    name = query.get("sort_by")
    if name is not None and name not in SORT_FIELDS:
        raise ApiError(PARAM_INVALID, param_name="sort_by", supported_values=list(SORT_FIELDS))
    return name


def enumerated(query: Mapping[str, str], name: str, values: tuple[str, ...]) -> str | None:
    """Return the word that a parameter holds, None without it.

    Raises:
        ApiError: it is none of the values.
    """
    value = query.get(name)
    if value is not None and value not in values:
        raise ApiError(PARAM_NOT_MATCHED, param_name=name)
    return value


def _ids(query: Mapping[str, str]) -> tuple[int, ...] | None:
    if "ids" not in query:
        return None
    ids = [parse_id(text) for text in split_names(query["ids"])]
    found = tuple(one for one in ids if one is not None)
    if not found or len(found) != len(ids) or len(found) > MOST_IDS:
        raise ApiError(PARAM_INVALID, param_name="ids")
    return found


def check_wf_trigger(query: Mapping[str, str]) -> None:
    """Check `wf_trigger`, which has no effect here; the Python SDKs write `True` and `False`.

    Raises:
        ApiError: it is neither.
    """
    if query.get("wf_trigger", "true").lower() not in {"true", "false"}:
        raise ApiError(PARAM_NOT_MATCHED, param_name="wf_trigger")


def ids_to_delete(query: Mapping[str, str]) -> list[int]:
    """Return the ids that the parameter `ids` lists, as given; `wf_trigger` is checked, too.

    Raises:
        ApiError: none, too many, or one that is no id. unspecified: v8 answers an entry for the
            last, whose `details.id` the SDKs cannot read as text; so all versions are alike.
    """
    texts = split_names(query["ids"])
    if not texts:
        raise ApiError(PARAM_MISSING, param_name="ids")
    if len(texts) > MOST_IDS:
        raise ApiError(IDS_TOO_MANY, limit=MOST_IDS, param_name="ids")
    check_wf_trigger(query)
    ids = [parse_id(text) for text in texts]
    found = [one for one in ids if one is not None]
    if len(found) < len(ids):
        raise ApiError(BODY_UNREADABLE)
    return found


def _moment(query: Mapping[str, str], name: str, zone: ZoneInfo) -> int | None:
    if name not in query:
        return None
    moment = parse_datetime(query[name].strip(), zone)
    if moment is None:
        raise ApiError(PARAM_INVALID, expected_data_type="datetime", param_name=name)
    return moment


def view_asked(query: Mapping[str, str], catalogue: Catalogue, module: Module) -> CustomView | None:
    """Return the custom view that `cvid` names, None without it.

    Raises:
        ApiError: there is none, or it is of another module.
    """
    if "cvid" not in query:
        return None
    known = catalogue.view_by_id.get(parse_id(query["cvid"].strip()) or 0)
    if known is None or known[0].api_name != module.api_name:
        raise ApiError(CVID_INVALID, param_name="cvid")
    return known[1]


def _territories(
    query: Mapping[str, str], catalogue: Catalogue, module: Module, *, include_child: bool
) -> frozenset[int] | None:
    if "territory_id" not in query:
        return None
    if "territory_filter" not in module.supports:
        raise ApiError(MODULE_WITHOUT_TERRITORIES, resource_path_index=0)
    territory = parse_id(query["territory_id"].strip())
    if territory is None or territory not in catalogue.territory_by_id:
        raise ApiError(TERRITORY_UNKNOWN, param_name="territory_id")
    return catalogue.territory_subtree(territory) if include_child else frozenset({territory})


def _both(first: str, second: str) -> list[dict[str, str]]:
    return [{"param_name": first}, {"param_name": second}]


def _bound(query: Mapping[str, str], fields: tuple[str, ...] | None) -> str:
    given = {name: query[name].strip() for name in _BOUND if name in query}
    if fields is not None:
        given["fields"] = ",".join(fields)
    return "\x1f".join(f"{name}={value}" for name, value in sorted(given.items()))
