"""What does a process promise? Its ``cases.toml``, read and checked (用例).

A case says what the business says: with this input, and these answers of people, the
run waits there, ends there, and knows that. Everything is read at once, so a wrong
file names all its faults.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from runtime.kernel.errors import Finding, Misconfigured
from runtime.kernel.texts import text


class Move(StrEnum):
    """What moves a run that waits; the key under which a step names its target."""

    COMPLETE = "at"
    MESSAGE = "message"
    FIRE = "fire"
    ANSWER = "answer"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens: somebody answers, something arrives, time is up."""

    move: Move
    target: str
    role: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    order: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""


@dataclass(frozen=True, slots=True)
class Expected:
    """What must hold after the last step; None and empty ask nothing."""

    waits_at: tuple[str, ...] | None = None
    ends_at: str | None = None
    stage: str | None = None
    passes: tuple[str, ...] = ()
    avoids: tuple[str, ...] = ()
    gives: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """One promise: where it starts, what happens, what must come of it."""

    name: Mapping[str, str]
    order: Mapping[str, Any]
    parameters: Mapping[str, Any]
    checks: Mapping[str, str]
    stock: Mapping[str, int]
    variables: Mapping[str, Any]
    steps: tuple[Step, ...]
    expected: Expected
    now: datetime


# A working Monday; a case that looks at the clock says its own moment.
_NOW: Final = datetime(2026, 11, 9, 2, 0, tzinfo=UTC)
_CASE_KEYS: Final = {
    "name": dict,
    "order": dict,
    "parameters": dict,
    "checks": dict,
    "stock": dict,
    "variables": dict,
    "now": datetime,
    "steps": list,
    "waits_at": (str, list),
    "ends_at": str,
    "stage": str,
    "passes": list,
    "avoids": list,
    "gives": dict,
}
_STEP_KEYS: Final = {
    **{move.value: str for move in Move},
    "as": str,
    "data": dict,
    "order": dict,
    "error": str,
}
_SHARED: Final = ("order", "parameters", "checks", "stock", "variables")
_SHARED_KEYS: Final = {**dict.fromkeys(_SHARED, dict), "now": datetime}


def read_cases(body: bytes, file: str = "cases.toml") -> tuple[Case, ...]:
    """Return the cases of a file; raises Misconfigured with every fault of it."""
    try:
        content = tomllib.loads(body.decode("utf-8"), parse_float=Decimal)
    except ValueError as fault:
        reason = text("case-file-broken", reason=str(fault))
        raise _refused(file, [_finding(file, "", reason)]) from None
    findings = list(_file_faults(content, file))
    if findings:
        raise _refused(file, findings)
    shared = content.get("defaults", {})
    return tuple(_case(each, shared) for each in content["case"])


def read_case(raw: Mapping[str, Any], file: str = "") -> Case:
    """Return one case as it is written; raises Misconfigured with all its faults."""
    findings = list(_case_faults(raw, file, "case"))
    if findings:
        raise _refused(file, findings)
    return _case(raw, {})


def merged(base: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``base`` with ``change`` laid over it, table by table."""
    result = dict(base)
    for name, value in change.items():
        before = result.get(name)
        if isinstance(before, Mapping) and isinstance(value, Mapping):
            result[name] = merged(before, value)
        else:
            result[name] = value
    return result


def _case(raw: Mapping[str, Any], shared: Mapping[str, Any]) -> Case:
    given = {name: merged(shared.get(name, {}), raw.get(name, {})) for name in _SHARED}
    waits_at = raw.get("waits_at")
    expected = Expected(
        waits_at=_names(waits_at) if waits_at is not None else None,
        ends_at=raw.get("ends_at"),
        stage=raw.get("stage"),
        passes=_names(raw.get("passes", [])),
        avoids=_names(raw.get("avoids", [])),
        gives=raw.get("gives", {}),
    )
    steps = tuple(_step(each) for each in raw.get("steps", []))
    now = raw.get("now", shared.get("now", _NOW))
    return Case(name=raw["name"], steps=steps, expected=expected, now=now, **given)


def _step(raw: Mapping[str, Any]) -> Step:
    move = next(each for each in Move if each.value in raw)
    return Step(
        move=move,
        target=raw[move.value],
        role=raw.get("as", ""),
        data=raw.get("data", {}),
        order=raw.get("order", {}),
        error=raw.get("error", ""),
    )


def _names(given: str | list[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _file_faults(content: Mapping[str, Any], file: str) -> Iterator[Finding]:
    known = {"defaults": dict, "case": list}
    yield from _shape_faults(content, known, file, "")
    defaults = content.get("defaults")
    if isinstance(defaults, Mapping):
        yield from _shape_faults(defaults, _SHARED_KEYS, file, "defaults")
        yield from _stock_faults(defaults.get("stock"), file, "defaults")
    cases = content.get("case")
    if not isinstance(cases, list) or not cases:
        yield _finding(file, "", text("case-file-empty"))
        return
    for number, raw in enumerate(cases, 1):
        place = f"case {number}"
        if isinstance(raw, Mapping):
            yield from _case_faults(raw, file, place)
        else:
            yield _finding(file, place, text("case-not-a-table", key="case"))


def _case_faults(raw: Mapping[str, Any], file: str, place: str) -> Iterator[Finding]:
    yield from _shape_faults(raw, _CASE_KEYS, file, place)
    if isinstance(raw.get("now"), datetime) and raw["now"].tzinfo is None:
        yield _finding(file, place, text("case-now-without-zone"))
    yield from _stock_faults(raw.get("stock"), file, place)
    name = raw.get("name")
    if not isinstance(name, Mapping) or not (name.get("zh") and name.get("en")):
        yield _finding(file, place, text("case-without-name"))
    if ("waits_at" in raw) == ("ends_at" in raw):
        yield _finding(file, place, text("case-without-end"))
    steps = raw.get("steps", [])
    for number, step in enumerate(steps if isinstance(steps, list) else [], 1):
        yield from _step_faults(step, file, f"{place}, step {number}")


def _stock_faults(stock: Any, file: str, place: str) -> Iterator[Finding]:
    if not isinstance(stock, Mapping):
        return
    for sku, pieces in stock.items():
        if type(pieces) is not int or pieces < 0:
            yield _finding(file, place, text("case-stock-wrong", sku=sku, found=pieces))


def _step_faults(raw: Any, file: str, place: str) -> Iterator[Finding]:
    if not isinstance(raw, Mapping):
        yield _finding(file, place, text("case-not-a-table", key="steps"))
        return
    yield from _shape_faults(raw, _STEP_KEYS, file, place)
    if sum(each.value in raw for each in Move) != 1:
        moves = ", ".join(Move)
        yield _finding(file, place, text("case-step-unclear", moves=moves))


def _shape_faults(
    raw: Mapping[str, Any], known: Mapping[str, Any], file: str, place: str
) -> Iterator[Finding]:
    for key, value in raw.items():
        if key not in known:
            sentence = text("case-key-unknown", key=key, known=", ".join(known))
            yield _finding(file, place, sentence)
        elif not isinstance(value, known[key]):
            yield _finding(file, place, text("case-key-wrong", key=key))


def _finding(file: str, place: str, sentence: Any) -> Finding:
    return Finding(file, place, sentence.code, "error", sentence)


def _refused(file: str, findings: list[Finding]) -> Misconfigured:
    return Misconfigured("case-file-refused", findings, file=file, count=len(findings))
