"""When can a condition be true? What comparisons with constants say of a reading.

Of each name or path a condition compares, the values are kept with which it *may* be
true. Where none is left, it never is; where all are, the comparison is a slip.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from itertools import islice
from typing import TypeAlias

from runtime.feel.comparison import compare
from runtime.feel.values import ORDERED, FeelValue, Range, RangeKind

MOST = 100  # pieces of a set; of more nobody asks
_SWAPPED: Mapping[str, str] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True, slots=True)
class Piece:
    """All values between two; None is no bound."""

    low: FeelValue = None
    high: FeelValue = None
    low_included: bool = False
    high_included: bool = False


@dataclass(frozen=True, slots=True)
class Values:
    """A set of values of one Python class; ``null``: null is one of them, too.

    ``among``: how many values there are at all, 0 when nobody knows.
    """

    kind: type
    pieces: tuple[Piece, ...]
    null: bool = False
    among: int = 0

    @property
    def nothing(self) -> bool:
        """Whether no value is in the set."""
        return not self.pieces and not self.null


@dataclass(frozen=True, slots=True)
class Claims:
    """Path → the values with which a condition may be true.

    ``exact``: it is true with all of them, and depends on nothing else.
    """

    values: Mapping[str, Values]
    exact: bool = False


# The claims of two conditions joined, and the paths for which none or all is left.
Joined: TypeAlias = tuple[Claims | None, list[str]]
# One end of a piece: the value, and whether it belongs to it.
Bound: TypeAlias = tuple[FeelValue, bool]


def compared(sign: str, bound: FeelValue) -> Values | None:
    """Return the values with which ``value sign bound`` may be true."""
    kind = type(bound)
    if kind is bool:
        return _of_truth(sign, bound)
    if kind not in ORDERED:
        return None
    if sign == "!=":
        pieces = Piece(high=bound), Piece(low=bound)
        return Values(kind, pieces, null=True)
    if sign == "=":
        return Values(kind, (_point(bound),))
    if sign in ("<", "<="):
        return Values(kind, (Piece(high=bound, high_included=sign == "<="),))
    return Values(kind, (Piece(low=bound, low_included=sign == ">="),))


def swapped(sign: str) -> str:
    """Return the sign when both sides change places."""
    return _SWAPPED.get(sign, sign)


def inside(wanted: FeelValue) -> Values | None:
    """Return the values that a constant test takes: a range, or one value."""
    if type(wanted) is not Range:
        return compared("=", wanted)
    start, end = wanted.start, wanted.end
    kinds = {type(each) for each in (start, end) if each is not None}
    if wanted.kind is not RangeKind.INTERVAL or len(kinds) != 1:
        return None
    piece = Piece(start, end, wanted.start_included, wanted.end_included)
    return Values(kinds.pop(), (piece,))


def one_of(values: Iterable[FeelValue]) -> Values | None:
    """Return the set of all values there are, None when they are not of one class."""
    found = united(compared("=", each) for each in values)
    return found and replace(found, among=len(found.pieces))


def united(sets: Iterable[Values | None]) -> Values | None:
    """Return what is in one of the sets; None when that cannot be told."""
    known = list(islice(sets, MOST + 1))
    if not known or len(known) > MOST or any(each is None for each in known):
        return None
    found = [each for each in known if each is not None]
    if any(each.kind is not found[0].kind for each in found):
        return None
    pieces = dict.fromkeys(piece for each in found for piece in each.pieces)
    if len(pieces) > MOST:
        return None
    amounts = {each.among for each in found}
    return Values(
        found[0].kind,
        tuple(pieces),
        any(each.null for each in found),
        amounts.pop() if len(amounts) == 1 else 0,
    )


def common(left: Values, right: Values) -> Values | None:
    """Return what is in both sets; None when that cannot be told."""
    if left.kind is not right.kind or max(len(left.pieces), len(right.pieces)) > MOST:
        return None
    pieces = tuple(
        piece
        for one in left.pieces
        for other in right.pieces
        if (piece := _overlap(one, other)) is not None
    )
    among = left.among or right.among
    return Values(left.kind, pieces, left.null and right.null, among)


def all_of(left: Claims | None, right: Claims | None) -> Joined:
    """Join with ``and``; the paths of which no value is left."""
    if left is None or right is None:
        known = left or right
        return None if known is None else Claims(known.values), []
    values = dict(left.values)
    broken = []
    for path, wanted in right.values.items():
        both = common(values[path], wanted) if path in values else wanted
        if both is None:
            del values[path]
        elif both.nothing:
            broken.append(path)
        else:
            values[path] = both
    return (None, broken) if broken else (Claims(values, _is_one(left, right)), [])


def any_of(left: Claims | None, right: Claims | None) -> Joined:
    """Join with ``or``; the path of which every value will do."""
    if left is None or right is None:
        return None, []
    both = {
        path: found
        for path in left.values.keys() & right.values.keys()
        if (found := united((left.values[path], right.values[path]))) is not None
    }
    if not both:
        return None, []
    exact = _is_one(left, right)
    full = [path for path in both if exact and _is_everything(both[path])]
    return Claims(both, exact), full


def _is_one(left: Claims, right: Claims) -> bool:
    """Return whether both depend on one path alone, the same."""
    return left.exact and right.exact and left.values.keys() == right.values.keys()


def _point(value: FeelValue) -> Piece:
    return Piece(value, value, low_included=True, high_included=True)


def _of_truth(sign: str, bound: bool) -> Values | None:
    if sign == "=":
        return Values(bool, (_point(bound),))
    return Values(bool, (_point(not bound),), null=True) if sign == "!=" else None


def _overlap(one: Piece, other: Piece) -> Piece | None:
    low = _tighter(">", (one.low, one.low_included), (other.low, other.low_included))
    high = _tighter(
        "<", (one.high, one.high_included), (other.high, other.high_included)
    )
    found = Piece(low[0], high[0], low[1], high[1])
    return None if _is_empty(found) else found


def _tighter(sign: str, one: Bound, other: Bound) -> Bound:
    if one[0] is None or other[0] is None:
        return other if one[0] is None else one
    if _ranks(sign, one[0], other[0]):
        return one
    if _ranks(sign, other[0], one[0]):
        return other
    return one[0], one[1] and other[1]


def _is_empty(piece: Piece) -> bool:
    if piece.low is None or piece.high is None:
        return False
    if _ranks(">", piece.low, piece.high):
        return True
    closed = piece.low_included and piece.high_included
    return not closed and not _ranks("<", piece.low, piece.high)


def _is_everything(values: Values) -> bool:
    """Return whether the pieces cover all there is, from one end to the other."""
    if values.among:
        return len(values.pieces) == values.among
    reached: Bound = None, False
    for _ in values.pieces:
        further = [
            (each.high, each.high_included)
            for each in values.pieces
            if _goes_on(reached, each)
        ]
        if not further:
            return False
        if any(high is None for high, _ in further):
            return True
        wider = reduce(_wider, further)
        if wider == reached:
            return False
        reached = wider
    return False


def _goes_on(reached: Bound, piece: Piece) -> bool:
    """Return whether ``piece`` begins where what was reached ends, or before."""
    if reached[0] is None or piece.low is None:
        return piece.low is None
    if _ranks("<", piece.low, reached[0]):
        return True
    touches = reached[1] or piece.low_included
    return touches and not _ranks(">", piece.low, reached[0])


def _wider(one: Bound, other: Bound) -> Bound:
    if _ranks(">", one[0], other[0]):
        return one
    if _ranks(">", other[0], one[0]):
        return other
    return one[0], one[1] or other[1]


def _ranks(sign: str, left: FeelValue, right: FeelValue) -> bool:
    if type(left) is bool:
        return left is not right and left is (sign == ">")
    return compare(sign, left, right) is True
