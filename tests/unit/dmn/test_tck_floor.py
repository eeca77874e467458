"""The technology compatibility kit of DMN: right answers may only become more."""

import pytest

from tests.unit.dmn import tck

# Of 32 and 2094 result nodes. What is missing: code outside of the model (14, never
# run), years beyond 1 to 9999 (48), patterns that RE2 refuses (9), durations of such
# years (3).
FLOORS = {"compliance-level-2": 32, "compliance-level-3": 2020}


@pytest.fixture(scope="module")
def right(shared):
    cases = list(tck.read_cases(shared / "data" / "tck"))
    models = {each: tck.load(each) for each in {case.model for case in cases}}
    return [
        case.model.parts[-3]
        for case in cases
        if tck.is_right(case.expected, tck.answer(models[case.model], case))
    ]


@pytest.mark.slow
@pytest.mark.parametrize("level", sorted(FLOORS))
def test_the_kit_finds_no_fewer_right_answers(right, level):
    assert right.count(level) >= FLOORS[level]
