"""Which requirement is proven by which test: the pytest plugin of the `req` mark.

At collection it refuses marks that prove nothing: an unknown id, more than three ids
on one test, a test of a tier that does not go through the product's surface. With
`--requirements` it prints one line an id after the run. Only a test that ran and
passed counts; a skipped or expected failure does not, and one failing case of a
parametrised test takes the whole test back.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest

PUBLIC_TIERS = ("web", "scenarios", "crash", "api", "browser")
MOST_IDS = 3
ROOT = Path(__file__).parents[1]


def known() -> dict[str, str]:
    """Return id → wording, in the sequence of the file."""
    return tomllib.loads((ROOT / "tests" / "requirements.toml").read_text("utf-8"))


class Ledger:
    """What the marked tests of one run have shown."""

    def __init__(self) -> None:
        self._claims: dict[str, tuple[str, ...]] = {}
        self._passed: set[str] = set()
        self._failed: set[str] = set()

    def note(self, nodeid: str, ids: tuple[str, ...], outcome: str) -> None:
        """Record one phase of a marked test: passed, failed or skipped."""
        test = nodeid.partition("[")[0]
        self._claims[test] = ids
        if outcome == "passed":
            self._passed.add(test)
        if outcome == "failed":
            self._failed.add(test)

    def proofs(self) -> Mapping[str, list[str]]:
        """Return id → the tests that prove it."""
        found: dict[str, list[str]] = defaultdict(list)
        for test in sorted(self._passed - self._failed):
            for each in self._claims[test]:
                found[each].append(test)
        return found

    def lines(self, ids: Iterable[str]) -> Iterator[str]:
        """Give one line an id, then the totals."""
        proofs = self.proofs()
        ids = list(ids)
        for each in ids:
            tests = proofs.get(each)
            yield f"{each} proven {' '.join(tests)}" if tests else f"{each} unproven"
        for letter, what in (("S", "requirements"), ("D", "decisions")):
            of_kind = [each for each in ids if each.startswith(letter)]
            proven = sum(each in proofs for each in of_kind)
            yield f"{what}: {proven} of {len(of_kind)} proven"


def faults(nodeid: str, ids: tuple[str, ...], allowed: Iterable[str]) -> list[str]:
    """Return what is wrong with the ids that the test of ``nodeid`` carries."""
    found = [
        f"{nodeid}: no requirement {each!r}" for each in ids if each not in allowed
    ]
    if not ids or len(ids) > MOST_IDS:
        found.append(f"{nodeid}: expected 1 to {MOST_IDS} ids, found {len(ids)}")
    if not nodeid.startswith(tuple(f"tests/{tier}/" for tier in PUBLIC_TIERS)):
        tiers = ", ".join(PUBLIC_TIERS)
        found.append(f"{nodeid}: a requirement is proven from outside, in {tiers}")
    return found


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--requirements`."""
    parser.addoption(
        "--requirements",
        action="store_true",
        help="after the run, say which requirements it proved",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Keep a ledger for the run; xdist's workers report to the one of the parent."""
    if config.getoption("requirements") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Recorder(), "requirements-recorder")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Write the ids of each marked test into its report, or refuse the run."""
    allowed = known()
    wrong: list[str] = []
    for item in items:
        for mark in item.iter_markers("req"):
            wrong += faults(item.nodeid, mark.args, allowed)
        ids = [each for mark in item.iter_markers("req") for each in mark.args]
        if ids:
            item.user_properties.append(("req", " ".join(ids)))
    if wrong:
        raise pytest.UsageError("marks that prove nothing:", *sorted(set(wrong)))


class _Recorder:
    def __init__(self) -> None:
        self.ledger = Ledger()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        ids = dict(report.user_properties).get("req")
        if ids is not None and (report.when == "call" or report.failed):
            self.ledger.note(report.nodeid, tuple(str(ids).split()), _outcome(report))

    def pytest_terminal_summary(
        self, terminalreporter: pytest.TerminalReporter
    ) -> None:
        terminalreporter.section("requirements")
        for line in self.ledger.lines(known()):
            terminalreporter.write_line(line)


def _outcome(report: pytest.TestReport) -> str:
    """Return the outcome, with a test that was expected to fail counted as skipped."""
    return "skipped" if hasattr(report, "wasxfail") else report.outcome
