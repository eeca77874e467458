"""Everything that is wrong with one order, by field, in words (字段错误)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from referencing import Registry

from runtime.kernel.texts import Text
from runtime.orders.order import canonical as c
from runtime.orders.order import plain
from runtime.orders.order.amounts import read_amount, read_positive_or_zero
from runtime.orders.order.moments import read_moment
from runtime.orders.order.unreadable import Unreadable, shown

_NAME = {"type": "string", "maxLength": c.SHORT}
_REQUIRED = {"type": "string", "minLength": 1, "maxLength": c.SHORT}
_PROSE = {"type": "string", "maxLength": c.LONG}
_FLAG = {"type": "boolean"}
_TAGS = {"type": "array", "items": _NAME, "maxItems": c.MOST_TAGS}
_MOMENT = {"format": "moment"}
_OPTIONAL_MOMENT = {"format": "optional-moment"}

_LINE = {
    "type": "object",
    "required": ["sku"],
    "properties": {
        "sku": _REQUIRED,
        "name": _PROSE,
        "quantity": {"type": "integer", "minimum": 1, "maximum": 1_000_000},
        "unit_price": {"format": "amount"},
        "list_price": {"format": "amount"},
        "category": _NAME,
        "custom": _FLAG,
        "fragile": _FLAG,
        "fresh": _FLAG,
        "cold_chain": _FLAG,
        "serial_required": _FLAG,
    },
}

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["channel", "external_no", "placed_at", "total"],
    "properties": {
        "channel": _REQUIRED,
        "external_no": {"format": "order-number"},
        "kind": {"enum": list(c.KINDS)},
        "placed_at": _MOMENT,
        "paid_at": _OPTIONAL_MOMENT,
        "payment_method": {"enum": list(c.PAYMENT_METHODS)},
        "currency": {"type": "string", "format": "currency"},
        "total": {"format": "positive-or-zero"},
        "paid": {"format": "positive-or-zero"},
        "coupon": {
            "type": "object",
            "properties": {"code": _NAME, "limited": _FLAG},
        },
        "customer": {
            "type": "object",
            "properties": {
                "id": _NAME,
                "name": _NAME,
                "phone": _NAME,
                "tags": _TAGS,
                "credit": {"enum": list(c.CREDITS)},
                "registered_at": _OPTIONAL_MOMENT,
            },
        },
        "ship_to": {
            "type": "object",
            "properties": {name: _NAME for name in c.PARTS["ship_to"]}
            | {"street": _PROSE},
        },
        "lines": {"type": "array", "items": _LINE, "maxItems": c.MOST_LINES},
        "tags": _TAGS,
        "remark": _PROSE,
        "gift": _PROSE,
        "promised_at": _OPTIONAL_MOMENT,
        "extra": {"type": "object", "format": "plain"},
    },
}


def faults_of(payload: Mapping[str, Any]) -> dict[str, list[Text]]:
    """Return field path → sentences for everything the schema refuses."""
    faults: dict[str, list[Text]] = {}
    for error in _VALIDATOR.iter_errors(payload):
        for path, sentence in _sentences(error):
            told = faults.setdefault(path, [])
            if sentence not in told:
                told.append(sentence)
    return faults


def path_of(steps: Any) -> str:
    """Return a path such as ``lines[0].quantity``."""
    path = ""
    for step in steps:
        if isinstance(step, int):
            path += f"[{step}]"
        else:
            path += f".{step}" if path else str(step)
    return path


def _sentences(error: ValidationError) -> Iterator[tuple[str, Text]]:
    path = path_of(error.absolute_path)
    if error.validator == "required":
        wanted: list[str] = error.schema["required"]  # type: ignore[index]  # our own schema is an object
        for name in wanted:
            if name not in error.instance:  # type: ignore[operator]  # an object, or it had no "required"
                yield (f"{path}.{name}" if path else name), Text("field-missing", {})
        return
    if isinstance(error.cause, Unreadable):
        yield path, error.cause.text
        return
    code = _CODES.get(str(error.validator), "field-not-accepted")
    yield path, Text(code, _facts(error))


def _facts(error: ValidationError) -> dict[str, Any]:
    expected: Any = error.validator_value
    if error.validator == "type":
        expected = Text(f"type-{expected}", {})
    elif error.validator == "enum":
        expected = " / ".join(expected)
    return {"expected": expected, "found": shown(error.instance)}


_CODES = {
    "type": "field-wrong-type",
    "enum": "field-not-listed",
    "minLength": "field-empty",
    "maxLength": "field-too-long",
    "minimum": "field-too-small",
    "maximum": "field-too-large",
    "maxItems": "field-too-many",
}


def _order_number(value: object) -> None:
    whole = isinstance(value, int) and not isinstance(value, bool)
    if not isinstance(value, str) and not whole:
        raise Unreadable(
            "field-wrong-type", expected=Text("type-string", {}), found=shown(value)
        )
    length = len(str(value).strip())
    if not length:
        raise Unreadable("field-empty", expected=1, found="")
    if length > c.SHORT:
        raise Unreadable("field-too-long", expected=c.SHORT, found=shown(value))


def _optional_moment(value: object) -> None:
    if value not in (None, ""):
        read_moment(value)


def _currency(value: object) -> None:
    if isinstance(value, str) and not (
        len(value) == 3 and value.isascii() and value.isalpha() and value.isupper()
    ):
        raise Unreadable("currency-not-readable", found=shown(value))


def _plain(value: object) -> None:
    if isinstance(value, Mapping):
        plain.mapping(value)


_FORMATS: dict[str, Callable[[object], object]] = {
    "amount": read_amount,
    "positive-or-zero": read_positive_or_zero,
    "moment": read_moment,
    "optional-moment": _optional_moment,
    "order-number": _order_number,
    "currency": _currency,
    "plain": _plain,
}


def _checker() -> FormatChecker:
    checker = FormatChecker(formats=())
    for name, read in _FORMATS.items():
        checker.checks(name, raises=Unreadable)(_accepting(read))
    return checker


def _accepting(read: Callable[[object], object]) -> Callable[[object], bool]:
    def accepts(value: object) -> bool:
        read(value)
        return True

    return accepts


_VALIDATOR = Draft202012Validator(
    SCHEMA, registry=Registry(), format_checker=_checker()
)
