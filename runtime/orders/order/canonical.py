"""What is an order? The canonical order (规范订单) and its stated defaults.

Every value here is exact and closed: money is a Decimal of two to four decimals,
a time is aware, a list is a tuple. Reading foreign data is `decoding`'s work.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, get_args

from msgspec import Meta, Struct

SHORT = 200
LONG = 4_000
MOST_LINES = 1_000
MOST_TAGS = 100

Kind = Literal[
    "ordinary", "rush", "presale", "presale_balance", "appointment", "resend"
]
PaymentMethod = Literal["prepaid", "cod", "credit"]
Credit = Literal["good", "normal", "bad", "unknown"]

KINDS: tuple[str, ...] = get_args(Kind)
PAYMENT_METHODS: tuple[str, ...] = get_args(PaymentMethod)
CREDITS: tuple[str, ...] = get_args(Credit)

Name = Annotated[str, Meta(max_length=SHORT)]
Required = Annotated[str, Meta(min_length=1, max_length=SHORT)]
Prose = Annotated[str, Meta(max_length=LONG)]
Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3}\Z")]
Tags = Annotated[tuple[Name, ...], Meta(max_length=MOST_TAGS)]
Quantity = Annotated[int, Meta(ge=1, le=1_000_000)]
Moment = Annotated[datetime, Meta(tz=True)]


class _Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the order: never changed in place, no key unknown."""


class Coupon(_Part, frozen=True, kw_only=True):
    """The coupon used (优惠券); no code means none was used."""

    code: Name = ""
    limited: bool = False


class Customer(_Part, frozen=True, kw_only=True):
    """Who bought; ``credit`` is unknown until somebody vouches."""

    id: Name = ""
    name: Name = ""
    phone: Name = ""
    tags: Tags = ()
    credit: Credit = "unknown"
    registered_at: Moment | None = None


class ShipTo(_Part, frozen=True, kw_only=True):
    """Where it goes; a one-line address stands in ``street`` alone."""

    country: Name = "CN"
    province: Name = ""
    city: Name = ""
    district: Name = ""
    street: Prose = ""
    building: Name = ""
    postcode: Name = ""


class Line(_Part, frozen=True, kw_only=True):
    """One article of the order (订单行); a price may be negative (a rebate)."""

    sku: Required
    name: Prose = ""
    quantity: Quantity = 1
    unit_price: Decimal | None = None
    list_price: Decimal | None = None
    category: Name = ""
    custom: bool = False
    fragile: bool = False
    fresh: bool = False
    cold_chain: bool = False
    serial_required: bool = False


class Order(_Part, frozen=True, kw_only=True):
    """One order of one channel; what no field knows is kept in ``extra``."""

    channel: Required
    external_no: Required
    kind: Kind = "ordinary"
    placed_at: Moment
    paid_at: Moment | None = None
    payment_method: PaymentMethod = "prepaid"
    currency: Currency = "CNY"
    total: Decimal
    paid: Decimal = Decimal("0.00")
    coupon: Coupon = Coupon()
    customer: Customer = Customer()
    ship_to: ShipTo = ShipTo()
    lines: Annotated[tuple[Line, ...], Meta(max_length=MOST_LINES)] = ()
    tags: Tags = ()
    remark: Prose = ""
    gift: Prose = ""
    promised_at: Moment | None = None
    extra: dict[str, Any] = {}


ORDER_FIELDS: tuple[str, ...] = Order.__struct_fields__
LINE_FIELDS: tuple[str, ...] = Line.__struct_fields__
PARTS: dict[str, tuple[str, ...]] = {
    "coupon": Coupon.__struct_fields__,
    "customer": Customer.__struct_fields__,
    "ship_to": ShipTo.__struct_fields__,
}
# what the house says of an order; an export puts it before the order's own fields
MARKS = ("order_no", "state", "grade", "level", "color", "registered_at")
TIMES: tuple[str, ...] = ("placed_at", "paid_at", "promised_at")
AMOUNTS: tuple[str, ...] = ("total", "paid")
LINE_AMOUNTS: tuple[str, ...] = ("unit_price", "list_price")
