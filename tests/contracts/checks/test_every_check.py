"""检查: every check tells what is bad in its bad example, and only that."""

from __future__ import annotations

import pytest

from runtime.designer.checks.registry import checks
from runtime.engine.machine import Engine
from tests.contracts.checks.examples import (
    HOME,
    NAMES,
    example,
    expected,
    said,
    told,
    wrong,
)

EVERY = pytest.mark.parametrize("name", NAMES)
RULES = [(rule, name) for name in NAMES for rule in checks()[name].rules]
EACH_RULE = pytest.mark.parametrize(("rule", "name"), RULES)


def test_every_folder_of_examples_belongs_to_a_check():
    folders = {each.name for each in HOME.iterdir() if (each / "bad.bpmn").exists()}

    assert folders <= set(NAMES)


def test_a_rule_belongs_to_one_check():
    rules = [rule for rule, _ in RULES]

    assert len(rules) == len(set(rules))


@EVERY
@pytest.mark.parametrize("which", ["good", "bad"])
def test_a_check_comes_with_a_good_and_a_bad_example(name: str, which: str):
    assert example(name, which).is_file()


@EVERY
def test_nothing_is_said_of_the_good_example(engine: Engine, name: str):
    assert [one.say("en") for one in said(engine, name, "good")] == []


@EACH_RULE
def test_the_bad_example_has_a_fault_of_each_rule(rule: str, name: str):
    assert rule in {one for one, _, _ in expected(name)}


@EVERY
def test_each_fault_of_the_bad_example_is_told_once_at_its_element(
    engine: Engine, name: str
):
    assert told(engine, name, "bad") == expected(name)


@EVERY
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_fault_is_told_in_a_sentence(engine: Engine, name: str, language: str):
    found = wrong(engine, name)
    unspoken = [one.rule for one in found if one.rule in one.text.say(language)]

    assert unspoken == []


@EVERY
def test_a_sentence_names_the_element(engine: Engine, name: str):
    found = wrong(engine, name)

    assert [one.rule for one in found if one.element not in one.text.say("zh")] == []
