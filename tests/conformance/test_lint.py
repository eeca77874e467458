"""Lint raises no false alarm: what has a value in the kit is no error, but for some.

Those ask on purpose for truths beside numbers and texts (``false and 123``).
"""

from collections import Counter
from functools import cache

from runtime import dmn, feel
from runtime.dmn.xml import children, find_child, find_text, read_xml
from tests.conformance import kit

ON_PURPOSE = {"feel-needs-truth": 8}
# of items and fields nothing is declared, and types of a model are its own
UNKNOWN = ("null", "list", "context")
BOXES = ("decision", "inputData", "businessKnowledgeModel", "decisionService")


def test_lint_calls_no_case_wrong_that_has_a_value(shared):
    found = Counter(
        remark.code
        for case in kit.read_cases(shared / "data" / "tck")
        if case.expected is not None and text_of(case) and is_right(case)
        for remark in feel.lint(text_of(case), types_of(case))
        if remark.level == "error" and not names_a_type_of_its_model(remark)
    )

    assert found == ON_PURPOSE


def is_right(case):
    return kit.is_right(case.expected, kit.answer(model_of(case.model), case))


@cache
def model_of(file):
    return dmn.load(file.read_bytes(), file.name, tolerant=True)


@cache
def root_of(file):
    return read_xml(file.read_bytes())


def text_of(case):
    """Return the text of a decision that is a literal expression, else nothing."""
    drawn = children(root_of(case.model), "decision")
    found = [each for each in drawn if each.get("name") == case.node]
    return find_text(find_child(found[0], "literalExpression")) if found else None


def types_of(case):
    """Return the types of what a case gives, and the names its model draws."""
    drawn = children(root_of(case.model), *BOXES)
    kinds = {name: feel.type_name(one) for name, one in case.inputs.items()}
    known = {name: kind for name, kind in kinds.items() if kind not in UNKNOWN}
    return {each.get("name"): "any" for each in drawn} | known


def names_a_type_of_its_model(remark):
    return remark.code == "feel-expected-type"
