"""A wrong order tells all its faults at once, each at its field, in zh and en."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtime.kernel.errors import Invalid
from runtime.orders.order.decoding import decode_order
from runtime.orders.order.faults import faults_of
from runtime.orders.order.tidying import tidy

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def faults(least: dict[str, Any]) -> Callable[..., dict[str, str]]:
    """Return a maker of field → English sentences for an order made wrong."""

    def of(**fields: Any) -> dict[str, str]:
        with pytest.raises(Invalid) as refused:
            decode_order({**least, **fields}, SHANGHAI)
        told = refused.value.fields
        return {path: told[path][0].say("en") for path in told}

    return of


def test_all_faults_are_told_at_once(faults):
    wrong = faults(total="-1", kind="gift", lines=[{"quantity": 0}, {"sku": 5}])
    assert list(wrong) == [
        "kind",
        "total",
        "lines[0].sku",
        "lines[0].quantity",
        "lines[1].sku",
    ]


@pytest.mark.parametrize("field", ["external_no", "placed_at", "total", "channel"])
def test_a_required_field_is_named_when_missing(faults, field):
    assert faults(**{field: None}) == {
        field: "Expected a value, but none was given. Fill it in."
    }


def test_an_unknown_kind_names_the_known_ones(faults):
    assert faults(kind="gift")["kind"] == (
        "Expected one of ordinary / rush / presale / presale_balance / appointment / "
        "resend, but found gift."
    )


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("external_no", "  "),
        ("external_no", True),
        ("external_no", "9" * 201),
        ("placed_at", "2026-11-11"),
        ("placed_at", "11.11.2026 00:00"),
        ("placed_at", "2026-13-11 00:00:00"),
        ("placed_at", "0001-01-01 00:00:00"),
        ("placed_at", 1605024003),
        ("total", "abc"),
        ("total", "1,234.00"),
        ("total", "1.23456"),
        ("total", "1234567890123"),
        ("total", True),
        ("total", float("nan")),
        ("total", "-0.01"),
        ("paid", "-1"),
        ("currency", "yuan"),
        ("currency", "CN¥"),
        ("remark", 5),
        ("tags", "VIP"),
        ("tags", ["x" * 201]),
        ("lines", {}),
        ("customer", "张三"),
        ("extra", "text"),
        ("remark", "x" * 4_001),
    ],
)
def test_a_wrong_value_is_told_at_its_field(faults, field, wrong):
    assert next(iter(faults(**{field: wrong}))).startswith(field)


def test_the_sentence_names_what_was_found(faults):
    assert faults(total="abc")["total"] == (
        "Expected an amount such as 199.00, but found abc. Use digits and a point only."
    )


def test_the_sentence_is_chinese_for_chinese_readers(least):
    with pytest.raises(Invalid) as refused:
        decode_order({**least, "lines": [{"sku": "A", "custom": "yes"}]}, SHANGHAI)
    told = refused.value.fields["lines[0].custom"][0].say("zh")
    assert told == "应为true 或 false，实际为 yes。"


_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.floats(),
    st.sampled_from(["", " ", "1.5", "-1", "CNY", "rush", "2026-11-11 00:00:03"]),
    st.text(max_size=5),
    st.lists(st.sampled_from(["VIP", 1, None]), max_size=2),
    st.just({}),
)
_LINES = st.lists(
    st.dictionaries(
        st.sampled_from(["sku", "quantity", "unit_price", "custom", "other"]), _VALUES
    ),
    max_size=2,
)
_FIELDS = st.sampled_from(
    [
        *("channel", "external_no", "placed_at", "paid_at", "total", "paid"),
        *("kind", "currency", "coupon", "customer", "tags", "remark", "extra", "odd"),
    ]
)


def _decodes(payload: dict[str, Any]) -> bool:
    try:
        decode_order(payload, SHANGHAI)
    except Invalid:
        return False
    return True


@given(changes=st.dictionaries(_FIELDS, _VALUES, max_size=3), lines=_LINES)
def test_the_schema_and_the_types_refuse_the_same_orders(changes, lines):
    payload = {
        "channel": "own",
        "external_no": "T-1",
        "placed_at": "2026-11-11 00:00:03",
        "total": "199.00",
        "lines": lines,
        **changes,
    }
    assert _decodes(payload) == (not faults_of(tidy(payload).payload))
