"""The cases of the DMN conformance kit that need only literal FEEL, as questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from runtime import feel
from runtime.dmn.xml import Element, children, find_child, read_xml
from runtime.feel.syntax.node import body
from runtime.kernel.errors import FlowError
from tests.conformance.feelin import Question, told
from tests.conformance.kit import NOON, Case, read_cases

_REQUIREMENTS = ("informationRequirement", "knowledgeRequirement")


@dataclass(frozen=True)
class Formula:
    """A decision or knowledge model that is a literal expression, or input data."""

    name: str
    text: str
    parameters: tuple[str, ...] | None
    needs: tuple[str, ...]


def questions(folder: Path) -> Iterator[Question]:
    """Walk the expressions of the kit whose names hold data only.

    A function cannot be handed to another engine.
    """
    for case in read_cases(folder):
        chain = None if case.invocable else _chain(_formulas(case.model), case)
        if chain and chain[-1].parameters is None:
            names = _names(chain[:-1], case)
            if not _holds_code(told(names)):
                yield Question(chain[-1].text, names)


def _names(before: list[Formula], case: Case) -> dict[str, Any]:
    names = dict(case.inputs)
    for each in before:
        names[each.name] = _prepared(each, names)
    return names


def _prepared(formula: Formula, names: Mapping[str, Any]) -> Any:
    known = {**names, **dict.fromkeys(formula.parameters or ())}
    schema = dict.fromkeys(known, "any")
    program = feel.compile_expression(formula.text, schema)
    if formula.parameters is None:
        return program.evaluate(names, feel.Frame(now=NOON))
    parameters = tuple((name, None) for name in formula.parameters)
    return feel.Function(parameters, body(program.run, dict(names)), {})


@cache
def _formulas(file: Path) -> dict[str, Formula]:
    """Return id → formula of a model; of one that is refused or imports, nothing."""
    try:
        root = read_xml(file.read_bytes())
    except FlowError:
        return {}
    if find_child(root, "import") is not None:
        return {}
    found = {}
    for each in children(root, "inputData"):
        found[each.get("id") or ""] = Formula(each.get("name") or "", "", None, ())
    for each in children(root, "decision"):
        found[each.get("id") or ""] = _formula(each, each, None)
    for each in children(root, "businessKnowledgeModel"):
        logic = find_child(each, "encapsulatedLogic")
        holder = each if logic is None else logic
        names = [one.get("name") or "" for one in children(holder, "formalParameter")]
        found[each.get("id") or ""] = _formula(each, holder, tuple(names))
    return {key: each for key, each in found.items() if each is not None}


def _formula(
    element: Element, holder: Element, parameters: tuple[str, ...] | None
) -> Formula | None:
    needs = [
        (reference.get("href") or "").partition("#")[2]
        for requirement in children(element, *_REQUIREMENTS)
        for reference in requirement
    ]
    logic = find_child(holder, "literalExpression")
    text = None if logic is None else find_child(logic, "text")
    if logic is None or text is None or not text.text:
        return None
    if logic.get("expressionLanguage"):
        return None
    return Formula(element.get("name") or "", text.text, parameters, tuple(needs))


def _chain(formulas: dict[str, Formula], case: Case) -> list[Formula] | None:
    """Return what must be computed, in order; None if it is not all literal FEEL."""
    seen: dict[str, Formula] = {}
    key = next(
        (key for key, each in formulas.items() if each.text and each.name == case.node),
        None,
    )
    return list(seen.values()) if key and _collect(formulas, key, seen) else None


def _collect(formulas: dict[str, Formula], key: str, seen: dict[str, Formula]) -> bool:
    formula = formulas.get(key)
    if formula is None or not all(
        _collect(formulas, each, seen) for each in formula.needs if each not in seen
    ):
        return False
    if formula.text:
        seen[key] = formula
    return True


def _holds_code(value: Any) -> bool:
    if isinstance(value, list):
        is_code = bool(value) and value[0] in ("function", "any")
        return is_code or any(map(_holds_code, value))
    return isinstance(value, dict) and any(map(_holds_code, value.values()))
