"""What a mapping makes of the first rows of a file: values, or why there is none."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from runtime import feel
from runtime.kernel.texts import Text, Title
from runtime.orders.intake.channel import Channel
from runtime.orders.intake.mapping import REQUIRED, TARGETS, RowMapping, compile_mapping
from runtime.orders.intake.mapping_text import MappingText
from runtime.orders.intake.rules import read_row
from runtime.orders.intake.sampling import Sample, Shown, row_of
from runtime.orders.order.decoding import Decoded

FIRST = 3  # rows whose values are shown beside each field
LONGEST = 120
_SHOWN_ROWS = 5
_UTC = "UTC"


@dataclass(frozen=True, slots=True)
class Became:
    """What a field became in one row: a value, or why it has none."""

    row: int
    value: str
    fault: Text | None = None


@dataclass(slots=True)
class Reason:
    """Why rows are refused: at which field, how many, some of them."""

    where: str
    said: Text | Title
    rows: list[int] = field(default_factory=list)
    count: int = 0


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of a sample: orders, refused rows, and what each field became."""

    orders: int
    refused: int
    reasons: Sequence[Reason]
    became: Mapping[str, Sequence[Became]]
    lacking: Mapping[str, Sequence[str]]  # target → columns that the file has not


def try_out(channel: str, said: MappingText, sample: Sample) -> Trial:
    """Return what the sound fields of a mapping make of the rows of a sample."""
    sound = {name: one for name, one in said.fields.items() if _is_sound(name, one)}
    mapping = compile_mapping(sound, channel)[0] if said.fields else None
    known = Channel(channel, "", "", _zone(said.zone), mapping, frozenset())
    reasons: dict[tuple[str, str], Reason] = {}
    orders = 0
    for shown in sample.rows:
        orders += not _refused(known, shown, sample, reasons)
    return Trial(
        orders,
        len(sample.rows) - orders,
        sorted(reasons.values(), key=lambda one: -one.count),
        _became(mapping, sample) if mapping is not None else {},
        _lacking(sound, sample) if sample.is_table else {},
    )


def missing(said: MappingText) -> list[str]:
    """Return the fields without which there is no order, and that have no rule."""
    return [one for one in REQUIRED if said.fields and not said.fields.get(one)]


def targets() -> list[str]:
    """Return the fields of an order that a mapping may fill, the needed ones first."""
    rest = sorted(TARGETS - set(REQUIRED), key=lambda one: ("." in one, one))
    return [*REQUIRED, *rest]


def _is_sound(target: str, written: str) -> bool:
    found = compile_mapping({target: written}, "")[1]
    return not any(one.element == target for one in found)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name or _UTC)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(_UTC)


def _refused(
    channel: Channel,
    shown: Shown,
    sample: Sample,
    reasons: dict[tuple[str, str], Reason],
) -> bool:
    if shown.fault is not None:
        _note(reasons, "", shown.fault, shown.number)
        return True
    read = read_row(channel, row_of(shown), is_table=sample.is_table)
    if isinstance(read, Decoded):
        return False
    for one in read:
        _note(reasons, one.field, one.reason, shown.number)
    return True


def _note(
    reasons: dict[tuple[str, str], Reason], where: str, said: Text | Title, row: int
) -> None:
    """Count a reason; such as differ only in the cell are one, told by the first."""
    kind = said.code if isinstance(said, Text) else said.zh
    found = reasons.setdefault((where, kind), Reason(where, said))
    found.count += 1
    if len(found.rows) < _SHOWN_ROWS:
        found.rows.append(row)


def _became(mapping: RowMapping, sample: Sample) -> dict[str, list[Became]]:
    found: dict[str, list[Became]] = {}
    for shown in [one for one in sample.rows if one.fault is None][:FIRST]:
        mapped = mapping.apply(shown.values)
        for target in mapping.targets:
            fault = mapped.faults.get(target)
            value = _value(mapped.payload, target)
            found.setdefault(target, []).append(Became(shown.number, value, fault))
    return found


def _value(payload: Any, target: str) -> str:
    for step in target.split("."):
        payload = payload.get(step) if isinstance(payload, Mapping) else None
    if payload is None:
        return ""
    said = payload if isinstance(payload, str) else feel.value_text(payload) or ""
    return said if len(said) <= LONGEST else f"{said[:LONGEST]}…"


def _lacking(fields: Mapping[str, str], sample: Sample) -> dict[str, list[str]]:
    has: Collection[str] = frozenset(sample.columns)
    found = {}
    for target, written in fields.items():
        columns = compile_mapping({target: written}, "")[0].columns
        gone = [one for one in columns if one not in has]
        if gone:
            found[target] = gone
    return found
