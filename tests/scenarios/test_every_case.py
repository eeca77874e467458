"""流程用例: every promise of every process, as ``spillway test`` plays them."""

import pytest

from tests import case_bench
from tests.case_bench import PROCESSES, cases

EVERY = [
    pytest.param(process, case, id=f"{process}: {case.name['zh']}")
    for process in PROCESSES
    for case in cases(process)
]


@pytest.mark.parametrize(("process", "case"), EVERY)
def test_the_process_keeps_its_promise(process, case):
    report = case_bench.play(process, case)

    assert [each.say("en") for each in report.differences] == []
