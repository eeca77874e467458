"""What is wrong with a model as a whole, beside its expressions (模型检查)."""

from __future__ import annotations

from collections import Counter
from typing import Final

from runtime.dmn.build import Build, Place
from runtime.dmn.xml import Element, children, descendants, name_of
from runtime.kernel.texts import text

_NAMED: Final = ("decision", "inputData", "businessKnowledgeModel", "decisionService")
_WITH_LANGUAGE: Final = (
    "definitions",
    "literalExpression",
    "inputEntry",
    "outputEntry",
    "inputExpression",
    "inputValues",
    "outputValues",
    "defaultOutputEntry",
)


def check_model(root: Element, build: Build) -> None:
    """Report what is wrong with the model as a whole."""
    whole = Place("", root, text("dmn-in-model"))
    if not children(root, *_NAMED, "itemDefinition", "import"):
        build.report(whole, "dmn-without-decision")
    _check_names(root, build)
    _check_languages(root, build)


def _check_names(root: Element, build: Build) -> None:
    drawn = children(root, *_NAMED)
    names = Counter(name_of(each) for each in drawn)
    for each in drawn:
        name = name_of(each)
        if name and names[name] > 1:
            place = Place(name, each, text("dmn-in-decision", decision=name))
            build.report(place, "dmn-name-twice", name=name)


def _check_languages(root: Element, build: Build) -> None:
    for each in descendants(root, *_WITH_LANGUAGE):
        written = each.get("expressionLanguage")
        if written and "feel" not in written.lower():
            place = Place("", each, text("dmn-in-model"))
            build.report(place, "dmn-other-language", language=written)
