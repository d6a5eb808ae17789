"""What a request for settings asks for: its parameters and ids, checked.

Values come as a stranger sent them; whatever they hold, the outcome is a value or an ApiError.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any

from crmstead.errors.parameters import PARAM_INVALID, PARAM_MISSING, PARAM_NOT_MATCHED
from crmstead.errors.raised import ApiError
from crmstead.errors.requests import MODULE_UNKNOWN, PATH_ID_INVALID
from crmstead.errors.settings import IDS_TOO_MANY, SETTINGS_MODULE_NOT_IN_API, STATUS_INVALID
from crmstead.fieldtypes.datetime import parse_datetime
from crmstead.metadata.catalogue import Catalogue
from crmstead.model.ids import parse_id
from crmstead.model.module import Module

_MOST_PER_PAGE = 200
_MOST_IDS = 100
#: Digits of a page number that are looked at; no list is longer.
_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list."""

    number: int
    size: int

    def cut(self, items: Sequence[Any]) -> tuple[list[Any], dict[str, Any]]:
        """Return the items of the page and its `info`."""
        start = (self.number - 1) * self.size
        found = list(items[start : start + self.size])
        return found, self.info(len(found), more=start + self.size < len(items))

    def info(self, count: int, *, more: bool) -> dict[str, Any]:
        """Return the `info` of the page, which shows so many items."""
        return {
            "per_page": self.size,
            "count": count,
            "page": self.number,
            "more_records": more,
        }


def find_module(catalogue: Catalogue, api_name: str) -> Module | None:
    """Return the module of a name, if settings may name it; letter case counts.

    Rows inside a record and links of standard modules are none; `Users`, no module of records
    either, has fields.
    """
    module = catalogue.module_by_name.get(api_name)
    inner = module is not None and module.pseudo and (module.is_subform or module.is_linking)
    return None if inner else module


def module_asked(
    catalogue: Catalogue,
    query: Mapping[str, str],
    *,
    missing: str = "param_name",
    **details: Any,
) -> Module:
    """Return the module that the parameter `module` names.

    `missing` is the details key of REQUIRED_PARAM_MISSING, `details` those of INVALID_MODULE: the
    pages differ in both (platform reference 2).
    """
    name = query.get("module")
    if not name:
        named: dict[str, Any] = {missing: "module"}
        raise ApiError(PARAM_MISSING, **named)
    module = find_module(catalogue, name)
    if module is None:
        raise ApiError(MODULE_UNKNOWN, **details)
    if not (module.api_supported or module.fields):
        raise ApiError(SETTINGS_MODULE_NOT_IN_API, **details)
    return module


def path_id(text: str, index: int) -> int:
    """Return the id in a path, whose segment after the version counts from 0."""
    number = parse_id(text)
    if number is None:
        raise ApiError(PATH_ID_INVALID, resource_path_index=index)
    return number


def id_asked(query: Mapping[str, str], name: str) -> int | None:
    """Return the id that a parameter holds, or None without the parameter."""
    text = query.get(name)
    if not text:
        return None
    number = parse_id(text)
    if number is None:
        raise ApiError(PARAM_INVALID, param_name=name)
    return number


def ids_asked(query: Mapping[str, str]) -> frozenset[int] | None:
    """Return the ids that `ids` lists, or None without it."""
    if "ids" not in query:
        return None
    texts = [text.strip() for text in query["ids"].split(",") if text.strip()]
    if len(texts) > _MOST_IDS:
        raise ApiError(IDS_TOO_MANY, limit=_MOST_IDS, param_name="ids")
    numbers = [parse_id(text) for text in texts]
    found = frozenset(number for number in numbers if number is not None)
    if None in numbers or not found:
        raise ApiError(PARAM_INVALID, param_name="ids")
    return found


def page_asked(query: Mapping[str, str], most: int = _MOST_PER_PAGE) -> Page:
    """Return the page asked for; a larger `per_page` than there is counts as the largest."""
    return Page(_positive(query, "page", 1), min(_positive(query, "per_page", most), most))


def _positive(query: Mapping[str, str], name: str, default: int) -> int:
    text = query.get(name, "").strip()
    if name not in query:
        return default
    number = int(text[:_DIGITS]) if text.isascii() and text.isdigit() else 0
    if number < 1:
        raise ApiError(PARAM_INVALID, expected_data_type="integer", param_name=name)
    return number


def choice_asked(query: Mapping[str, str], name: str, default: str, known: Collection[str]) -> str:
    """Return the word that a parameter holds, one of the known ones."""
    word = query.get(name) or default
    if word not in known:
        raise ApiError(PARAM_NOT_MATCHED, param_name=name)
    return word


def statuses_asked(query: Mapping[str, str], known: Sequence[str]) -> frozenset[str] | None:
    """Return the words that `status` lists, or None without it."""
    text = query.get("status")
    if not text:
        return None
    words = frozenset(word.strip() for word in text.split(","))
    if not words <= frozenset(known):
        raise ApiError(STATUS_INVALID, param_name="status", supported_values=list(known))
    return words


def words_asked(query: Mapping[str, str], name: str, known: Collection[str]) -> frozenset[str]:
    """Return those words of a comma list that are known; the others are passed over."""
    words = frozenset(word.strip() for word in query.get(name, "").split(","))
    return words.intersection(known)


def since_asked(headers: Mapping[str, str]) -> int | None:
    """Return the moment of `If-Modified-Since`, in ISO 8601 or as a mail or browser writes it."""
    return _moment_asked(headers, "If-Modified-Since")


def unmodified_asked(headers: Mapping[str, str]) -> int | None:
    """Return the moment of `If-Unmodified-Since`, in the same forms."""
    return _moment_asked(headers, "If-Unmodified-Since")


def _moment_asked(headers: Mapping[str, str], name: str) -> int | None:
    text = headers.get(name.lower(), "").strip()
    if not text:
        return None
    seconds = parse_datetime(text, UTC)
    if seconds is None:
        seconds = _mail_date(text)
    if seconds is None:
        raise ApiError(PARAM_INVALID, expected_data_type="datetime", param_name=name)
    return seconds


def _mail_date(text: str) -> int | None:
    try:
        return int(parsedate_to_datetime(text).timestamp())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
