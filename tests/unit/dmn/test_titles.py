"""Decisions and their columns have a name for people, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from runtime import dmn
from runtime.kernel.texts import Title

ROOT = Path(__file__).parents[3]
SHIPPED = sorted(ROOT.glob("processes/**/*.dmn"))
AMBIENT = frozenset({"order", "param"})
ENGLISH = """<extensionElements>
  <s:properties xmlns:s="http://spiffworkflow.org/bpmn/schema/1.0/core">
    <s:property name="other" value="no"/>
    <s:property name="name:en" value="Way"/>
  </s:properties>
</extensionElements>"""


def decision(attributes: str = "", inner: str = "") -> dmn.Decision:
    body = f"""<definitions id="d" name="d" namespace="t"
      xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/">
      <decision id="way" name="way" {attributes}>{inner}
        <literalExpression id="l"><text>1</text></literalExpression>
      </decision></definitions>"""
    return dmn.load(body.encode()).decision("way")


def test_a_decision_is_called_by_its_label():
    assert decision('label="路线"').title == Title("路线", "")


def test_its_english_name_is_a_property():
    assert decision('label="路线"', ENGLISH).title == Title("路线", "Way")


def test_without_a_label_it_is_called_by_its_name():
    assert decision().title == Title("way", "")


def titles(file: Path) -> list[Title]:
    model = dmn.load(file.read_bytes(), file=file.name, ambient=AMBIENT)
    found = model.decisions.values()
    return [title for one in found for title in (one.title, *one.inputs)]


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_everything_that_is_shipped_has_both_names(file: Path):
    assert all(title.zh and title.en for title in titles(file))
