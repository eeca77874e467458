"""Built-ins on numbers: rounding, arithmetic, and statistics of lists."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
)

from runtime.feel.arithmetic import TRANSCENDENTAL_STEPS
from runtime.feel.builtins.conversions import whole
from runtime.feel.builtins.registry import builtin
from runtime.feel.calendar import AnyDuration
from runtime.feel.comparison import compare
from runtime.feel.frame import FeelError, tick
from runtime.feel.types import ListOf
from runtime.feel.values import (
    ANY,
    BOOLEAN,
    NUMBER,
    ORDERED,
    FeelValue,
    YearMonth,
    type_name,
)

# The scale that FEEL's decimal() documents, and room for every number within it.
_SCALE_MIN, _SCALE_MAX = -6111, 6176
_ROOM = Context(prec=13_000, Emin=-99_999, Emax=99_999)


def _rounding(name: str, mode: str, scale: str) -> None:
    @builtin(name, NUMBER, "n: number", scale)
    def rounded(value: Decimal, scale: Decimal | None = None) -> Decimal:
        places = 0 if scale is None else whole(scale)
        if not _SCALE_MIN <= places <= _SCALE_MAX:
            raise FeelError("feel-scale", found=places)
        tick((abs(places) + abs(value.adjusted())) // 16)
        return +value.quantize(Decimal(1).scaleb(-places, _ROOM), mode, _ROOM)


_rounding("floor", ROUND_FLOOR, "scale?: number")
_rounding("ceiling", ROUND_CEILING, "scale?: number")
_rounding("decimal", ROUND_HALF_EVEN, "scale: number")
_rounding("round up", ROUND_UP, "scale: number")
_rounding("round down", ROUND_DOWN, "scale: number")
_rounding("round half up", ROUND_HALF_UP, "scale: number")
_rounding("round half down", ROUND_HALF_DOWN, "scale: number")


@builtin("abs", ANY, "n: number|days and time duration|years and months duration")
def absolute(value: Decimal | AnyDuration | YearMonth) -> FeelValue:
    """Drop the sign."""
    return abs(value)


@builtin("modulo", NUMBER, "dividend: number", "divisor: number")
def modulo(dividend: Decimal, divisor: Decimal) -> Decimal:
    """Give the remainder, with the sign of the divisor."""
    if not divisor:
        raise FeelError("feel-division-by-zero")
    return dividend - divisor * (dividend / divisor).to_integral_value(ROUND_FLOOR)


@builtin("sqrt", NUMBER, "number: number")
def square_root(value: Decimal) -> Decimal:
    """Give the square root."""
    if value < 0:
        raise FeelError("feel-negative", found=str(value))
    return (+value).sqrt()


@builtin("log", NUMBER, "number: number")
def logarithm(value: Decimal) -> Decimal:
    """Give the natural logarithm."""
    if value <= 0:
        raise FeelError("feel-not-positive", found=str(value))
    tick(TRANSCENDENTAL_STEPS)
    return (+value).ln()


@builtin("exp", NUMBER, "number: number")
def exponential(value: Decimal) -> Decimal:
    """Give e to the power of the number."""
    tick(TRANSCENDENTAL_STEPS)
    return (+value).exp()


@builtin("odd", BOOLEAN, "number: number")
def odd(value: Decimal) -> bool:
    """Tell whether the number is a whole one that two does not divide."""
    return abs(_remainder_of_two(value)) == 1


@builtin("even", BOOLEAN, "number: number")
def even(value: Decimal) -> bool:
    """Tell whether two divides the number."""
    return _remainder_of_two(value) == 0


def _remainder_of_two(value: Decimal) -> Decimal:
    return _ROOM.remainder(value, Decimal(2))


@builtin("min", ANY, "list...")
def smallest(values: list[FeelValue]) -> FeelValue:
    """Give the smallest; null of nothing."""
    return _extreme("<", values)


@builtin("max", ANY, "list...")
def largest(values: list[FeelValue]) -> FeelValue:
    """Give the largest; null of nothing."""
    return _extreme(">", values)


def _extreme(sign: str, values: list[FeelValue]) -> FeelValue:
    values = _spread(values)
    if not values:
        return None
    best = values[0]
    if type(best) not in ORDERED:
        raise FeelError("feel-no-rank", found=type_name(best))
    for each in values[1:]:
        better = compare(sign, each, best)
        if better is None:
            raise FeelError("feel-no-rank", found=type_name(each))
        best = each if better else best
    return best


@builtin("sum", NUMBER, "list...")
def total(values: list[FeelValue]) -> Decimal | None:
    """Add numbers; null of nothing."""
    return _of_numbers(values, lambda numbers: sum(numbers, Decimal(0)))


@builtin("product", NUMBER, "list...")
def product(values: list[FeelValue]) -> Decimal | None:
    """Multiply numbers; null of nothing."""
    return _of_numbers(values, lambda numbers: math.prod(numbers, start=Decimal(1)))


@builtin("mean", NUMBER, "list...")
def mean(values: list[FeelValue]) -> Decimal | None:
    """Give the average; null of nothing."""
    return _of_numbers(values, _mean)


@builtin("median", NUMBER, "list...")
def median(values: list[FeelValue]) -> Decimal | None:
    """Give the middle number, or the average of the middle two; null of nothing."""
    return _of_numbers(values, _median)


@builtin("stddev", NUMBER, "list...")
def standard_deviation(values: list[FeelValue]) -> Decimal:
    """Give the standard deviation of a sample of at least two numbers."""
    numbers = _numbers(_spread(values))
    if len(numbers) < 2:
        raise FeelError("feel-too-few-numbers", expected=2, found=len(numbers))
    average = _mean(numbers)
    squares = sum(((each - average) ** 2 for each in numbers), Decimal(0))
    return (squares / (len(numbers) - 1)).sqrt()


@builtin("mode", ListOf(NUMBER), "list...")
def mode(values: list[FeelValue]) -> list[Decimal]:
    """Give the most frequent numbers in ascending order."""
    counts = Counter(_numbers(_spread(values)))
    most = max(counts.values(), default=0)
    return sorted(each for each, count in counts.items() if count == most)


def _spread(values: list[FeelValue]) -> list[FeelValue]:
    """Return the items: given one by one, or as the one list."""
    if len(values) == 1 and type(values[0]) is list:
        return values[0]
    return values


def _of_numbers(
    values: list[FeelValue], reckon: Callable[[list[Decimal]], Decimal]
) -> Decimal | None:
    numbers = _numbers(_spread(values))
    return reckon(numbers) if numbers else None


def _numbers(values: list[FeelValue]) -> list[Decimal]:
    for each in values:
        if type(each) is not Decimal:
            raise FeelError("feel-items", expected=NUMBER, found=type_name(each))
    return values


def _mean(numbers: list[Decimal]) -> Decimal:
    return sum(numbers, Decimal(0)) / len(numbers)


def _median(numbers: list[Decimal]) -> Decimal:
    ranked = sorted(numbers)
    half = len(ranked) // 2
    if len(ranked) % 2:
        return ranked[half]
    return (ranked[half - 1] + ranked[half]) / 2
