"""The conformance suite of DMN, as far as it asks for FEEL expressions alone."""

from pathlib import Path

import pytest

from runtime import feel
from tests.conformance.literal_cases import literal_cases, passes

KNOWN = Path(__file__).with_name("known_feel_failures.txt")
# May only rise: cases of which at least so many pass.
FLOOR = 1866


@pytest.fixture(scope="module")
def verdicts(shared):
    """Return case id → whether it passes."""
    return {each.id: passes(each) for each in literal_cases(shared / "data" / "tck")}


@pytest.fixture(scope="module")
def known():
    """Return the ids of the cases that are known to fail."""
    lines = KNOWN.read_text("utf-8").splitlines()
    return {line for line in lines if line and not line.startswith("#")}


def test_enough_conformance_cases_pass(verdicts):
    assert sum(verdicts.values()) >= FLOOR


def test_no_conformance_case_fails_that_passed_before(verdicts, known):
    assert {name for name, passed in verdicts.items() if not passed} <= known


def test_no_passing_conformance_case_is_listed_as_failing(verdicts, known):
    assert not {name for name in known if verdicts.get(name, True)}


def test_lint_calls_no_case_wrong_that_has_a_value(shared):
    """Truths are asked for beside numbers, on purpose, in eight cases."""
    passing = [
        each
        for each in literal_cases(shared / "data" / "tck")
        if each.expected is not None and passes(each)
    ]
    found = [
        remark.code
        for each in passing
        for remark in feel.lint(each.formula.text, types_of(each))
        if remark.level == "error"
    ]

    assert found == ["feel-needs-truth"] * 8


def types_of(case):
    """Return the types of what a case gives, and of what it works out before."""
    given = {name: _type_of(one) for name, one in case.inputs.items()}
    return given | {each.name: "any" for each in case.before}


def _type_of(value):
    kind = feel.type_name(value)
    return "any" if kind in ("null", "list", "context") else kind
