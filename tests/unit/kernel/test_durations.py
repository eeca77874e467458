"""Durations are those of ISO 8601 whose length does not depend on the date."""

import re
from datetime import timedelta

import pytest

from runtime.kernel.durations import parse_duration


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("PT30M", {"minutes": 30}),
        ("P1DT12H", {"days": 1, "hours": 12}),
        ("P2W", {"weeks": 2}),
        ("PT1H2M3S", {"hours": 1, "minutes": 2, "seconds": 3}),
        (" PT0S ", {}),
        ("PT90M", {"minutes": 90}),
    ],
)
def test_a_duration_is_read(text, parts):
    assert parse_duration(text) == timedelta(**parts)


@pytest.mark.parametrize(
    "text",
    [
        *("  ", "P", "PT", "P1DT", "P1Y", "P1M", "P1Y2M", "PT1.5H", "-PT5M", "PT-5M"),
        *("30M", "pt30m", "PT30", "PT5M6H", "P9999999999999D", "PT5M\nPT6M"),
    ],
)
def test_what_is_no_such_duration_is_refused(text):
    with pytest.raises(ValueError, match=re.escape(text)):
        parse_duration(text)
