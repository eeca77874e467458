"""The `req` mark, as a whole run of pytest sees it."""

import subprocess
import sys

import pytest

from tests.requirements import ROOT

SUITE = """
import pytest

@pytest.mark.req("S0-11")
def test_that_passes():
    pass

@pytest.mark.req("S0-13")
def test_that_fails():
    assert not "failing"

@pytest.mark.req("S0-16")
def test_that_is_skipped():
    pytest.skip("no server")

@pytest.mark.req("S0-20")
@pytest.mark.xfail
def test_that_is_expected_to_fail():
    assert not "failing"

@pytest.mark.req("S0-23")
def test_whose_cleaning_up_fails(broken):
    pass

@pytest.fixture
def broken():
    yield
    raise OSError
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    return run(tmp_path_factory.mktemp("suite"), "scenarios", SUITE)


def run(folder, tier, suite):
    place = folder / "tests" / tier
    place.mkdir(parents=True)
    (place / "test_it.py").write_text(suite)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = req(*ids): rows\n")
    command = [sys.executable, "-m", "pytest", "-p", "tests.requirements"]
    done = subprocess.run(
        [*command, "--requirements", f"tests/{tier}"],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    return (done.stdout + done.stderr).splitlines()


def test_the_test_that_passed_is_named(report):
    proof = "tests/scenarios/test_it.py::test_that_passes"

    assert f"S0-11 proven {proof}" in report


@pytest.mark.parametrize("row", ["S0-13", "S0-16", "S0-20", "S0-23", "S4-27"])
def test_nothing_else_counts(report, row):
    assert f"{row} unproven" in report


def test_the_totals_close_the_report(report):
    assert "requirements: 1 of 151 proven" in report


def test_a_mark_in_an_inner_tier_stops_the_run(tmp_path):
    report = run(tmp_path, "unit", SUITE)

    assert "marks that prove nothing" in "\n".join(report)
