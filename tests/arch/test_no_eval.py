"""No text of a person or a diagram ever becomes code."""

from tests.arch.law import danger, refuse, sources


def test_nothing_evaluates_text_or_loads_objects_from_bytes():
    refuse(danger.evaluators(sources("runtime", "web")))


def test_expressions_reach_no_attribute_by_a_computed_name():
    refuse(danger.reflection(sources("runtime/feel", "runtime/dmn")))
