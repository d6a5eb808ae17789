"""Searching the users of an org, which live in its metadata and in no table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crmstead.access.caller import Caller
from crmstead.errors.raised import ApiError
from crmstead.errors.searching import SEARCH_PAGES_PASSED, SEARCH_PARAM_MISSING
from crmstead.metadata.describing.asked import Page
from crmstead.model.people import User
from crmstead.query.comparing import column, like
from crmstead.query.evaluating import holds
from crmstead.query.plan import Any as AnyOf
from crmstead.query.plan import Condition, Like
from crmstead.query.search_criteria import parse_criteria
from crmstead.query.search_params import (
    NEEDLES,
    REACHED,
    digits_of,
    email_of,
    needle_asked,
    words_asked,
)
from crmstead.query.searching import search_condition
from crmstead.query.special_values import Moment
from crmstead.query.words import words_of
from crmstead.records.read.searching import searched_fields
from crmstead.records.write.rows import USERS
from crmstead.store.orgs import OpenOrg


def find_users(
    org: OpenOrg, caller: Caller, users: Sequence[User], query: Mapping[str, str], page: Page
) -> list[User]:
    """Return those of some users whom a search finds, newest first.

    Raises:
        ApiError: a parameter is not good, or the page is beyond what is reached.
    """
    needle = needle_asked(query)
    if needle is None:
        raise ApiError(SEARCH_PARAM_MISSING, param_names=list(NEEDLES))
    if page.number * page.size > REACHED:
        raise ApiError(SEARCH_PAGES_PASSED, limit=str(REACHED))
    name, text = needle
    if name == "word":
        words = words_asked(text)
        found = [user for user in users if _has_words(stored_user(org, user), words)]
    else:
        condition = _condition(org, caller, name, text)
        found = [user for user in users if holds(condition, stored_user(org, user))]
    return sorted(found, key=lambda user: user.id, reverse=True)


def _condition(org: OpenOrg, caller: Caller, name: str, text: str) -> Condition:
    fields = searched_fields(org, caller, org.catalogue.module_by_name[USERS])
    if name == "criteria":
        moment = Moment(org.clock.seconds(), caller.zone, caller.user.id)
        return search_condition(parse_criteria(text), fields, moment)
    if name == "email":
        address = email_of(text)
        return AnyOf(tuple(like(one, "contains", address) for one in fields.of_kind(name)))
    digits = digits_of(text)
    numbers = fields.of_kind(name)
    return AnyOf(tuple(Like(column(one), "contains", digits, digits=True) for one in numbers))


def _has_words(values: Mapping[str, Any], words: Sequence[str]) -> bool:
    held = words_of(" ".join(value for value in values.values() if isinstance(value, str)))
    return all(any(one.startswith(word) for one in held) for word in words)


def stored_user(org: OpenOrg, user: User) -> dict[str, Any]:
    """Return a user's values by the names of the fields of their module, in stored form."""
    catalogue = org.catalogue
    changed = user.created_time if user.modified_time is None else user.modified_time
    return {
        "id": user.id,
        "zuid": user.zuid,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "full_name": user.full_name,
        "email": user.email,
        "role": catalogue.role_by_id[user.role].name,
        "profile": catalogue.profile_by_id[user.profile].name,
        "Reporting_To": user.reporting_to,
        "phone": user.phone,
        "mobile": user.mobile,
        "country": user.country,
        "language": user.language,
        "locale": user.locale,
        "country_locale": user.country_locale,
        "time_zone": user.time_zone,
        "status": user.status,
        "confirm": user.confirm,
        "type__s": user.type,
        "created_by": user.created_by,
        "Modified_By": user.created_by,
        "created_time": user.created_time,
        "Modified_Time": changed,
    }
