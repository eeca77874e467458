"""A case file says everything that is wrong with it at once."""

from decimal import Decimal

import pytest

from runtime.designer.case_file import Move, read_cases
from runtime.kernel.errors import Misconfigured

NAME = 'name = { zh = "甲", en = "A" }'
GOOD = f'[[case]]\n{NAME}\nwaits_at = "ship"\n'


def faults(body: str) -> list[str]:
    with pytest.raises(Misconfigured) as refused:
        read_cases(body.encode())
    return [each.rule for each in refused.value.findings]


def test_defaults_are_laid_under_each_case_table_by_table():
    shared = '[defaults.order]\ntotal = "1"\ncustomer = { id = "c", credit = "good" }\n'
    case = read_cases((shared + GOOD + 'order = { customer = { id = "d" } }').encode())

    assert case[0].order == {"total": "1", "customer": {"id": "d", "credit": "good"}}


def test_a_fraction_stays_exact():
    case = read_cases((GOOD + "gives = { share = 0.10 }").encode())

    assert case[0].expected.gives == {"share": Decimal("0.10")}


def test_one_place_and_a_list_of_places_are_both_taken():
    several = GOOD.replace('"ship"', '["ship", "pay"]')
    cases = read_cases((GOOD + several).encode())

    assert [each.expected.waits_at for each in cases] == [("ship",), ("ship", "pay")]


@pytest.mark.parametrize("move", list(Move))
def test_each_move_names_its_target(move):
    case = read_cases((GOOD + f'steps = [{{ {move} = "x" }}]').encode())

    assert (case[0].steps[0].move, case[0].steps[0].target) == (move, "x")


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("[[case]", "case-file-broken"),
        ("", "case-file-empty"),
        ("case = 3", "case-file-empty"),
        ("case = [3]", "case-not-a-table"),
        (f"{GOOD}wait_at = 'x'", "case-key-unknown"),
        (f"{GOOD}steps = 'x'", "case-key-wrong"),
        (GOOD.replace(NAME, ""), "case-without-name"),
        (GOOD.replace('en = "A"', 'en = ""'), "case-without-name"),
        (f"[[case]]\n{NAME}", "case-without-end"),
        (f"{GOOD}ends_at = 'x'", "case-without-end"),
        (f"{GOOD}steps = [{{ as = 'cs' }}]", "case-step-unclear"),
        (f"{GOOD}stock = {{ A-1 = '2' }}", "case-stock-wrong"),
        (f"{GOOD}stock = {{ A-1 = -1 }}", "case-stock-wrong"),
        (f"{GOOD}steps = [{{ at = 'a', fire = 'b' }}]", "case-step-unclear"),
        (f"{GOOD}steps = ['x']", "case-not-a-table"),
    ],
)
def test_a_fault_is_named(body, rule):
    assert rule in faults(body)


def test_all_faults_are_named_together():
    assert len(faults("[[case]]\nwait_at = 1\nsteps = [{}]")) == 4


def test_a_fault_says_in_which_case_it_stands():
    with pytest.raises(Misconfigured, match="case 2, step 1"):
        read_cases((GOOD + GOOD + "steps = [{}]").encode())


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(Misconfigured):
        read_cases(b"\xff\xfe")
