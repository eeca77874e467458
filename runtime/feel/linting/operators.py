"""What can be said of an expression before it runs, from the types it declares."""

from __future__ import annotations

from collections.abc import Iterable

from runtime.feel.builtins import BUILTINS
from runtime.feel.linting.conditions import near
from runtime.feel.linting.inference import CALCULABLE, parts_of
from runtime.feel.syntax.node import Node
from runtime.feel.syntax.parsing import Parsing
from runtime.feel.types import ContextOf, ListOf, Type, bare, spell
from runtime.feel.values import (
    ANY,
    BOOLEAN,
    CONTEXT,
    DATE,
    DATE_TIME,
    DAY_TIME,
    FUNCTION,
    LIST,
    NULL,
    NUMBER,
    STRING,
    TIME,
    YEAR_MONTH,
)
from runtime.kernel.texts import Text, text

_SCALARS = frozenset(
    {NUMBER, STRING, BOOLEAN, DATE, TIME, DATE_TIME, DAY_TIME, YEAR_MONTH}
)
_NEGATABLE = frozenset({ANY, NULL, NUMBER, DAY_TIME, YEAR_MONTH})
_NEVER_ADDED = frozenset({NUMBER, STRING, BOOLEAN})
_EQUALITY = frozenset({"=", "!="})
_UNRANKED = frozenset({LIST, CONTEXT, FUNCTION})
_KINDS = _SCALARS | _UNRANKED
_MOVED = frozenset({DATE, TIME, DATE_TIME})
# Two types that do not compare → how they do; the first that fits.
_COMPARED = {
    frozenset({LIST}): "feel-hint-compare-list",
    frozenset({BOOLEAN}): "feel-hint-compare-truth",
    frozenset({DATE, DATE_TIME}): "feel-hint-compare-moment",
    frozenset({NUMBER, STRING}): "feel-hint-compare-number",
    frozenset({DATE, STRING}): "feel-hint-compare-date",
    frozenset({DATE_TIME, STRING}): "feel-hint-compare-date-time",
    frozenset({NUMBER, DAY_TIME}): "feel-hint-compare-duration",
    frozenset({NUMBER, YEAR_MONTH}): "feel-hint-compare-duration",
}
_WORDS = ("true", "false", "null")


def check_comparison(
    parsing: Parsing, sign: str, left: Type, right: Type, position: int
) -> None:
    """Remark on comparisons that are always null."""
    names = _name(left), _name(right)
    if left != right and _SCALARS.issuperset(names):
        _refuse_comparison(parsing, sign, left, right, position)
    elif sign not in _EQUALITY and BOOLEAN in names:
        parsing.remark("feel-booleans-have-no-rank", position, sign=sign)
    elif sign not in _EQUALITY and NULL in names:
        parsing.remark("feel-null-has-no-rank", position, sign=sign)
    elif parsing.setting.thorough:
        _check_kinds(parsing, sign, left, right, position)


def check_truth(parsing: Parsing, sign: str, operands: Iterable[Node]) -> None:
    """Remark on operands of and / or, and conditions of if, that are no truth."""
    for each in operands:
        if each.type not in (ANY, NULL, BOOLEAN):
            found = spell(each.type)
            parsing.remark("feel-needs-truth", each.position, sign=sign, found=found)


def check_arithmetic(
    parsing: Parsing, sign: str, left: Type, right: Type, position: int
) -> None:
    """Remark on arithmetic that is always null."""
    names = _name(left), _name(right)
    known = _SCALARS if parsing.setting.thorough else _NEVER_ADDED
    if not known.issuperset(names) or (sign, left, right) in CALCULABLE:
        return
    joins_text = sign == "+" and STRING in names
    moves_time = NUMBER in names and not _MOVED.isdisjoint(names)
    hint: Text | str = text("feel-hint-string") if joins_text else ""
    hint = text("feel-hint-duration") if moves_time else hint
    parsing.remark(
        "feel-never-calculable",
        position,
        sign=sign,
        left=names[0],
        right=names[1],
        hint=hint,
    )


def check_negation(parsing: Parsing, kind: Type, position: int) -> None:
    """Remark on a minus before something that has no negative."""
    if _name(kind) not in _NEGATABLE:
        parsing.remark("feel-cannot-negate", position, found=spell(kind))


def check_variable(parsing: Parsing, name: str, position: int) -> None:
    """Remark on a name that nobody declared, when names must be declared."""
    setting = parsing.setting
    known = (
        *(setting.schema, setting.ambient, BUILTINS),
        *(block.types for block in parsing.blocks),
    )
    if not any(name in some for some in known) and parsing.may_be_unknown():
        meant = (some for some in known if some is not BUILTINS)
        hint = near(name, _WORDS, *meant)
        parsing.remark("feel-unknown-name", position, name=name, hint=hint)


def check_field(parsing: Parsing, owner: Node, field: str, position: int) -> None:
    """Remark on a field that the declared context does not have."""
    kind = owner.type
    if parsing.setting.thorough and isinstance(kind, ListOf):
        kind = kind.item
    if isinstance(kind, ContextOf):
        if field not in kind.fields:
            shown = owner.name or "{…}"
            hint = near(field, kind.fields)
            parsing.remark(
                "feel-unknown-field",
                position,
                field=field,
                owner=shown,
                known=", ".join(sorted(kind.fields)) or "-",
                hint=hint,
            )
    elif parsing.setting.thorough:
        _check_part(parsing, bare(kind), field, position)


def check_filtered(parsing: Parsing, owner: Node, position: int) -> None:
    """Remark on a filter behind a single value, which keeps it whole or not at all."""
    if _name(owner.type) in _SCALARS:
        found = spell(owner.type)
        parsing.remark("feel-filter-of-one", position, "warning", found=found)


def _check_kinds(
    parsing: Parsing, sign: str, left: Type, right: Type, position: int
) -> None:
    """Remark on comparing a list or context with something else, or by rank."""
    kinds = _kind(left), _kind(right)
    if {*kinds} <= _KINDS and kinds[0] != kinds[1] and NULL not in kinds:
        _refuse_comparison(parsing, sign, left, right, position)
    elif sign not in _EQUALITY and not _UNRANKED.isdisjoint(kinds):
        found = spell(left if kinds[0] in _UNRANKED else right)
        parsing.remark("feel-has-no-rank", position, sign=sign, found=found)


def _refuse_comparison(
    parsing: Parsing, sign: str, left: Type, right: Type, position: int
) -> None:
    kinds = {_kind(left), _kind(right)}
    fixes = (text(code) for of, code in _COMPARED.items() if of <= kinds)
    parsing.remark(
        "feel-never-comparable",
        position,
        sign=sign,
        left=spell(left),
        right=spell(right),
        hint=next(fixes, ""),
    )


def _check_part(parsing: Parsing, kind: Type, name: str, position: int) -> None:
    parts = parts_of(kind)
    if parts is not None and name not in parts:
        hint = near(name, parts)
        parsing.remark(
            "feel-unknown-part",
            position,
            field=name,
            found=spell(kind),
            known=", ".join(sorted(parts)) or "-",
            hint=hint,
        )


def _kind(kind: Type) -> str:
    """Return the simple name of any type."""
    return spell(kind).partition("<")[0]


def _name(kind: Type) -> str:
    """Return the name of a simple type, "" of any other."""
    return kind if isinstance(kind, str) else ""
