"""The conformance suite of DMN, as far as it asks for FEEL expressions alone."""

from pathlib import Path

import pytest

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
