"""Cases of the DMN conformance suite that need only literal FEEL, read from disk."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from lxml import etree

from runtime import feel
from runtime.feel.node import body
from runtime.feel.temporal import parse_literal

TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
NUMBERS = {"decimal", "double", "integer", "int", "long", "float"}
TEMPORAL = {"date", "time", "dateTime", "duration"}
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
NOW = datetime(2026, 11, 21, tzinfo=UTC)
TOLERANCE = Decimal("1e-8")


@dataclass(frozen=True)
class Formula:
    """One decision or business knowledge model that is a literal expression."""

    name: str
    text: str
    parameters: tuple[str, ...] | None
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """One expected answer: inputs, what must be computed first, the expression."""

    id: str
    inputs: Mapping[str, Any]
    before: tuple[Formula, ...]
    formula: Formula
    expected: Any


def passes(case: Case) -> bool:
    """Return whether the answer is the expected one; a refusal counts as null."""
    try:
        found = answer(case)
    except (feel.FeelSyntaxError, feel.Exhausted):
        found = None
    return same(case.expected, found)


def answer(case: Case) -> Any:
    """Return what the expression of the case gives."""
    scope = dict(case.inputs)
    for each in case.before:
        scope[each.name] = prepared(each, scope)
    return _compiled(case.formula, scope).evaluate(scope, feel.Frame(now=NOW))


def prepared(formula: Formula, scope: Mapping[str, Any]) -> Any:
    """Return what others need of a formula: its value, or a function."""
    if formula.parameters is None:
        return _compiled(formula, scope).evaluate(scope, feel.Frame(now=NOW))
    names = {**scope, **dict.fromkeys(formula.parameters)}
    run = _compiled(formula, names).run
    parameters = tuple((name, None) for name in formula.parameters)
    return feel.Function(parameters, body(run, dict(scope)), {})


def same(expected: Any, found: Any) -> bool:
    """Return whether both are the same value; numbers may differ by rounding."""
    if type(expected) is not type(found):
        return False
    if isinstance(expected, Decimal):
        return abs(expected - found) <= TOLERANCE * max(1, abs(expected))
    if isinstance(expected, list):
        return len(expected) == len(found) and all(map(same, expected, found))
    if isinstance(expected, dict):
        return expected.keys() == found.keys() and all(
            same(expected[key], found[key]) for key in expected
        )
    return bool(expected == found)


def literal_cases(folder: Path) -> Iterator[Case]:
    """Yield the cases of all test files below ``folder``."""
    for file in sorted(folder.glob("compliance-level-*/*/*.xml")):
        root = etree.parse(file, PARSER).getroot()
        model = _child(root, "modelName")
        if model is not None:
            formulas = _formulas(file.parent / model.text.strip())
            yield from _cases_of(file, root, formulas)


def _cases_of(file: Path, root: Any, formulas: dict[str, Formula]) -> Iterator[Case]:
    place = "/".join(file.parts[-3:-1])
    decisions = {
        each.name: key for key, each in formulas.items() if each.parameters is None
    }
    for test in _children(root, "testCase"):
        inputs = {
            each.get("name"): value(each) for each in _children(test, "inputNode")
        }
        for node in _children(test, "resultNode"):
            key = decisions.get(node.get("name"))
            of_decision = test.get("type", "decision") == "decision"
            chain = _chain(formulas, key) if of_decision else None
            if chain:
                wanted = _child(node, "expected")
                expected = None if wanted is None else value(wanted)
                name = f"{place}:{test.get('id')}:{node.get('name')}"
                yield Case(name, inputs, tuple(chain[:-1]), chain[-1], expected)


def value(element: Any) -> Any:
    """Return the FEEL value that a node of a test file writes."""
    items, parts = _child(element, "list"), _children(element, "component")
    plain = _child(element, "value")
    if items is not None and items.get(NIL) != "true":
        return [value(each) for each in _children(items, "item")]
    if parts:
        return {each.get("name"): value(each) for each in parts}
    if plain is None or plain.get(NIL) == "true":
        return None
    return _plain(plain.get(TYPE, "string").split(":")[-1], plain.text or "")


def _plain(kind: str, written: str) -> Any:
    if kind in NUMBERS:
        return Decimal(written.strip())
    if kind == "boolean":
        return written.strip() in ("true", "1")
    if kind in TEMPORAL:
        return _temporal(written.strip())
    return written


def _temporal(written: str) -> Any:
    try:
        return parse_literal(written)
    except (feel.FeelError, ValueError, InvalidOperation):
        return ("beyond", written)  # years over 9999: equal to nothing


def _formulas(file: Path) -> dict[str, Formula]:
    """Return id → formula of a model; of one with imports nothing."""
    root = etree.parse(file, PARSER).getroot()
    if _child(root, "import") is not None:
        return {}
    found: dict[str, Formula | None] = {}
    for each in _children(root, "inputData"):
        found[each.get("id")] = Formula(each.get("name"), "", None, ())
    for each in _children(root, "decision"):
        found[each.get("id")] = _formula(each, each, None)
    for each in _children(root, "businessKnowledgeModel"):
        logic = _child(each, "encapsulatedLogic")
        holder = each if logic is None else logic
        names = [name.get("name") for name in _children(holder, "formalParameter")]
        found[each.get("id")] = _formula(each, holder, tuple(names))
    return {key: each for key, each in found.items() if each is not None}


def _formula(
    element: Any, holder: Any, parameters: tuple[str, ...] | None
) -> Formula | None:
    needs = [
        (reference.get("href") or "").partition("#")[2]
        for kind in ("informationRequirement", "knowledgeRequirement")
        for requirement in _children(element, kind)
        for reference in requirement
    ]
    logic = _child(holder, "literalExpression")
    text = None if logic is None else _child(logic, "text")
    if text is None or not text.text or logic.get("expressionLanguage"):
        return None
    return Formula(element.get("name"), text.text, parameters, tuple(needs))


def _chain(formulas: dict[str, Formula], key: str | None) -> list[Formula] | None:
    """Return what must be computed, in order; None if it is not all literal FEEL."""
    seen: dict[str, Formula] = {}
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


def _compiled(formula: Formula, names: Mapping[str, Any]) -> feel.Expression:
    return feel.compile_expression(formula.text, schema=dict.fromkeys(names, "any"))


def _children(element: Any, name: str) -> list[Any]:
    return [
        each
        for each in element
        if isinstance(each.tag, str) and etree.QName(each).localname == name
    ]


def _child(element: Any, name: str) -> Any:
    return next(iter(_children(element, name)), None)
