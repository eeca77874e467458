"""What is wrong with a model as a whole, beside its expressions (模型检查)."""

from __future__ import annotations

from collections import Counter
from typing import Final

from runtime.dmn.build import Build, Place
from runtime.dmn.xml import Element, children, descendants, local_name, namespace
from runtime.kernel.texts import text

# DMN 1.1 (two spellings), 1.2, 1.3, 1.4, 1.5
NAMESPACES: Final = frozenset(
    {
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20151101/dmn11.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    }
)
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


def is_model(root: Element) -> bool:
    """Return whether the file is a DMN model of a version that is read."""
    return local_name(root) == "definitions" and namespace(root) in NAMESPACES


def check_model(root: Element, build: Build) -> None:
    """Report what is wrong with the model as a whole."""
    whole = Place("", root, text("dmn-in-model"))
    if not children(root, "decision"):
        build.report(whole, "dmn-without-decision")
    for each in children(root, "import"):
        build.report(whole.within(each), "dmn-import", name=each.get("name") or "?")
    _check_names(root, build)
    _check_languages(root, build)


def _check_names(root: Element, build: Build) -> None:
    drawn = children(root, *_NAMED)
    names = Counter(each.get("name") or "" for each in drawn)
    for each in drawn:
        name = each.get("name") or ""
        if name and names[name] > 1:
            place = Place(name, each, text("dmn-in-decision", decision=name))
            build.report(place, "dmn-name-twice", name=name)


def _check_languages(root: Element, build: Build) -> None:
    for each in descendants(root, *_WITH_LANGUAGE):
        written = each.get("expressionLanguage")
        if written and "feel" not in written.lower():
            place = Place("", each, text("dmn-in-model"))
            build.report(place, "dmn-other-language", language=written)
