"""Values of parameters as people type and read them: one field a kind (取值)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from runtime.kernel.durations import parse_duration
from runtime.kernel.parameters import ParameterType
from runtime.kernel.texts import Text, text

UNITS: Mapping[str, int] = {"minutes": 60, "hours": 3_600, "days": 86_400}
_WRITTEN = {"minutes": "PT{}M", "hours": "PT{}H", "days": "P{}D"}
_LONGEST_LIST = 200


def said(kind: str, value: Any) -> Text | str:
    """Return a stored value as people read it."""
    if kind == ParameterType.DURATION:
        return said_length(parse_duration(value))
    if kind == ParameterType.LIST:
        return text("parameters-entries", count=len(value))
    if kind == ParameterType.BOOLEAN:
        return text("parameters-yes" if value else "parameters-no")
    return str(value)


def units() -> dict[str, Text]:
    """Return what each unit of time is called, to choose from."""
    return {one: text(f"parameters-unit-{one}") for one in UNITS}


def said_length(length: timedelta) -> Text:
    """Return a length of time, exactly, as people read it."""
    number, unit = _measured(length)
    return text(f"parameters-{unit}", number=number)


def typed(kind: str, value: Any) -> dict[str, str]:
    """Return what the fields of a form hold for a stored value."""
    if kind == ParameterType.DURATION:
        number, unit = _measured(parse_duration(value))
        return {"value": number, "unit": unit}
    if kind == ParameterType.LIST:
        return {"value": "\n".join(value)}
    if kind == ParameterType.BOOLEAN:
        return {"value": "true" if value else "false"}
    return {"value": str(value)}


def read(kind: ParameterType, form: Mapping[str, str]) -> Any:
    """Return the value that was typed, None for what is no value of its kind."""
    given = form.get("value", "").strip()
    if kind is ParameterType.DURATION:
        number = _number(given)
        unit = _WRITTEN.get(form.get("unit", ""))
        is_whole = number is not None and number == number.to_integral_value()
        return unit.format(int(number)) if unit and number and is_whole else None
    if kind is ParameterType.LIST:
        lines = [line.strip() for line in given.splitlines() if line.strip()]
        return lines if lines and len(lines) <= _LONGEST_LIST else None
    if kind is ParameterType.BOOLEAN:
        return {"true": True, "false": False}.get(given)
    if kind is ParameterType.NUMBER:
        return given if _number(given) is not None else None
    return given or None


def whole(typed: str, digits: int) -> int | None:
    """Return the whole number typed, of so many digits at most; None if none."""
    is_number = typed.isascii() and typed.isdigit() and len(typed) <= digits
    return int(typed) if is_number else None


def _number(given: str) -> Decimal | None:
    try:
        found = Decimal(given)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _measured(length: timedelta) -> tuple[str, str]:
    """Return a length of time in the largest unit that needs no fraction."""
    seconds = int(length.total_seconds())
    fitting = [unit for unit, size in UNITS.items() if seconds % size == 0]
    unit = fitting[-1] if fitting else "minutes"
    number = Decimal(seconds) / UNITS[unit]
    return format(
        number.normalize() if number % 1 else number.to_integral_value()
    ), unit
