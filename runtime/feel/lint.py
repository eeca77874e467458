"""What can be said of an expression before it runs, from the types it declares."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from runtime.feel.builtins import BUILTINS
from runtime.feel.node import Node
from runtime.feel.parsing import Parsing
from runtime.feel.types import ContextOf, Type, spell
from runtime.feel.values import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAY_TIME,
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


def check_comparison(
    parsing: Parsing, sign: str, left: Type, right: Type, position: int
) -> None:
    """Remark on comparisons that are always null."""
    names = _name(left), _name(right)
    if left != right and _SCALARS.issuperset(names):
        facts = {"sign": sign, "left": spell(left), "right": spell(right)}
        parsing.remark("feel-never-comparable", position, **facts)
    elif sign not in _EQUALITY and BOOLEAN in names:
        parsing.remark("feel-booleans-have-no-rank", position, sign=sign)
    elif sign not in _EQUALITY and NULL in names:
        parsing.remark("feel-null-has-no-rank", position, sign=sign)


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
    if not _NEVER_ADDED.issuperset(names):
        return
    if left == right and (left == NUMBER or (left == STRING and sign == "+")):
        return
    joins_text = sign == "+" and STRING in names
    hint = text("feel-hint-string") if joins_text else ""
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
    known = {
        *parsing.setting.schema,
        *parsing.setting.ambient,
        *(declared for block in parsing.blocks for declared in block.types),
    }
    if name not in known and name not in BUILTINS and parsing.may_be_unknown():
        near = _near(name, known)
        parsing.remark("feel-unknown-name", position, name=name, hint=near)


def check_function(parsing: Parsing, name: str, position: int) -> None:
    """Remark on a call of something that is neither built in nor declared."""
    if parsing.may_be_unknown() and not parsing.is_function(name):
        near = _near(name, BUILTINS)
        parsing.remark("feel-unknown-function", position, name=name, hint=near)


def check_field(parsing: Parsing, owner: Node, field: str, position: int) -> None:
    """Remark on a field that the declared context does not have."""
    if isinstance(owner.type, ContextOf) and field not in owner.type.fields:
        near = _near(field, owner.type.fields)
        shown = owner.name or "{…}"
        parsing.remark(
            "feel-unknown-field", position, field=field, owner=shown, hint=near
        )


def _name(kind: Type) -> str:
    """Return the name of a simple type, "" of any other."""
    return kind if isinstance(kind, str) else ""


def _near(name: str, known: Iterable[str]) -> Text | str:
    found = difflib.get_close_matches(name, [str(each) for each in known], 1)
    return text("feel-did-you-mean", name=found[0]) if found else ""
