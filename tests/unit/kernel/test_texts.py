"""Sentences tell their facts, and no fact can change a sentence."""

from __future__ import annotations

from contextvars import copy_context
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from runtime.kernel import texts
from runtime.kernel.errors import Finding, Invalid, Misconfigured, NotFound
from runtime.kernel.texts import Title, say, text

FACTS = {"name": "白"}
SENTENCES = {
    "en": "Expected a parameter {name}, found none.",
    "zh": "没有参数 {name}。",
}
AT = datetime(2026, 11, 11, 16, 30, 59, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _catalogue(monkeypatch):
    """Speak from a catalogue of one sentence."""
    monkeypatch.setattr(texts, "catalogue", lambda: {"told": SENTENCES})


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "Expected a parameter 白, found none."), ("zh", "没有参数 白。")],
)
def test_a_sentence_is_said_in_either_language(language, sentence):
    assert say("told", language, FACTS) == sentence


@pytest.mark.parametrize(
    "fact", ["{name}", "{0.__class__}", "{", "}", "{{x}}", "%s", "{name!r:>10}"]
)
def test_a_fact_with_braces_stays_as_it_is(fact):
    assert say("told", "zh", {"name": fact}) == f"没有参数 {fact}。"


def test_a_template_reaches_no_attribute(monkeypatch):
    monkeypatch.setitem(SENTENCES, "en", "{name.__class__} {name[0]}")

    assert say("told", "en", FACTS) == "? ?"


def test_a_fact_that_is_missing_is_a_question_mark():
    assert say("told", "zh", {}) == "没有参数 ?。"


def test_a_code_without_a_sentence_tells_itself_and_its_facts():
    assert say("unheard-of", "en", {"a": 1, "b": "x"}) == "unheard-of (a=1, b=x)"


def test_a_sentence_inside_a_sentence_is_said_in_the_same_language():
    inner = text("told", name="甲")

    assert say("told", "zh", {"name": inner}) == "没有参数 没有参数 甲。。"


@pytest.mark.parametrize(
    ("title", "language", "said"),
    [
        (Title("发货", "Ship"), "zh", "发货"),
        (Title("发货", "Ship"), "en", "Ship"),
        (Title("", "Ship"), "zh", "Ship"),
        (Title("发货", ""), "en", "发货"),
    ],
)
def test_a_title_falls_back_on_its_other_language(title, language, said):
    assert title.say(language) == said


@pytest.mark.parametrize(
    ("zone", "said"),
    [("Asia/Shanghai", "2026-11-12 00:30"), ("America/New_York", "2026-11-11 11:30")],
)
def test_a_moment_is_told_by_the_readers_clock(zone, said):
    def tell():
        texts.ZONE.set(ZoneInfo(zone))
        return say("told", "zh", {"name": AT})

    assert copy_context().run(tell) == f"没有参数 {said}。"


def test_an_error_speaks_english_when_nobody_asks():
    assert str(NotFound("told", name="x")) == "Expected a parameter x, found none."


def test_an_error_of_fields_says_each_of_them():
    fields = {"total": [text("told", name="a")], "lines[0]": [text("told", name="b")]}

    assert Invalid("told", fields, name="c").say("zh").splitlines() == [
        "没有参数 c。",
        "  total: 没有参数 a。",
        "  lines[0]: 没有参数 b。",
    ]


def test_an_error_of_findings_says_each_with_its_place():
    finding = Finding("a.bpmn", "ship", "told", "error", text("told", name="a"), 7)

    assert Misconfigured("told", [finding], name="c").say("zh").splitlines() == [
        "没有参数 c。",
        "  a.bpmn:7 [ship] 没有参数 a。",
    ]
