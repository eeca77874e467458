"""What expressions may read of an order is what an order is."""

from datetime import UTC, datetime

import pytest

from runtime import feel
from runtime.orders.order.bodies import as_context
from runtime.orders.order.canonical import Line, Order
from runtime.orders.order.vocabulary import order_type

PLACED = datetime(2026, 11, 21, tzinfo=UTC)
SCHEMA = {"order": order_type()}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("order.total", "number"),
        ("order.placed_at", "date and time"),
        ("order.customer.credit", "string"),
        ("order.lines[1].custom", "boolean"),
        ("order.lines[1].quantity", "number"),
        ("order.tags[1]", "string"),
        ("order.ship_to.city", "string"),
        ("order.extra.anything", "any"),
        ("order.order_no", "string"),
    ],
)
def test_a_field_has_its_type(text, kind):
    found = feel.review(text, feel.setting_of(SCHEMA))

    assert (found.remarks, found.type) == ((), kind)


def test_every_field_that_feel_sees_is_declared():
    order = Order(
        channel="own",
        external_no="1",
        placed_at=PLACED,
        total=1,
        lines=(Line(sku="x"),),
    )

    assert as_context(order, "N-1").keys() == order_type().fields.keys()


def test_a_kind_that_no_order_has_is_a_fault():
    (found,) = feel.lint('order.kind = "rus"', SCHEMA)

    assert (found.code, found.fix.say("en").strip()) == (
        "feel-value-not-allowed",
        'Did you mean "rush"?',
    )
