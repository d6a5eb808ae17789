"""Users as answers show them (platform reference 3.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from crmstead.metadata.catalogue import Catalogue
from crmstead.metadata.describing.reader import named, user_reference
from crmstead.model.people import User
from crmstead.model.times import times_of


@dataclass(frozen=True, slots=True)
class UserReader:
    """Who is told of users, and when."""

    catalogue: Catalogue
    #: The id of the user who asks, and his zone.
    asking: int
    zone: ZoneInfo
    #: In seconds.
    now: int


def changed_time(user: User) -> int:
    """Return when a user was changed last."""
    return user.created_time if user.modified_time is None else user.modified_time


#: What nobody can enter here: the shapes of an account without shifts and pictures.
_UNSET: dict[str, Any] = dict.fromkeys(
    (
        "$current_shift", "$next_shift", "$shift_effective_from", "image_link", "status_reason__s",
    )
)  # fmt: skip
_DEFAULTS: dict[str, Any] = {"microsoft": False, "sandboxDeveloper": False}
#: Keys that show what is kept under the same name.
_AS_KEPT = (
    "alias", "city", "dob", "fax", "state", "street", "website", "zip", "phone", "mobile",
    "country", "country_locale", "locale", "language", "time_zone", "date_format", "time_format",
    "decimal_separator", "number_separator", "zuid", "first_name", "last_name", "full_name",
    "email", "status", "confirm",
)  # fmt: skip
_TAB = {"font_color": "#FFFFFF", "background": "#222222"}
#: What users are told of themselves only.
_OWN: dict[str, Any] = {
    "personal_account": False,
    "default_tab_group": "0",
    "customize_info": {
        "notes_desc": None,
        "show_right_panel": None,
        "bc_view": None,
        "show_home": False,
        "show_detail_view": True,
        "show_left_panel": False,
        "unpin_recent_item": None,
    },
    "theme": {
        "normal_tab": _TAB,
        "selected_tab": _TAB,
        "new_background": None,
        "background": "#F3F0EB",
        "screen": "fixed",
        "type": "default",
    },
}


def describe_user(reader: UserReader, user: User, *, own: bool = False) -> dict[str, Any]:
    """Return a user; `own` adds what users are told of themselves only."""
    catalogue = reader.catalogue
    return {
        **_UNSET,
        **_DEFAULTS,
        **(_own(user) if own else {}),
        **{key: getattr(user, key) for key in _AS_KEPT},
        "id": str(user.id),
        "type__s": user.type,
        "Isonline": user.id == reader.asking,
        "role": named(user.role, catalogue.role_by_id[user.role].name),
        "profile": named(user.profile, catalogue.profile_by_id[user.profile].name),
        "Reporting_To": user_reference(catalogue, user.reporting_to),
        **_times(reader, user),
        **_features(catalogue, user),
    }


def _own(user: User) -> dict[str, Any]:
    return {
        **_OWN,
        "name_format__s": user.name_format,
        "sort_order_preference__s": user.sort_order,
        "signature": user.signature,
    }


def _times(reader: UserReader, user: User) -> dict[str, Any]:
    times, catalogue = times_of(reader.zone), reader.catalogue
    modifier = user.created_by if user.modified_by is None else user.modified_by
    now = datetime.fromtimestamp(reader.now, UTC)
    offset = now.astimezone(ZoneInfo(user.time_zone)).utcoffset()
    return {
        "offset": 0 if offset is None else int(offset.total_seconds()) * 1000,
        "created_time": times.format(user.created_time),
        "created_by": user_reference(catalogue, user.created_by),
        "Modified_Time": times.format(changed_time(user)),
        "Modified_By": user_reference(catalogue, modifier),
    }


def _features(catalogue: Catalogue, user: User) -> dict[str, Any]:
    """Return the keys that a feature of the org brings along."""
    found: dict[str, Any] = {}
    if "multi_currency" in catalogue.org.features:
        found["Currency"] = catalogue.org.iso_code
    if "territories" in catalogue.org.features:
        territories = (catalogue.territory_by_id.get(number) for number in user.territories)
        found["territories"] = [
            {"manager": one.manager == user.id, **named(one.id, one.name)}
            for one in territories
            if one is not None
        ]
    return found
