"""The order as the interface shows it and takes it; the canonical decoder judges it."""

from __future__ import annotations

from typing import Any

import orjson
from marshmallow import Schema, fields, validate

from runtime.orders.order.canonical import CREDITS, KINDS, MOST_LINES, PAYMENT_METHODS
from runtime.orders.order.rights import ALL, Sight

MOST_AT_ONCE = 1_000


def _text(**more: Any) -> fields.String:
    return fields.String(**more)


def _moment(**more: Any) -> fields.String:
    said = {"format": "date-time"}
    return fields.String(metadata=said, **more)


def _one_of(names: tuple[str, ...]) -> fields.String:
    return fields.String(validate=validate.OneOf(names))


def _money(**more: Any) -> fields.String:
    pattern = validate.Regexp(r"^-?[0-9]{1,12}([.][0-9]{1,4})?$")
    said = {"description": "exact decimal, as text; JSON numbers are taken, too"}
    return fields.String(validate=pattern, metadata=said, **more)


class Coupon(Schema):
    """The coupon used; no code means none."""

    code = _text()
    limited = fields.Boolean()


class Customer(Schema):
    """Who bought."""

    id = _text()
    name = _text()
    phone = _text()
    tags = fields.List(fields.String())
    credit = _one_of(CREDITS)
    registered_at = _moment(allow_none=True)


class ShipTo(Schema):
    """Where it goes."""

    country = _text()
    province = _text()
    city = _text()
    district = _text()
    street = _text()
    building = _text()
    postcode = _text()


class Line(Schema):
    """One article."""

    sku = _text(required=True, validate=validate.Length(1, 200))
    name = _text()
    quantity = fields.Integer(validate=validate.Range(1, 1_000_000))
    unit_price = _money(allow_none=True)
    list_price = _money(allow_none=True)
    category = _text()
    custom = fields.Boolean()
    fragile = fields.Boolean()
    fresh = fields.Boolean()
    cold_chain = fields.Boolean()
    serial_required = fields.Boolean()


class OrderIn(Schema):
    """One canonical order; what no field knows is kept in `extra`."""

    channel = _text(required=True, validate=validate.Length(1, 200))
    external_no = _text(required=True, validate=validate.Length(1, 200))
    placed_at = _moment(required=True)
    total = _money(required=True)
    kind = _one_of(KINDS)
    paid_at = _moment(allow_none=True)
    payment_method = _one_of(PAYMENT_METHODS)
    currency = _text(validate=validate.Regexp("^[A-Z]{3}$"))
    paid = _money()
    coupon = fields.Nested(Coupon)
    customer = fields.Nested(Customer)
    ship_to = fields.Nested(ShipTo)
    lines = fields.List(fields.Nested(Line), validate=validate.Length(max=MOST_LINES))
    tags = fields.List(fields.String())
    remark = _text()
    gift = _text()
    promised_at = _moment(allow_none=True)
    extra = fields.Dict(keys=fields.String())

    def load(self, data: Any, **more: Any) -> Any:
        """Take it as it comes: the order's own decoder tells every fault at once."""
        return data


class Marks(Schema):
    """How urgent an order is, and where it stands."""

    order_no = fields.String(required=True)
    state = fields.String(required=True)
    grade = fields.String(required=True, allow_none=True)
    level = fields.String(required=True, allow_none=True)
    color = fields.String(required=True, allow_none=True)
    registered_at = fields.DateTime(required=True)


class OrderCard(OrderIn, Marks):
    """One order; a field that is hidden from the caller's roles is left out."""

    total = _money()


class ListedOrder(Marks):
    """One order as lists show it."""

    channel = fields.String(required=True)
    external_no = fields.String(required=True)
    kind = fields.String(required=True)
    total = fields.String(required=True, allow_none=True)
    paid = fields.String(required=True, allow_none=True)
    placed_at = fields.DateTime(required=True)


class OrdersIn(Schema):
    """Orders to take at once."""

    items = fields.List(
        fields.Nested(OrderIn),
        required=True,
        validate=validate.Length(1, MOST_AT_ONCE),
    )

    def load(self, data: Any, **more: Any) -> Any:
        """Take the orders as they come, also without an object around them."""
        if isinstance(data, list):
            return {"items": data}
        return super().load(data, **more)


class BatchResult(Schema):
    """What became of one order of a batch: 201, 200, or why it was refused."""

    status = fields.Integer(required=True)
    external_no = fields.String(required=True, allow_none=True)
    order_no = fields.String(required=True, allow_none=True)
    code = fields.String()
    detail = fields.String()
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))


class BatchResults(Schema):
    """What became of each order, in the same sequence."""

    items = fields.List(fields.Nested(BatchResult), required=True)


class EventIn(Schema):
    """Something that happened outside: `paid`, `cancelled`, or an awaited message."""

    event = fields.String(required=True, validate=validate.Length(1, 200))
    data = fields.Dict(keys=fields.String(), load_default=dict)


class EventDone(Schema):
    """How many process instances the event moved, and where the order stands."""

    order_no = fields.String(required=True)
    moved = fields.Integer(required=True)
    state = fields.String(required=True)


class StoryLine(Schema):
    """One sentence of an order's story; `more` tells in detail why."""

    at = fields.DateTime(required=True)
    actor = fields.String(required=True)
    kind = fields.String(required=True)
    text = fields.String(required=True)
    more = fields.List(fields.String(), required=True)


class Timeline(Schema):
    """Everything that happened, oldest first."""

    items = fields.List(fields.Nested(StoryLine), required=True)


class Explained(Timeline):
    """Why things happened, and what is waited for now."""

    waiting = fields.List(fields.String(), required=True)


def card(row: Any, sight: Sight = ALL) -> dict[str, Any]:
    """Return an order as it is stored, with what it became and without the hidden."""
    marks = ("order_no", "state", "grade", "level", "color", "registered_at")
    body = sight.body(orjson.loads(bytes(row.body)))
    return {**body, **{name: getattr(row, name) for name in marks}}
