"""How the cases of a process went, in words that people know (用例结果)."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from runtime.designer.case_file import Case, read_cases
from runtime.designer.cases import CaseReport
from runtime.designer.simulating import plain_words
from runtime.designer.simulating.rehearsal import Rehearsal
from runtime.designer.titles import title_of
from runtime.engine.design.artifacts import File, Kind
from runtime.kernel.errors import Misconfigured
from runtime.kernel.texts import Text, Title, text


@dataclass(frozen=True, slots=True)
class Result:
    """How the cases of one process went; ``fault`` says why none could be played.

    ``left`` counts those that were not played for want of time.
    """

    process: str
    reports: tuple[CaseReport, ...] = ()
    fault: Text | None = None
    left: int = 0
    title: Title | None = None

    @property
    def failed(self) -> int:
        """How many cases were not kept."""
        return sum(not one.passed for one in self.reports)

    @property
    def passed(self) -> int:
        """How many cases were kept."""
        return len(self.reports) - self.failed

    @property
    def is_sound(self) -> bool:
        """Tell whether everything was played and kept."""
        return not (self.failed or self.fault or self.left)


def played(rehearsal: Rehearsal, file: File, ends: float) -> Result:
    """Play the cases of a file until the moment ``ends`` of the counter."""
    title = process_title(rehearsal, file.key)
    try:
        cases = read_cases(file.body, file.place)
        rehearsal.built(file.key)
    except KeyError:
        missing = text("cases-without-process", process=file.key)
        return Result(file.key, fault=missing, title=title)
    except Misconfigured as wrong:
        return Result(file.key, fault=_first(wrong), title=title)
    reports = tuple(_in_time(rehearsal, file.key, cases, ends))
    return Result(file.key, reports, left=len(cases) - len(reports), title=title)


def process_title(rehearsal: Rehearsal, process_id: str) -> Title:
    """Return what people call a process; its id where it is not there."""
    file = rehearsal.shelf.files.get((Kind.PROCESS, process_id))
    return title_of(Kind.PROCESS.value, process_id, b"" if file is None else file.body)


def _in_time(
    rehearsal: Rehearsal, process: str, cases: Sequence[Case], ends: float
) -> Iterator[CaseReport]:
    for case in cases:
        if time.perf_counter() > ends:
            return
        report, model = rehearsal.play(process, case), rehearsal.built(process).model
        said = tuple(plain_words.plain(model, one) for one in report.differences)
        yield replace(report, differences=said)


def _first(wrong: Misconfigured) -> Text:
    """Return the first of what is wrong; the draft's page lists everything."""
    return next((one.text for one in wrong.findings), wrong.text)
