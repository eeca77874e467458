"""A file of cases is changed sign by sign: whatever is not changed stays as it was."""

from decimal import Decimal

import pytest

from runtime.designer.case_file import read_cases
from runtime.designer.simulating import case_book
from runtime.kernel.errors import Conflict, Misconfigured, NotFound

BODY = """# 用例 / cases

[defaults.order]
total = "199.00"   # 元
customer = { credit = "good", tags = [] }

# --- 一 / one
[[case]]
name = { zh = "甲", en = "A" }
waits_at = "ship"  # there

# --- 二 / two
[[case]]
name = { zh = "乙", en = "B" }
steps = [
  { at = "ship", data = { carrier = "SF" } },
]
ends_at = "done"
gives = { share = 0.10 }
""".encode()
ORDER = {"total": "5.00", "customer": {"credit": "good", "tags": []}}
NEW = {"name": {"zh": "丙", "en": 'C "quoted"'}, "order": ORDER, "waits_at": "ship"}


def test_a_new_case_stands_at_the_end_and_says_only_what_differs():
    made = case_book.added(BODY, NEW)

    assert made.startswith(BODY)
    assert made[len(BODY) :].decode() == (
        '\n[[case]]\nname = { zh = "丙", en = "C \\"quoted\\"" }\n'
        'order = { total = "5.00" }\nwaits_at = "ship"\n'
    )


def test_a_new_case_reads_back_as_it_was_meant():
    assert dict(read_cases(case_book.added(BODY, NEW))[2].order) == ORDER


def test_the_first_case_makes_a_file():
    assert len(read_cases(case_book.added(b"", NEW))) == 1


def test_numbers_keep_their_digits():
    case = {**NEW, "gives": {"share": Decimal("0.050"), "many": [1, True]}}

    assert b"gives = { share = 0.050, many = [1, true] }" in case_book.added(BODY, case)


def test_a_name_is_changed_and_nothing_else():
    made = case_book.renamed(BODY, 0, {"zh": "新", "en": "new"})

    old = 'name = { zh = "甲", en = "A" }'.encode()
    assert made == BODY.replace(old, 'name = { zh = "新", en = "new" }'.encode())


def test_expectations_are_replaced_and_steps_stay():
    made = case_book.expecting(BODY, 1, {"waits_at": ["ship", "pack"]})
    (_, case) = read_cases(made)

    assert (case.expected.waits_at, case.expected.ends_at) == (("ship", "pack"), None)
    assert case.steps == read_cases(BODY)[1].steps


def test_a_removed_case_leaves_the_headings_of_others():
    made = case_book.without(BODY, 0).decode()

    assert "乙" in made
    assert "甲" not in made
    assert "# --- 二 / two" in made


def test_the_last_case_stays():
    with pytest.raises(Conflict):
        case_book.without(case_book.without(BODY, 0), 0)


def test_a_case_that_is_not_there_is_not_changed():
    with pytest.raises(NotFound):
        case_book.renamed(BODY, 2, {"zh": "无", "en": "none"})


def test_a_case_that_expects_nothing_is_refused():
    with pytest.raises(Misconfigured):
        case_book.expecting(BODY, 0, {"stage": "held"})


HOSTILE = {
    "a heading inside a text": BODY + b'stage = """\n[[case]]\n"""\n',
    "cases in one line": b'case = [{ name = { zh = "a", en = "b" }, ends_at = "x" }]\n',
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_what_is_written_otherwise_is_left_to_the_text_editor(body: bytes):
    with pytest.raises(Conflict):
        case_book.renamed(body, 0, {"zh": "新", "en": "new"})


@pytest.mark.parametrize("sign", ["\x7f", "\\", '"', "\n", "𠮷", "\u202e", "\t", "#"])
def test_any_sign_in_a_name_reads_back(sign: str):
    made = case_book.renamed(BODY, 0, {"zh": f"a{sign}b", "en": "A"})

    assert read_cases(made)[0].name["zh"] == f"a{sign}b"
