"""From one row of a channel to the order it means: FEEL over the columns (字段映射)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import Struct

from runtime import feel
from runtime.feel.builtins import BUILTINS
from runtime.feel.frame import enter, leave
from runtime.feel.types import ContextOf, Type
from runtime.feel.values import ANY, BOOLEAN, DATE_TIME, NUMBER
from runtime.kernel.errors import Finding
from runtime.kernel.texts import Text
from runtime.orders.order.canonical import ORDER_FIELDS, PARTS
from runtime.orders.order.unreadable import shown
from runtime.orders.order.vocabulary import order_type

ROW = "row"
REQUIRED = ("external_no", "placed_at", "total")
_EXTRA = "extra."
_BY_TEXT = re.compile(rf'\b{ROW}\s*\[\s*"((?:[^"\\]|\\.)*)"\s*\]')

_SETTING = feel.Setting(indexed=frozenset({ROW}), thorough=True)
# Type of a field → the types that are read as it.
_BECOMES: Mapping[Type, tuple[str, ...]] = {
    NUMBER: ("number", "string"),
    DATE_TIME: ("string", "date", "date and time", "number"),
    BOOLEAN: ("boolean", "string", "number"),
}

TARGETS = frozenset(
    {name for name in ORDER_FIELDS if name not in PARTS and name != "extra"}
    - {"channel"}
) | {f"{part}.{name}" for part, names in PARTS.items() for name in names}


class Mapped(Struct, frozen=True):
    """The order a row means, and by field why a part of it could not be had."""

    payload: dict[str, Any]
    faults: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class _Field:
    """One target; a mere column name needs no evaluation (``column``)."""

    target: str
    steps: tuple[str, ...]
    expression: feel.Expression
    column: str | None
    columns: tuple[str, ...]


class RowMapping:
    """Compiled once for a channel, applied to every row; safe in many threads."""

    def __init__(self, fields: Sequence[_Field]) -> None:
        self._fields = tuple(fields)
        self.targets = tuple(each.target for each in fields)
        self._by_text = any(ROW in each.expression.names for each in fields)
        self.columns = tuple(
            dict.fromkeys(name for each in fields for name in each.columns)
        )

    def apply(self, row: Mapping[str, Any]) -> Mapped:
        """Return what the row means; a warning of FEEL is a fault of that field."""
        frame = feel.Frame()
        scope = {**row, ROW: row} if self._by_text else row
        payload: dict[str, Any] = {}
        faults: dict[str, Text] = {}
        before = enter(frame)  # once for all fields of the row
        try:
            for field in self._fields:
                if field.column is not None and field.column in row:
                    value = row[field.column]
                else:
                    value = _evaluated(field, scope, frame, faults)
                if value is None:
                    continue
                if len(field.steps) == 1:
                    payload[field.target] = value
                else:
                    _set(payload, field.steps, value)
        finally:
            leave(before)
        return Mapped(payload, faults)


def compile_mapping(
    fields: Mapping[str, Any], file: str
) -> tuple[RowMapping, list[Finding]]:
    """Return the mapping and every fault of it; with a fault it must not be used."""
    findings: list[Finding] = []
    compiled = []
    for target, text in fields.items():
        if not _is_target(target):
            findings.append(_finding(file, target, "mapping-target-unknown"))
        elif not isinstance(text, str):
            findings.append(_finding(file, target, "mapping-not-an-expression"))
        else:
            compiled += _compiled(target, text, file, findings)
    findings += [
        _finding(file, target, "mapping-target-missing")
        for target in REQUIRED
        if target not in fields
    ]
    return RowMapping(compiled), findings


def _compiled(
    target: str, text: str, file: str, findings: list[Finding]
) -> list[_Field]:
    remarks = feel.review(text, _SETTING, _wanted(target)).remarks
    findings += [
        _remarked(file, target, text, each) for each in remarks if each.level == "error"
    ]
    try:
        expression = feel.compile_expression(text, indexed=_SETTING.indexed)
    except feel.FeelSyntaxError:
        return []
    return [_field(target, expression)]


def _wanted(target: str) -> tuple[str, ...]:
    """Return the types that may become this field; none: all of them."""
    kind = order_type()
    for step in target.split("."):
        kind = kind.fields.get(step, ANY) if isinstance(kind, ContextOf) else ANY
    return _BECOMES.get(kind, ()) if isinstance(kind, str) else ()


def _remarked(file: str, target: str, text: str, remark: feel.Remark) -> Finding:
    return Finding(
        file,
        target,
        remark.code,
        remark.level,
        remark.text,
        remark.line,
        remark.column,
        text.strip(),
        remark.expected,
        remark.fix,
    )


def _field(target: str, expression: feel.Expression) -> _Field:
    stripped = expression.text.strip()
    column = stripped if expression.names == {stripped} else None
    columns = sorted(name for name in expression.names if not _is_given(name))
    columns += [_unescaped(name) for name in _BY_TEXT.findall(expression.text)]
    return _Field(target, tuple(target.split(".")), expression, column, tuple(columns))


def _is_given(name: str) -> bool:
    return name == ROW or name in BUILTINS


def _unescaped(name: str) -> str:
    return name.replace('\\"', '"').replace("\\\\", "\\")


def _is_target(target: str) -> bool:
    if target.startswith(_EXTRA):
        return all(target.split("."))
    return target in TARGETS


def _finding(file: str, target: str, code: str) -> Finding:
    return Finding(file, target, code, "error", Text(code, {"target": target}))


def _evaluated(
    field: _Field, scope: Mapping[str, Any], frame: feel.Frame, faults: dict[str, Text]
) -> Any:
    """Return the field's value; with a warning it has none but a fault."""
    try:
        value = field.expression.evaluate(scope, frame)
    except feel.Exhausted as fault:
        faults[field.target] = Text(fault.code, fault.facts)
        return None
    if not frame.warnings:
        return value
    warning = frame.warnings[0]
    seen = [f"{name}={shown(scope.get(name, ''))!r}" for name in field.columns]
    facts = {
        "expression": field.expression.text,
        "values": ", ".join(seen) or "-",
        "reason": Text(warning.code, warning.facts),
    }
    faults[field.target] = Text("value-not-readable", facts)
    frame.clear()
    return None


def _set(payload: dict[str, Any], steps: tuple[str, ...], value: Any) -> None:
    place = payload
    for step in steps[:-1]:
        place = place.setdefault(step, {})
    place[steps[-1]] = value
