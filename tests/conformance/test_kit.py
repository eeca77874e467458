"""The technology compatibility kit of DMN: every answer is right, or known to fail."""

from collections import Counter
from pathlib import Path

import pytest

from runtime import dmn
from tests.conformance import kit

KNOWN = Path(__file__).with_name("known_failures.txt")
# May only go down. Of 2,126 result nodes in the folders of ../shared.
MOST = 30
LEVELS = {"compliance-level-2": 1.0, "compliance-level-3": 0.98}


def known() -> dict[str, str]:
    """Return the cases that are known to fail, each with the reason above it."""
    reasons: dict[str, str] = {}
    reason = ""
    for line in KNOWN.read_text("utf-8").splitlines():
        if line.startswith("#"):
            reason = line.strip("# ")
        elif line:
            reasons[line] = reason
    return reasons


@pytest.fixture(scope="module")
def verdicts(shared):
    """Return each case with whether the answer is right."""
    cases = list(kit.read_cases(shared / "data" / "tck"))
    models = {
        each: dmn.load(each.read_bytes(), each.name, tolerant=True)
        for each in {case.model for case in cases}
    }
    return [
        (case, kit.is_right(case.expected, kit.answer(models[case.model], case)))
        for case in cases
    ]


def test_no_case_fails_that_is_not_known_to(verdicts):
    assert {case.name for case, right in verdicts if not right} <= known().keys()


def test_no_case_is_listed_that_is_right(verdicts):
    assert not known().keys() & {case.name for case, right in verdicts if right}


def test_the_list_of_known_failures_only_shrinks():
    assert len(known()) <= MOST


def test_every_known_failure_has_its_reason():
    assert all(known().values())


def test_no_failure_is_known_in_level_two():
    assert not [name for name in known() if "level-2" in name]


@pytest.mark.parametrize("level", sorted(LEVELS))
def test_enough_result_nodes_of_a_level_are_right(verdicts, level):
    counts = Counter(right for case, right in verdicts if case.level == level)

    assert counts[True] >= LEVELS[level] * counts.total()
