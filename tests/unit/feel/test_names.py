"""Names and paths: of several words, Chinese, ambient, indexed, converted late."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from runtime import feel
from tests.unit.feel.written import value, warnings

AMBIENT = frozenset({"param"})


def test_names_may_be_chinese():
    assert value("number(总金额)", 总金额="12.50") == Decimal("12.50")


def test_names_may_hold_emoji():
    assert value("🚀 + 1", **{"🚀": 1}) == 2


def test_names_may_hold_rare_characters():
    assert value("𠮷 = 1", 𠮷=1) is True


def test_names_may_begin_with_a_keyword():
    assert value("iffy + in_stock + 如if", iffy=1, in_stock=2, 如if=3) == 6


def test_declared_names_may_have_spaces():
    compiled = feel.compile_expression(
        "order  total * 2", schema={"order total": "any"}
    )
    assert compiled.evaluate({"order total": 3}) == 6


def test_the_longest_declared_name_wins():
    schema = {"total": "number", "total amount": "number"}
    compiled = feel.compile_expression("total amount - total", schema=schema)
    assert compiled.evaluate({"total": 1, "total amount": 5}) == 4


def test_keys_of_a_context_may_have_spaces():
    assert value("{unit price: 2, sum: unit price * 3}.sum") == 6


def test_ambient_names_are_read_from_the_frame():
    compiled = feel.compile_expression("param.limit * 2", ambient=AMBIENT)
    frame = feel.Frame(ambient={"param": {"limit": 5}})
    assert compiled.evaluate({}, frame) == 10


def test_a_variable_cannot_pose_as_an_ambient_name():
    compiled = feel.compile_expression("param.limit", ambient=AMBIENT)
    frame = feel.Frame(ambient={"param": {"limit": 5}})
    assert compiled.evaluate({"param": {"limit": 9}}, frame) == 5


def test_a_quick_comparison_reads_ambient_names_from_the_frame_too():
    compiled = feel.compile_expression("param.limit < 7", ambient=AMBIENT)
    frame = feel.Frame(ambient={"param": {"limit": 5}})
    assert compiled.evaluate({"param": {"limit": 9}}, frame) is True


def test_a_loop_variable_may_be_called_like_an_ambient_name():
    text = "for param in [1, 2] return param + 1"
    compiled = feel.compile_expression(text, ambient=AMBIENT)
    assert compiled.evaluate({}, feel.Frame()) == [2, 3]


def test_an_absent_ambient_name_is_null_with_a_warning():
    frame = feel.Frame()
    feel.compile_expression("param", ambient=AMBIENT).evaluate({}, frame)
    assert [each.code for each in frame.warnings] == ["feel-name-not-set"]


@pytest.mark.parametrize(
    "text", ['row["订单 编号"]', 'row [ "订单 编号" ]', 'row["\\u8ba2\\u5355 编号"]']
)
def test_indexed_names_have_fields_of_any_name(text):
    compiled = feel.compile_expression(text, indexed=frozenset({"row"}))
    assert compiled.evaluate({"row": {"订单 编号": "T-1"}}) == "T-1"


def test_an_indexed_name_can_still_be_filtered():
    compiled = feel.compile_expression("row[1]", indexed=frozenset({"row"}))
    assert compiled.evaluate({"row": [7]}) == 7


def test_a_missing_indexed_field_is_null_with_a_warning():
    frame = feel.Frame()
    compiled = feel.compile_expression('row["x"]', indexed=frozenset({"row"}))
    compiled.evaluate({"row": {}}, frame)
    assert [each.code for each in frame.warnings] == ["feel-field-not-set"]


def test_the_free_names_of_an_expression_are_known():
    compiled = feel.compile_expression("for x in items return x * rate + param.a")
    assert compiled.names == {"items", "rate", "param"}


def test_ambient_names_are_listed_apart():
    compiled = feel.compile_expression("amount < param.limit", ambient=AMBIENT)
    assert (compiled.names, compiled.ambient) == ({"amount"}, {"param"})


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (3, Decimal(3)),
        (19.99, Decimal("19.99")),
        ((1, 2), [1, 2]),
        ([{"a": 1.5}], [{"a": Decimal("1.5")}]),
        (float("nan"), None),
        (object(), None),
    ],
)
def test_data_becomes_feel_values(data, expected):
    assert value("x", x=data) == expected


def test_a_path_converts_its_leaf_only():
    order = {"amount": 3, "lines": [object()]}
    assert value("order.amount", order=order) == Decimal(3)


def test_a_path_of_a_list_reads_every_item():
    assert value("items.price", items=[{"price": 1}, {"price": 2}]) == [1, 2]


def test_a_path_through_null_is_null():
    assert value("a.b.c", a={"b": None}) is None


def test_a_path_reads_parts_of_dates():
    assert value("day.year", day=date(2026, 11, 21)) == 2026


def test_a_path_reads_two_word_parts():
    moment = datetime(2026, 11, 21, tzinfo=UTC)
    assert value("moment.time offset", moment=moment).total_seconds() == 0


def test_a_missing_field_is_null_with_a_warning():
    assert warnings("facts.amount", facts={}) == ["feel-field-not-set"]


def test_a_missing_variable_is_null_with_a_warning():
    assert warnings("amount") == ["feel-name-not-set"]


def test_no_attribute_of_a_python_object_is_a_field():
    assert value("x.__class__", x=object()) is None


def test_a_built_in_can_be_passed_as_a_value():
    assert value("{f: count, n: f([1, 2])}.n") == 2
