"""Parameters of a search or a count: what is searched for, which page, in which order.

Of `criteria`, `email`, `phone` and `word` the first that is given counts (Search Records).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from crmstead.errors.parameters import PARAM_INVALID, PARAM_NOT_MATCHED
from crmstead.errors.raised import ApiError
from crmstead.errors.searching import (
    SEARCH_PAGES_PASSED,
    WORD_TOO_SHORT,
    WORD_WILDCARDS,
    WORD_WITHOUT_LETTERS,
)
from crmstead.fieldtypes.columns import ColumnKind
from crmstead.fieldtypes.registry import type_of
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.module import Module
from crmstead.query.list_params import (
    MOST_PER_PAGE,
    THREE,
    ListParams,
    enumerated,
    positive,
    split_names,
    view_asked,
)
from crmstead.query.searching import Searched
from crmstead.query.words import words_of

#: What is searched for, the first given one wins.
NEEDLES = ("criteria", "email", "phone", "word")
REACHED = 2_000
APPROVAL_STATES = (
    "approval_process_pending", "webform_invalid", "review_process_pending",
    "webform_invalid_approval", "zia_vision_validation", "review_process_rejected",
    "webform_unapproved", "email_parser_waiting", "approved", "merge_pending",
    "email_parser_rejected", "zia_vision_rejected", "zia_vision_pending",
    "approval_process_rejected", "webform_double_optin",
)  # fmt: skip
_PHONE = re.compile(r"[+]?[0-9\s\-().]{2,50}")
_LETTERS = 2


@dataclass(frozen=True, slots=True)
class SearchParams:
    """What is asked for; `needle` is one of NEEDLES with its text, None = every record."""

    needle: tuple[str, str] | None
    approval_state: str | None
    listed: ListParams


def needle_asked(query: Mapping[str, str]) -> tuple[str, str] | None:
    """Return the parameter that is searched by and its text, None where none is given."""
    for name in NEEDLES:
        text = query.get(name, "").strip()
        if text:
            return name, text
    return None


def parse_search_params(
    query: Mapping[str, str], catalogue: Catalogue, module: Module, fields: Searched
) -> SearchParams:
    """Check the parameters of a search, whose needle is checked by `digits_of` and `words_asked`.

    Raises:
        ApiError: the first parameter that is malformed, unknown or beyond what is reached.
    """
    page = positive(query, "page", 1)
    per_page = min(positive(query, "per_page", MOST_PER_PAGE), MOST_PER_PAGE)
    if page * per_page > REACHED:
        raise ApiError(SEARCH_PAGES_PASSED, limit=str(REACHED))
    converted = enumerated(query, "converted", THREE)
    approved = enumerated(query, "approved", THREE) or "true"
    state = enumerated(query, "approval_state", APPROVAL_STATES)
    sort_by = _sort_by(query, fields)
    direction = enumerated(query, "sort_order", ("asc", "desc"))
    listed = ListParams(
        # unspecified: how many fields a search may name.
        fields=split_names(query.get("fields", "")) or None,
        view=view_asked(query, catalogue, module),
        ids=None,
        page=page,
        per_page=per_page,
        page_token=None,
        sort_by=sort_by,
        # A field that the caller names is not sorted as the view sorts its own.
        sort_order=direction or (None if sort_by is None else "desc"),
        converted=converted,
        approved=approved if state is None else "both",
        territories=None,
        start=None,
        end=None,
        bound="",
    )
    return SearchParams(needle_asked(query), state, listed)


def _sort_by(query: Mapping[str, str], fields: Searched) -> str | None:
    name = query.get("sort_by")
    if name is None:
        return None
    field = fields.by_name.get(name)
    kind = None if field is None else type_of(field.kind).column
    if kind is None or kind is ColumnKind.JSON or name in fields.restricted:
        raise ApiError(PARAM_INVALID, param_name="sort_by")
    return name


def email_of(text: str) -> str:
    """Return the part of an address that is searched for.

    Raises:
        ApiError: no address holds it.
    """
    if "\x00" in text:
        raise ApiError(PARAM_NOT_MATCHED, param_name="email")
    return text


def digits_of(text: str) -> str:
    """Return the digits of a phone number, or of a part of one.

    Raises:
        ApiError: the text is no phone number.
    """
    digits = "".join(re.findall("[0-9]", text))
    if _PHONE.fullmatch(text) is None or not digits:
        raise ApiError(PARAM_NOT_MATCHED, param_name="phone")
    return digits


def words_asked(text: str) -> tuple[str, ...]:
    """Return the words that a record has to have; each may be the beginning of one.

    Raises:
        ApiError: more than one `*`, nothing but special characters, or less than two letters.
    """
    if text.count("*") > 1:
        raise ApiError(WORD_WILDCARDS, param_name="word")
    words = words_of(text)
    if not words:
        raise ApiError(WORD_WITHOUT_LETTERS, param_name="word")
    if sum(map(len, words)) < _LETTERS:
        raise ApiError(WORD_TOO_SHORT, param_name="word")
    return words
