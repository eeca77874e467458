"""No text of a person or a diagram ever becomes code."""

from tests.arch.law import danger, refuse, sources

LANGUAGE = sources("runtime/feel", "runtime/dmn")
# alternatives of declared names, each of them escaped
NAMES_BY_LENGTH = frozenset({"runtime/feel/syntax/names.py"})


def test_nothing_evaluates_text_or_loads_objects_from_bytes():
    refuse(danger.evaluators(sources("runtime", "web")))


def test_expressions_reach_no_attribute_by_a_computed_name():
    refuse(danger.reflection(LANGUAGE))


def test_expressions_never_ask_what_a_value_is_made_of():
    refuse(danger.dunders(LANGUAGE))


def test_a_pattern_that_somebody_wrote_never_reaches_the_slow_engine():
    refuse(danger.patterns(LANGUAGE, NAMES_BY_LENGTH))
