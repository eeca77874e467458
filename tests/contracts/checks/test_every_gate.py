"""门禁: every gate refuses its bad example in plain words; the good one passes."""

from __future__ import annotations

import re

import pytest

from runtime.engine.machine import Engine
from tests.contracts.checks.gates import examples, rules_of_gates, said_of

EVERY = pytest.mark.parametrize("rule", sorted(examples()))
JARGON = re.compile(r"\b(formKey|calledElement|isExecutable|sequence flow|FEEL|XML)\b")

UNFILLED = re.compile(r"\{\w+\}")


def test_every_rule_of_the_gates_has_an_example():
    assert sorted(rules_of_gates() - examples().keys()) == []


def test_every_example_is_of_a_rule_of_the_gates():
    assert sorted(examples().keys() - rules_of_gates()) == []


@EVERY
def test_the_bad_example_is_refused_at_its_element(engine: Engine, rule: str):
    found = said_of(engine, rule, "bad")
    told = {(one.rule, one.element) for one in found if one.level == "error"}

    assert (rule, examples()[rule].get("at", "step")) in told


@EVERY
def test_the_good_example_is_not_refused(engine: Engine, rule: str):
    found = said_of(engine, rule, "good")

    assert [one.say("en") for one in found if one.level == "error"] == []


@EVERY
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_said_names_the_element_in_plain_words(
    engine: Engine, rule: str, language: str
):
    found = [one for one in said_of(engine, rule, "bad") if one.rule == rule]
    sentence = found[0].text.say(language)

    assert found[0].element in sentence
    assert not UNFILLED.search(sentence)
    assert not JARGON.search(sentence)
