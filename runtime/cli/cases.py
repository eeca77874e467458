"""``test``: do processes keep their promises? Their cases, played in memory."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from runtime.cli.app import REFUSED, Frame, command
from runtime.cli.deploying import PATHS
from runtime.cli.rehearsal import Rehearsal
from runtime.cli.shelves import shelf_around
from runtime.designer.case_file import Case, read_cases
from runtime.designer.cases import CaseReport
from runtime.engine.design.artifacts import File, Kind
from runtime.kernel.errors import Finding, Misconfigured
from runtime.kernel.texts import text


@dataclass(frozen=True, slots=True)
class Book:
    """The cases of one process, and the file they stand in."""

    process: str
    file: str
    cases: tuple[Case, ...]


@command("test")
@PATHS
def test(frame: Frame, paths: tuple[Path, ...]) -> None:
    """Play the cases of processes; nothing is stored and nobody is called."""
    shelf, named = shelf_around(frame.settings.database_url, paths)
    rehearsal = Rehearsal(shelf, frame.settings.zone)
    books = _books(rehearsal, named)
    played = _play(frame, rehearsal, books)
    failed = sum(not report.passed for _, report in played)
    _tell(frame, played)
    passed = len(played) - failed
    frame.console.say("cases-done", passed=passed, failed=failed)
    items = [_item(frame, book, report) for book, report in played]
    frame.console.data({"passed": passed, "failed": failed, "cases": items})
    if failed:
        sys.exit(REFUSED)


def _books(rehearsal: Rehearsal, named: Iterable[File]) -> list[Book]:
    """Read everything before anything is played, so that all faults are told."""
    books, findings = [], []
    files = [file for file in named if file.kind is Kind.CASES]
    for file in files:
        try:
            rehearsal.built(file.key)
            cases = read_cases(file.body, file.place)
            books.append(Book(file.key, file.place, cases))
        except Misconfigured as wrong:
            findings += wrong.findings
        except KeyError:
            missing = text("cases-without-process", process=file.key)
            findings.append(
                Finding(file.place, "", "cases-without-process", "error", missing)
            )
    if findings:
        raise Misconfigured("cases-refused", findings, count=len(findings))
    if not files:
        raise Misconfigured("cases-none")
    return books


def _play(
    frame: Frame, rehearsal: Rehearsal, books: Sequence[Book]
) -> list[tuple[Book, CaseReport]]:
    played: list[tuple[Book, CaseReport]] = []
    total = sum(len(book.cases) for book in books)
    with frame.console.progress("cases-running", total) as bar:
        for book, case in _cases(books):
            played.append((book, rehearsal.play(book.process, case)))
            bar.to(len(played))
    return played


def _cases(books: Iterable[Book]) -> Iterator[tuple[Book, Case]]:
    for book in books:
        for case in book.cases:
            yield book, case


def _tell(frame: Frame, played: Iterable[tuple[Book, CaseReport]]) -> None:
    console = frame.console
    for book, report in played:
        code = "case-passed" if report.passed else "case-failed"
        name = report.name[console.language]
        console.say(code, process=book.process, name=name)
        for one in report.differences:
            console.say("case-difference", difference=one)


def _item(frame: Frame, book: Book, report: CaseReport) -> dict[str, Any]:
    language = frame.console.language
    return {
        "process": book.process,
        "file": book.file,
        "name": dict(report.name),
        "passed": report.passed,
        "differences": [
            {"code": one.code, "message": one.say(language)}
            for one in report.differences
        ],
    }
