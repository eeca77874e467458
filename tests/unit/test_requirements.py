"""A requirement counts as proven only by a test that ran and passed."""

import pytest

from tests.requirements import Ledger, faults, known

SCENARIO = "tests/scenarios/test_bypass.py::test_a_code_works_once"


@pytest.fixture
def ledger():
    return Ledger()


def test_a_passed_test_proves_its_ids(ledger):
    ledger.note(SCENARIO, ("S1-17", "S1-15"), "passed")

    assert ledger.proofs() == {"S1-17": [SCENARIO], "S1-15": [SCENARIO]}


def test_a_skipped_test_proves_nothing(ledger):
    ledger.note(SCENARIO, ("S1-17",), "skipped")

    assert ledger.proofs() == {}


def test_one_failing_case_takes_the_whole_test_back(ledger):
    ledger.note(f"{SCENARIO}[sqlite]", ("S1-17",), "passed")
    ledger.note(f"{SCENARIO}[postgres]", ("S1-17",), "failed")

    assert ledger.proofs() == {}


def test_a_case_that_was_skipped_leaves_the_proof_of_the_others(ledger):
    ledger.note(f"{SCENARIO}[sqlite]", ("S1-17",), "passed")
    ledger.note(f"{SCENARIO}[postgres]", ("S1-17",), "skipped")

    assert ledger.proofs() == {"S1-17": [SCENARIO]}


def test_each_id_gets_a_line_and_the_totals_come_last(ledger):
    ledger.note(SCENARIO, ("S1-17",), "passed")

    assert list(ledger.lines(["S1-17", "S1-18", "D-01"])) == [
        f"S1-17 proven {SCENARIO}",
        "S1-18 unproven",
        "D-01 unproven",
        "requirements: 1 of 2 proven",
        "decisions: 0 of 1 proven",
    ]


@pytest.mark.parametrize(
    ("nodeid", "ids", "fault"),
    [
        (SCENARIO, ("S9-99",), "no requirement 'S9-99'"),
        (
            SCENARIO,
            ("S0-01", "S0-02", "S0-03", "S0-04"),
            "expected 1 to 3 ids, found 4",
        ),
        (SCENARIO, (), "expected 1 to 3 ids, found 0"),
        ("tests/unit/test_rules.py::test_it", ("S0-01",), "is proven from outside"),
    ],
)
def test_a_mark_that_proves_nothing_is_refused(nodeid, ids, fault):
    assert fault in faults(nodeid, ids, known())[0]


def test_a_proper_mark_has_no_fault():
    assert faults(SCENARIO, ("S1-17", "D-03"), known()) == []


def test_every_row_of_the_inventory_is_listed():
    per_group = {"S0": 33, "S1": 28, "S2": 35, "S3": 28, "S4": 27, "D-": 24}
    wanted = [
        f"{group}{number:02}" if group == "D-" else f"{group}-{number:02}"
        for group, count in per_group.items()
        for number in range(1, count + 1)
    ]

    assert list(known()) == wanted
