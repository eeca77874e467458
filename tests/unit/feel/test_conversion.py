"""FEEL values to and from data and typed JSON."""

import json
from datetime import date, timedelta
from decimal import Decimal
from enum import IntEnum, StrEnum
from functools import reduce
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.feel.builtins import BUILTINS
from runtime.feel.comparison import equal
from runtime.feel.conversion import (
    from_data,
    from_typed_json,
    read_typed,
    to_data,
    to_typed_json,
)
from runtime.feel.frame import Exhausted, FeelError, Frame
from runtime.feel.values import Range, YearMonth
from tests.unit.feel.framed import at, inside


class Colour(StrEnum):
    RED = "red"


class Level(IntEnum):
    HIGH = 3


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (None, None),
        (True, True),
        ("text", "text"),
        (3, Decimal(3)),
        (10**40, Decimal(10**40)),
        (10**40 + 1, Decimal(10**40)),
        (19.99, Decimal("19.99")),
        (0.1, Decimal("0.1")),
        (float("nan"), None),
        (float("inf"), None),
        ((1, 2), [Decimal(1), Decimal(2)]),
        ({"a": [1.5]}, {"a": [Decimal("1.5")]}),
        (MappingProxyType({"a": 1}), {"a": Decimal(1)}),
        (Colour.RED, "red"),
        (Level.HIGH, Decimal(3)),
        (date(2026, 11, 21), date(2026, 11, 21)),
        (object(), None),
        (BUILTINS["abs"], BUILTINS["abs"]),
    ],
)
def test_data_becomes_a_value(data, value):
    found = from_data(data)

    assert (type(found), found) == (type(value), value)


MORNING = at("2026-11-21T08:00:00")
LONG = Decimal("1.00000000000000001")
VALUES = [
    None,
    True,
    "text",
    Decimal("199.00"),
    at("2026-11-21"),
    at("08:30:00+08:00"),
    at("2026-11-21T08:30:00@Asia/Shanghai"),
    at("P1DT2H"),
    at("P1Y2M"),
    [Decimal(1), [None]],
    {"a": {"b": Decimal(2)}},
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_values_stay_typed_as_data(value):
    data = to_data(value)

    assert (type(data), data) == (type(value), value)


def test_data_is_a_copy():
    value = {"a": [Decimal(1)]}

    data = to_data(value)
    data["a"].append(2)

    assert value == {"a": [Decimal(1)]}


@pytest.mark.parametrize(
    "value",
    [Range(Decimal(1), Decimal(2), True, True), BUILTINS["abs"]],
    ids=["range", "function"],
)
@pytest.mark.parametrize("convert", [to_data, to_typed_json])
def test_what_is_no_data_is_null_and_warned(convert, value):
    frame = Frame()

    data = inside(frame, convert, [value])

    assert (data, [each.code for each in frame.warnings]) == ([None], ["feel-not-data"])


@pytest.mark.parametrize("convert", [to_data, to_typed_json])
def test_lists_shared_many_times_are_not_written_out_as_data(convert):
    doubled = reduce(lambda inner, _: [inner, inner], range(45), [Decimal(1)])

    with pytest.raises(Exhausted):
        convert(doubled)


@pytest.mark.parametrize("convert", [to_data, to_typed_json])
def test_a_value_nested_too_deeply_is_no_data(convert):
    nested = reduce(lambda inner, _: [inner], range(5000), [Decimal(1)])

    with pytest.raises(Exhausted):
        convert(nested)


def test_shared_data_is_charged_when_it_is_read():
    doubled = reduce(lambda inner, _: [inner, inner], range(45), [1])

    with pytest.raises(Exhausted):
        inside(Frame(), from_data, doubled)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal(3), "3"),
        (Decimal("3.00"), "3"),
        (Decimal("0.1"), "0.1"),
        (Decimal("-199.90"), "-199.9"),
        (Decimal("9007199254740993"), '"9007199254740993"'),
        (Decimal("0.1234567890123456789"), '"0.1234567890123456789"'),
        (Decimal("1." + "3" * 33), '"1.' + "3" * 33 + '"'),
        (Decimal("1E+20"), "100000000000000000000"),
        (Decimal("1E+400"), '"1' + "0" * 400 + '"'),
        (at("2026-11-21"), '{"type": "date", "value": "2026-11-21"}'),
        (at("08:30:00Z"), '{"type": "time", "value": "08:30:00Z"}'),
        (
            at("2026-11-21T08:30:00+08:00"),
            '{"type": "date and time", "value": "2026-11-21T08:30:00+08:00"}',
        ),
        (timedelta(hours=26), '{"type": "days and time duration", "value": "P1DT2H"}'),
        (YearMonth(14), '{"type": "years and months duration", "value": "P1Y2M"}'),
        (["a", None, True], '["a", null, true]'),
        (
            {"type": "date", "value": "x"},
            '{"type": "context", "value": {"type": "date", "value": "x"}}',
        ),
        ({"type": "date"}, '{"type": "date"}'),
    ],
)
def test_typed_json_is_written_as_the_contract_says(value, written):
    assert json.dumps(to_typed_json(value)) == written


@pytest.mark.parametrize(
    ("data", "value"),
    [
        ({"type": "date", "value": "2026-11-21"}, at("2026-11-21")),
        ({"type": "dateTime", "value": "2026-11-21T08:00:00"}, MORNING),
        ({"type": "dayTimeDuration", "value": "PT1H"}, at("PT1H")),
        ({"type": "duration", "value": "P1Y"}, at("P1Y")),
        ({"type": "number", "value": "1.00000000000000001"}, LONG),
        ({"type": "number", "value": 3}, Decimal(3)),
        ({"type": "string", "value": "3"}, "3"),
        ({"type": "date", "value": None}, None),
        ({"type": "gift", "value": "x"}, {"type": "gift", "value": "x"}),
        ({"type": "date", "values": "x"}, {"type": "date", "values": "x"}),
        ([{"a": 0.1}], [{"a": Decimal("0.1")}]),
    ],
)
def test_typed_json_is_read(data, value):
    assert from_typed_json(data) == value


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("date", "2026-02-29"),
        ("date", "today"),
        ("date", 20261121),
        ("number", "many"),
        ("number", "NaN"),
        ("number", "1e9999"),
        ("string", 3),
        ("colour", "red"),
        ("context", "x"),
    ],
)
def test_typed_json_that_is_not_of_its_type_is_refused(kind, value):
    with pytest.raises(FeelError):
        read_typed(kind, value)


SCALARS = (
    st.none()
    | st.booleans()
    | st.text(max_size=8)
    | st.integers(-(2**53), 2**53).map(Decimal)
    | st.floats(allow_nan=False, allow_infinity=False).map(lambda f: Decimal(repr(f)))
    | st.dates()
    | st.datetimes(timezones=st.none())
    | st.timedeltas()
    | st.integers(-9_999, 9_999).map(YearMonth)
)
KEYS = st.text(max_size=4) | st.sampled_from(["type", "value"])
TREES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(deadline=None)
@given(TREES)
def test_typed_json_there_and_back_is_the_same_value(value):
    written = json.loads(json.dumps(to_typed_json(value)))

    assert equal(from_typed_json(written), value) is True


@settings(deadline=None)
@given(TREES)
def test_data_there_and_back_is_the_same_value(value):
    assert equal(from_data(to_data(value)), value) is True
