"""Foreign diagrams run as in SpiffWorkflow, or are refused with findings."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from runtime.designer.mending.mend import Mended, mend
from runtime.kernel.errors import Misconfigured, Stuck
from tests.conftest import ROOT
from tests.equality import foreign
from tests.equality.play import differences, play

ROUNDS = 20
PLACES = [ROOT.parent / "shared", ROOT.parent.parent / "shared"]
FOLDERS = [each / "data" / "bpmn-corpus" for each in PLACES]
FOLDER = next((each for each in FOLDERS if each.is_dir()), None)
CORPUS = foreign.read(FOLDER) if FOLDER else foreign.Corpus()

# Where SpiffWorkflow is wrong, or asks its own clock; each must still differ.
LOSES_SIGNAL = "SpiffWorkflow reads no signal at an end event"
OWN_CLOCK = "SpiffWorkflow fires all rounds that its clock says are over"
ENDS_QUIETLY = "SpiffWorkflow ends without a word when nobody catches an error"
NOT_FEEL = "the condition is no FEEL value; SpiffWorkflow takes null for false"
DIFFERENT = {
    ("CallActivityBoundaryEndSignal.bpmn", "PROCESS_1"): LOSES_SIGNAL,
    ("Timer_BoundaryEvent_CallActivity.bpmn", "PROCESS_1"): OWN_CLOCK,
    ("Timer_BoundaryEvent_CallActivity_NonInterrupting.bpmn", "PROCESS_1"): OWN_CLOCK,
    ("Timer_BoundaryEvent_Cycle.bpmn", "PROCESS_1"): OWN_CLOCK,
    ("Timer_BoundaryEvent_Cycle_NonInterrupting.bpmn", "PROCESS_1"): OWN_CLOCK,
    ("Error_BoundaryEvent_CallActivity.bpmn", "PROCESS_2"): ENDS_QUIETLY,
    (
        "Error_BoundaryEvent_CallActivity_NonInterrupting.bpmn",
        "PROCESS_2",
    ): ENDS_QUIETLY,
    ("Error_EndEvent_CallActivity.bpmn", "PROCESS_1"): ENDS_QUIETLY,
    ("Error_EndEvent_CallActivity.bpmn", "PROCESS_2"): ENDS_QUIETLY,
    ("Error_EndEvent_TopLevel.bpmn", "Error_EndEvent_TopLevel"): ENDS_QUIETLY,
    ("ExclusiveGateway_Default.bpmn", "ExclusiveGateway_Default"): NOT_FEEL,
    ("InclusiveGateway_Default.bpmn", "InclusiveGateway_Default"): NOT_FEEL,
}
EQUAL = [
    pytest.param(path, pid, id=f"{path.stem}-{pid}")
    for path, pid in CORPUS.runnable
    if (path.name, pid) not in DIFFERENT
]
UNEQUAL = [
    pytest.param(path, pid, id=f"{path.stem}-{pid}")
    for path, pid in CORPUS.runnable
    if (path.name, pid) in DIFFERENT
]


@pytest.fixture(autouse=True)
def corpus(shared: Path) -> Path:
    return shared


@cache
def reference(path: Path, pid: str) -> dict[str, Any]:
    return play(foreign.stock(path, pid), ROUNDS)


def comparable(result: dict[str, Any], listening: set[str]) -> dict[str, Any]:
    """Without what is ours on purpose: boundary events that listen on.

    The join behind a boundary is the engine's own; which of its two nodes ends as
    cancelled depends on prediction.
    """
    tree = [
        each
        for each in result["tree"]
        if not each[0].endswith(".BoundaryEventJoin")
        and not (each[0] in listening and each[1] == 256)
    ]
    places = [
        [wait for wait in place if wait[1] not in listening]
        for place in result["places"]
    ]
    return {**result, "tree": tree, "places": places}


def compare(path: Path, pid: str, mode: str, how: str) -> list[str]:
    ours = foreign.fast(path, pid, mode, how)
    listening = foreign.repeating_boundaries(ours.run)
    parts = ("completed", "places", "data", "last", "steps")
    parts += () if how == "pruned" else ("tree",)
    return differences(
        comparable(play(ours, ROUNDS), listening),
        comparable(reference(path, pid), listening),
        *parts,
    )


@pytest.mark.parametrize("how", ["straight", "reloaded", "pruned"])
@pytest.mark.parametrize("mode", ["plain", "lazy", "fused"])
@pytest.mark.parametrize(("path", "pid"), EQUAL)
def test_a_foreign_process_runs_as_in_stock(
    path: Path, pid: str, mode: str, how: str
) -> None:
    assert compare(path, pid, mode, how) == []


def distance(path: Path, pid: str) -> list[str]:
    """Return what sets the run apart from stock; being stuck is one thing, too."""
    try:
        return compare(path, pid, "fused", "straight")
    except Stuck as error:
        return [error.code]


@pytest.mark.parametrize(("path", "pid"), UNEQUAL)
def test_a_known_difference_is_still_there(path: Path, pid: str) -> None:
    assert distance(path, pid) != []


def test_at_least_nineteen_foreign_files_run_as_they_are() -> None:
    assert len({path for path, _ in CORPUS.runnable}) >= 19


@cache
def mended() -> dict[Path, Mended | Misconfigured]:
    """Return what became of every file that was mended as far as that is safe."""
    found: dict[Path, Mended | Misconfigured] = {}
    for path in sorted(FOLDER.rglob("*.bpmn")) if FOLDER else ():
        try:
            found[path] = mend(path.read_bytes(), path.name)
        except Misconfigured as refused:
            found[path] = refused
    return found


def test_at_least_sixty_foreign_files_run_after_what_is_safely_mended() -> None:
    whole = [one for one in mended().values() if isinstance(one, Mended)]

    assert sum(one.runs for one in whole) >= 60


def test_what_keeps_a_mended_file_from_running_names_the_element() -> None:
    nameless = [
        (path.name, fault.rule)
        for path, one in mended().items()
        if isinstance(one, Mended)
        for fault in one.left
        if not fault.element and not fault.rule.startswith("id-missing")
    ]

    assert nameless == []


def test_every_refused_file_has_findings_that_name_the_element() -> None:
    nameless = [
        finding
        for findings in CORPUS.refused.values()
        for finding in findings
        if not finding.element and not finding.rule.startswith(("xml-", "id-missing"))
    ]

    assert nameless == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_finding_is_a_sentence(language: str) -> None:
    unspoken = [
        finding.rule
        for findings in CORPUS.refused.values()
        for finding in findings
        if finding.rule in finding.text.say(language)
    ]

    assert unspoken == []
