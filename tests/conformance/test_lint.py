"""Lint raises no false alarm: what has a value in the kit is no error, but for eight.

Those ask on purpose for truths beside numbers and texts (``false and 123``).
"""

from runtime import feel
from tests.conformance.literal_cases import literal_cases, passes

ON_PURPOSE = 8
UNKNOWN = ("null", "list", "context")  # of items and fields nothing is declared


def test_lint_calls_no_case_wrong_that_has_a_value(shared):
    cases = literal_cases(shared / "data" / "tck")
    found = [
        remark.code
        for case in cases
        if case.expected is not None and passes(case)
        for remark in feel.lint(case.formula.text, types_of(case))
        if remark.level == "error"
    ]

    assert found == ["feel-needs-truth"] * ON_PURPOSE


def types_of(case):
    """Return the types of what a case gives, and of what is worked out before."""
    kinds = {name: feel.type_name(one) for name, one in case.inputs.items()}
    given = {name: "any" if kind in UNKNOWN else kind for name, kind in kinds.items()}
    return given | {each.name: "any" for each in case.before}
