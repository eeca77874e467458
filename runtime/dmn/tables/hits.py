"""Which of the rows that apply make up the answer? (命中策略)"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from runtime.feel.builtins import BUILTINS
from runtime.feel.comparison import equal
from runtime.feel.values import FeelValue

Row = Sequence[FeelValue]


class HitPolicy(StrEnum):
    """The hit policies of DMN, as its files write them."""

    UNIQUE = "UNIQUE"
    FIRST = "FIRST"
    ANY = "ANY"
    PRIORITY = "PRIORITY"
    RULE_ORDER = "RULE ORDER"
    OUTPUT_ORDER = "OUTPUT ORDER"
    COLLECT = "COLLECT"


class Aggregator(StrEnum):
    """What COLLECT makes of its list."""

    SUM = "SUM"
    MIN = "MIN"
    MAX = "MAX"
    COUNT = "COUNT"


# These answer with one row, the others with a list of rows.
SINGLE: Final = frozenset(
    {HitPolicy.UNIQUE, HitPolicy.FIRST, HitPolicy.ANY, HitPolicy.PRIORITY}
)
# These need the ranks of the allowed output values.
RANKED: Final = frozenset({HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER})


def by_rank(rows: Sequence[Row], ranks: Sequence[Sequence[FeelValue]]) -> list[int]:
    """Return the indexes of ``rows``, best first.

    ``ranks`` holds a column's allowed values, best first; the first column decides,
    the next ones only between equals. What is no allowed value comes last.
    """

    return sorted(range(len(rows)), key=lambda index: ranks_of(rows[index], ranks))


def ranks_of(row: Row, ranks: Sequence[Sequence[FeelValue]]) -> list[int]:
    """Return the place of each output among the allowed values of its column."""
    return [
        _position(value, allowed) for value, allowed in zip(row, ranks, strict=True)
    ]


def all_agree(rows: Sequence[Row]) -> bool:
    """Return whether all rows hold the same values."""
    first, *others = rows
    return all(
        equal(mine, theirs) is True
        for other in others
        for mine, theirs in zip(first, other, strict=True)
    )


def aggregate(aggregator: Aggregator, values: list[FeelValue]) -> FeelValue:
    """Return one value for all; SUM, MIN and MAX of nothing are null, COUNT is 0."""
    if not values and aggregator is not Aggregator.COUNT:
        return None
    return BUILTINS[aggregator.lower()].call([values])


def _position(value: FeelValue, allowed: Sequence[FeelValue]) -> int:
    for position, each in enumerate(allowed):
        if equal(value, each) is True:
            return position
    return len(allowed)
