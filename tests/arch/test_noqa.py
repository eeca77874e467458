"""Every exception from a rule says which rule and why."""

from tests.arch.law import danger, refuse, sources


def test_each_lint_exception_has_a_code_and_a_reason():
    refuse(danger.excuses(sources("runtime", "web", "tests")))
