"""Moments as answers show them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from crmstead.model.times import Times, times_of

ZONES = (
    "UTC",
    "America/Los_Angeles",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Pacific/Apia",
    "Africa/Monrovia",
)


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("America/Los_Angeles", "2023-05-10T01:10:47-07:00"),
        ("Asia/Kolkata", "2023-05-10T13:40:47+05:30"),
        ("UTC", "2023-05-10T08:10:47+00:00"),
        ("Pacific/Marquesas", "2023-05-09T22:40:47-09:30"),
    ],
)
def test_a_moment_is_shown_in_the_callers_zone(zone: str, shown: str) -> None:
    assert Times(ZoneInfo(zone)).format(1683706247) == shown


@pytest.mark.parametrize("zone", ZONES)
def test_it_agrees_with_the_calendar_through_every_hour_of_a_year(zone: str) -> None:
    times, place = Times(ZoneInfo(zone)), ZoneInfo(zone)
    for seconds in range(1_672_444_800, 1_704_153_600, 3_571):
        expected = datetime.fromtimestamp(seconds, place).isoformat()
        assert times.format(seconds) == expected
        assert times.format(seconds) == expected, "from the cache too"


@pytest.mark.parametrize("zone", ZONES)
def test_it_names_the_same_moment_at_the_ends_of_time(zone: str) -> None:
    for seconds in (-62_135_510_400, -10_000_000_000, -1, 0, 253_402_214_400):
        shown = datetime.fromisoformat(Times(ZoneInfo(zone)).format(seconds))
        assert shown == datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)


def test_an_hour_that_comes_twice_is_told_apart_by_its_offset() -> None:
    times = Times(ZoneInfo("America/New_York"))
    assert times.format(1_699_162_200) == "2023-11-05T01:30:00-04:00"
    assert times.format(1_699_165_800) == "2023-11-05T01:30:00-05:00"


def test_a_zone_has_one_formatter() -> None:
    assert times_of(ZoneInfo("Asia/Tokyo")) is times_of(ZoneInfo("Asia/Tokyo"))
