"""Data that is made to hurt: what somebody typed is a value and never a text to run."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from runtime import feel
from runtime.connectors.bodies import from_json
from runtime.engine.spiff.values import own
from tests.safety.probes.probe import Probe, told

VERY_LONG, LONG = Decimal("9" * 1_000_000), Decimal("9" * 800)
FAR = Decimal("1E+999999")
RULE = '{x: 1}.x + count(for i in 1..10**9 return i) + __import__("os")'


def given(name: str, make: Callable[[], Any], text: str) -> Probe:
    """Return the probe that evaluates ``text`` with what is made as ``x``."""
    return told(name, text, lambda: {"x": make()})


class Thing:
    """An object that has no place in data."""

    secret = "S3"


def shared(times: int = 45) -> list[Any]:
    """Return lists of which each holds the one before twice."""
    made: list[Any] = [1]
    for _ in range(times):
        made = [made, made]
    return made


def circular() -> list[Any]:
    """Return a list that holds itself."""
    made: list[Any] = []
    made.append(made)
    return made


def deep(times: int) -> Any:
    """Return lists inside each other."""
    made: Any = 1
    for _ in range(times):
        made = [made]
    return made


def wide_context() -> dict[str, Any]:
    """Return a context of many fields."""
    return {f"k{n}": n for n in range(50_000)}


def at_the_door(name: str, make: Callable[[], Any]) -> Probe:
    """Return the probe that hands a value to a run."""
    return Probe(name, lambda frame: own(make()))


def to_data(name: str, make: Callable[[], Any]) -> Probe:
    """Return the probe that hands a value back as data."""

    def run(frame: feel.Frame) -> Any:
        return feel.to_data(make(), frame)

    return Probe(name, run)


_TEXTS = [
    given("value: a rule is a text", lambda: RULE, "x"),
    given("value: a rule is compared", lambda: RULE, 'x = "1"'),
    given("value: a rule is no number", lambda: RULE, "number(x)"),
    given("value: a rule is no date", lambda: RULE, "date(x)"),
    given("value: a rule is no range", lambda: f"[{RULE}..9]", "range(x)"),
    given("value: a rule is no field", lambda: {"x": RULE}, "x.x + x.count"),
    given("value: a rule as a list of rules", lambda: [RULE] * 99, "x[item = 1]"),
    given("value: markup", lambda: "<!DOCTYPE a [<!ENTITY b 'c'>]>&b;", "x + x"),
    given("value: a pattern", lambda: "(a|b)*a(a|b){900}c", "matches(x, x)"),
    given("value: a long text", lambda: "ab" * 4_000_000, "upper case(x)"),
    given("value: a long text joined", lambda: "ab" * 90_000, "x + x + x"),
    given(
        "value: a long text to a pattern",
        lambda: "ab" * 90_000,
        'matches(x, "(a|b)*a(a|b){900}c")',
    ),
    given("value: a long text to a number", lambda: "9" * 4_000_000, "number(x)"),
    given(
        "value: a long text to a moment", lambda: "9" * 4_000_000, "date and time(x)"
    ),
    given("value: a long text compared", lambda: "a" * 4_000_000, 'x < x + "a"'),
]
_NUMBERS = [
    given("value: a long number", lambda: VERY_LONG, "x + 1"),
    given("value: a long number squared", lambda: VERY_LONG, "x * x"),
    given("value: a long number divided", lambda: VERY_LONG, "x / 7"),
    given("value: a long number's power", lambda: VERY_LONG, "x ** 99"),
    given("value: a long number's root", lambda: VERY_LONG, "sqrt(x)"),
    given(
        "value: a long number in a loop",
        lambda: LONG,
        "count(for i in 1..199999 return x * x)",
    ),
    given(
        "value: a long number compared in a loop",
        lambda: LONG,
        "count(for i in 1..199999 return x > i)",
    ),
    given("value: a long number written", lambda: VERY_LONG, "string(x)"),
    given("value: a long number rounded", lambda: VERY_LONG, "decimal(x, 2)"),
    given("value: a long number is odd", lambda: VERY_LONG, "odd(x)"),
    given("value: a long number's remainder", lambda: VERY_LONG, "modulo(x, 7)"),
    given("value: a long integer", lambda: 10**300_000 + 1, "x + 1"),
    given(
        "value: a long integer compared in a loop",
        lambda: 10**1_000 + 1,
        "count(for i in 1..199999 return x > 1)",
    ),
    given(
        "value: a long integer in a loop",
        lambda: 10**1_000 + 1,
        "count(for i in 1..199999 return x)",
    ),
    given("value: a far exponent", lambda: FAR, "x + 1"),
    given(
        "value: a far exponent written", lambda: Decimal("1E+999999999"), "string(x)"
    ),
    given("value: a far exponent walked", lambda: FAR, "count(for i in 1..x return i)"),
    given("value: a far exponent as a position", lambda: FAR, "[1, 2][x]"),
    given("value: a far exponent as a scale", lambda: FAR, "decimal(1, x)"),
    given("value: a far exponent as a duration", lambda: FAR, 'duration("P1D") * x'),
    given("value: a far exponent of months", lambda: FAR, 'duration("P1M") * x'),
    given("value: a far exponent as a year", lambda: FAR, "date(x, 1, 1)"),
    given("value: a far exponent as a length", lambda: FAR, 'substring("abc", 1, x)'),
    given("value: no number", lambda: Decimal("sNaN"), "x + 1 > 2"),
    given("value: not a number", lambda: float("nan"), "x = x"),
    given("value: infinity", lambda: float("inf"), "x + 1"),
    given(
        "value: decimal infinity", lambda: Decimal("Infinity"), "for i in 1..x return i"
    ),
]
_SHAPES = [
    given("value: shared lists", shared, "x"),
    given("value: shared lists equal", shared, "x = x"),
    given("value: shared lists counted", shared, "count(x)"),
    given("value: shared lists walked", shared, "for i in x return i"),
    given("value: a list in itself", circular, "x"),
    given("value: a list in itself written", circular, "string(x)"),
    given("value: lists in lists", lambda: deep(100_000), "x"),
    given("value: lists in lists flattened", lambda: deep(500), "flatten(x)"),
    given("value: a long list", lambda: [1] * 1_000_000, "count(x)"),
    given("value: a long list sorted", lambda: list(range(90_000)), "sort(x)[1]"),
    given(
        "value: a long list paired",
        lambda: [{"a": n} for n in range(9000)],
        "count(x[count(x[a = 1]) > 0])",
    ),
    given("value: a wide context", wide_context, "count(get entries(x))"),
    given(
        "value: a wide context filtered",
        lambda: [wide_context()] * 300,
        "count(x[k1 = 1])",
    ),
    given(
        "value: names of Python", lambda: {"__class__": 1, "__init__": 2}, "x.__class__"
    ),
    given("value: an object", Thing, "x.secret"),
    given("value: a class", lambda: Thing, "x.secret"),
    given("value: a module", lambda: feel, "x.compile_expression"),
    given("value: a function of Python", lambda: len, "x([1])"),
    at_the_door("value: a long number at the door", lambda: Decimal("9" * 2_000)),
    at_the_door("value: a long integer at the door", lambda: 10**2_000),
    at_the_door("value: an object at the door", Thing),
    at_the_door("value: lists in lists at the door", lambda: deep(100_000)),
    at_the_door("value: a list in itself at the door", circular),
    at_the_door(
        "value: a reply of digits",
        lambda: from_json(b'{"a": 0.' + b"1" * 900_000 + b"}"),
    ),
    at_the_door(
        "value: a reply of whole digits",
        lambda: from_json(b'{"a": ' + b"1" * 900_000 + b"}"),
    ),
    at_the_door("value: a reply far away", lambda: from_json(b'{"a": 1e999999999}')),
    at_the_door(
        "value: a reply of brackets",
        lambda: from_json(b'{"a": ' + b"[" * 99_999 + b"]" * 99_999 + b"}"),
    ),
    to_data("value: shared lists given back", shared),
    to_data("value: a list in itself given back", circular),
]

PROBES = [*_TEXTS, *_NUMBERS, *_SHAPES]
