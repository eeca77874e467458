"""What the state keeps of a value: its exact type, whatever a person sends."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from runtime.engine.spiff import values
from runtime.feel import YearMonth
from runtime.kernel.errors import BadOutput

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
KEPT = {
    "number": Decimal("1.10"),
    "long number": Decimal("12345678901234567890.123"),
    "exponent": Decimal("1E+3"),
    "integer": 3,
    "huge integer": 1 << 80,
    "float": 19.99,
    "true": True,
    "null": None,
    "text": "𠮷田 😀",
    "text like a tag": "$n",
    "date": date(2020, 2, 29),
    "naive": datetime.fromisoformat("2026-11-21T08:00:00"),
    "utc": datetime(2026, 11, 21, 8, 0, 0, 5, UTC),
    "offset": datetime(2026, 11, 21, 8, tzinfo=timezone(timedelta(hours=5.5))),
    "zone": datetime(2026, 11, 21, 8, tzinfo=SHANGHAI),
    "second 2:30 of the night": datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=BERLIN),
    "time": time(8, 30),
    "time with offset": time(8, 30, tzinfo=UTC),
    "time with zone": time(8, 30, tzinfo=SHANGHAI),
    "duration": timedelta(days=-1, seconds=3, microseconds=7),
    "months": YearMonth(-14),
    "empty": {},
    "list": [Decimal("1"), {"x": date(2020, 2, 29)}, []],
    "user's tag": {"$n": "not a number"},
    "user's escaped tag": {"$$n": "1", "$": {"$d": [1]}, "": 0},
    "tag beside others": {"$n": "1", "b": Decimal("2")},
}


@pytest.mark.parametrize("name", KEPT)
def test_a_value_comes_back_as_it_was(name: str) -> None:
    value = KEPT[name]

    back = values.read(values.write({"kept": value}))["kept"]

    assert (type(back), repr(back)) == (type(value), repr(value))


def test_the_second_half_past_two_comes_back_as_the_second() -> None:
    moment = KEPT["second 2:30 of the night"]

    back = values.read(values.write([moment]))[0]

    assert back.utcoffset() == moment.utcoffset()


def test_plain_data_is_written_without_tags() -> None:
    assert values.write({"a": [1, "x", None]}) == b'{"a":[1,"x",null]}'


class Colour(StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ((1, 2), [1, 2]),
        (Colour.RED, "red"),
        ({Colour.RED: Colour.RED}, {"red": "red"}),
    ],
)
def test_own_makes_plain_data(given: Any, kept: Any) -> None:
    assert values.own(given) == kept


@pytest.mark.parametrize(
    "alien",
    [object(), {1: "number as key"}, {"x": {1, 2}}, float("nan"), b"bytes", "\ud800"],
    ids=["object", "number as key", "set", "not a number", "bytes", "surrogate"],
)
def test_own_refuses_what_cannot_be_stored(alien: Any) -> None:
    with pytest.raises(BadOutput):
        values.own({"deep": [alien]})


def test_own_refuses_data_that_holds_itself() -> None:
    endless: list[Any] = []
    endless.append(endless)

    with pytest.raises(BadOutput, match="deeper than"):
        values.own(endless)


def test_own_shares_nothing_with_what_it_was_given() -> None:
    given = {"list": [{"x": 1}]}

    copied = values.own(given)
    given["list"][0]["x"] = 2

    assert copied == {"list": [{"x": 1}]}


def test_own_context_wants_names() -> None:
    with pytest.raises(BadOutput, match="names with values"):
        values.own_context([1], what="order.facts")


@pytest.mark.parametrize("zone", [UTC, SHANGHAI, timezone(timedelta(hours=8))])
def test_the_same_moment_keeps_the_zone_it_is_told_in(zone):
    values.write(datetime(2026, 11, 21, tzinfo=UTC))
    moment = datetime(2026, 11, 21, tzinfo=UTC).astimezone(zone)
    assert values.read(values.write(moment)).tzinfo == zone
