"""国际订单时间: a time without a zone is read once, by the channel's clock."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from runtime.orders.order.moments import place, read_moment
from runtime.orders.order.unreadable import Unreadable


def _read(written: str, zone: str):
    return place("placed_at", written, read_moment(written), ZoneInfo(zone))


@pytest.mark.parametrize(
    ("written", "zone", "utc"),
    [
        ("2025-12-25 00:30:00", "Asia/Shanghai", "2025-12-24T16:30:00"),
        ("2025-12-24 11:30:00", "America/New_York", "2025-12-24T16:30:00"),
        ("2026-07-01 12:00", "America/New_York", "2026-07-01T16:00:00"),
        ("2026-01-01 12:00", "America/Los_Angeles", "2026-01-01T20:00:00"),
        ("2026-07-01 12:00", "America/Los_Angeles", "2026-07-01T19:00:00"),
        ("2026-03-29T12:00", "Europe/Berlin", "2026-03-29T10:00:00"),
        ("2026-03-28T12:00", "Europe/Berlin", "2026-03-28T11:00:00"),
        ("2026-07-01 12:00", "Asia/Kolkata", "2026-07-01T06:30:00"),
        ("2026-07-01 12:00", "Asia/Kathmandu", "2026-07-01T06:15:00"),
        ("2026-07-01 12:00", "Australia/Lord_Howe", "2026-07-01T01:30:00"),
        ("2026-07-01 12:00", "UTC", "2026-07-01T12:00:00"),
        # China had summer time in 1988
        ("1988-07-01 12:00", "Asia/Shanghai", "1988-07-01T03:00:00"),
    ],
)
def test_the_zone_decides_the_moment(written, zone, utc):
    assert _read(written, zone).utc == datetime.fromisoformat(utc).replace(tzinfo=UTC)


def test_an_hour_shown_twice_is_told_and_the_first_is_taken():
    reading = _read("2026-11-01 01:30:00", "America/New_York")
    assert (reading.doubt, reading.utc.hour) == ("twice", 5)


def test_an_hour_that_summer_time_skips_is_told():
    assert _read("2026-03-08 02:30:00", "America/New_York").doubt == "never"


def test_the_other_hours_of_that_day_are_beyond_doubt():
    assert _read("2026-03-08 12:30:00", "America/New_York").doubt == ""


def test_an_offset_is_kept_as_given():
    written = "2026-11-11T00:00:03.250000-05:00"
    assert read_moment(written).isoformat() == written


def test_z_means_utc():
    assert read_moment("2026-11-11T00:00:03Z").isoformat().endswith("+00:00")


@pytest.mark.parametrize(
    "wrong",
    [
        *(
            "",
            "now",
            "2026-11-11",
            "20261111T000003",
            "2026-11-11T",
            "2026/11/11 00:00",
        ),
        *("2026-02-30 00:00:00", "2026-11-11 24:30:00", "2026-11-11T00:00:03+08:00:30"),
        *("1969-12-31 23:59:59", "2200-01-01 00:00:00", 0, None, 1605024003.5),
    ],
)
def test_what_is_no_moment_is_refused(wrong):
    with pytest.raises(Unreadable):
        read_moment(wrong)
