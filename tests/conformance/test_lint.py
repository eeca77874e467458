"""Lint raises no false alarm: what has a value in the kit is no error, but for some.

Those ask on purpose for truths beside numbers and texts (``false and 123``).
"""

from runtime import feel
from tests.conformance.kit import NOON
from tests.conformance.literal_cases import questions

ON_PURPOSE = 8
UNKNOWN = ("null", "list", "context")  # of items and fields nothing is declared


def test_lint_calls_no_case_wrong_that_has_a_value(shared):
    found = [
        remark.code
        for asked in questions(shared / "data" / "tck")
        if value(asked) is not None
        for remark in feel.lint(asked.text, types_of(asked))
        if remark.level == "error"
    ]

    assert found == ["feel-needs-truth"] * ON_PURPOSE


def value(asked):
    """Return what an expression of the kit gives, null for what is no FEEL."""
    try:
        program = feel.compile_expression(asked.text, dict.fromkeys(asked.names, "any"))
    except feel.FeelSyntaxError:
        return None
    return program.evaluate(asked.names, feel.Frame(now=NOON))


def types_of(asked):
    """Return the types of the names that an expression is given."""
    kinds = {name: feel.type_name(one) for name, one in asked.names.items()}
    return {name: "any" if kind in UNKNOWN else kind for name, kind in kinds.items()}
