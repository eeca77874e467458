"""Walking and filtering lists for the boxed forms of ``for`` and ``filter``."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from runtime.dmn.build import Logic, Scope
from runtime.feel import compile_expression
from runtime.feel.frame import Frame, tick
from runtime.feel.syntax.scope import Scope as Block
from runtime.feel.values import FeelValue, type_name

_ITEM: Final = "item"
_SOURCE: Final = "source"
_WALKED: Final = compile_expression(f"for each in {_SOURCE} return each")


def items_of(value: FeelValue, frame: Frame) -> list[FeelValue] | None:
    """Return what ``for`` walks over, None (with a warning) when it is nothing."""
    if type(value) is list:
        return value
    found: list[FeelValue] | None = _WALKED.evaluate({_SOURCE: value}, frame)
    return found


def filtered(value: FeelValue, match: Logic, scope: Scope, frame: Frame) -> FeelValue:
    """Return the items of ``value`` that match, or the one at a position.

    Inside ``match`` the item is ``item``, and its fields are names of their own.
    """
    items = value if type(value) is list else [] if value is None else [value]
    kept = []
    for each in items:
        tick()
        fields = each if type(each) is dict else {}
        truth = match(Block({_ITEM: each, **fields}, scope), frame)
        if type(truth) is Decimal:
            return _at(items, truth)
        if truth is True:
            kept.append(each)
        elif truth is not False and truth is not None:
            frame.warn("dmn-match-without-truth", found=type_name(truth))
            return None
    return kept


def _at(items: list[FeelValue], position: Decimal) -> FeelValue:
    index = int(position)
    if index != position or not 0 < abs(index) <= len(items):
        return None
    return items[index - 1 if index > 0 else index]
