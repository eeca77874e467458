"""Why a part has its value, in sentences: what decided, with the values it saw."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, time
from typing import Any

from runtime.feel import conversion
from runtime.feel.explaining.explain import Explained
from runtime.feel.explaining.watching import CONSTANT, LOCAL, TEST, Step
from runtime.feel.frame import Exhausted, Frame, enter, leave
from runtime.feel.syntax.parsing import NAME
from runtime.feel.syntax.variables import INPUT
from runtime.feel.values import FeelValue, Range
from runtime.kernel.texts import LANGUAGES, Text, Title, say, text

_RELATIONS = {
    "=": "equals",
    "!=": "differs",
    "<": "below",
    "<=": "at-most",
    ">": "above",
    ">=": "at-least",
}
# What is said of moments instead, and whether it is met when the relation is.
_IN_TIME = {
    "below": ("before", True),
    "at-least": ("before", False),
    "above": ("after", True),
    "at-most": ("after", False),
}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_SIGNS = ("<=", ">=", "!=", "<", ">", "=")
_CALLS = {
    "list contains": "contains",
    "contains": "contains",
    "starts with": "starts",
    "ends with": "ends",
}
_VALUES_SHOWN = 12
_SHOWN = 80  # characters of a part of the text


class Words:
    """What names and values are called; by default as FEEL writes them.

    ``subject`` is what the tested value of a cell is called.
    """

    def __init__(self, subject: Title | None = None) -> None:
        self.subject = subject

    def name(self, step: Step) -> Text | Title | str:
        """Return what a name or path is called."""
        if step.place.name == INPUT and self.subject is not None:
            return self.subject
        return step.place.name if step.origin else clipped(step.place.text)

    def value(self, value: FeelValue, language: str) -> str:
        """Return a value as a reader of ``language`` reads it."""
        return written(value)


def both(say_in: Callable[[str], str]) -> Title:
    """Return what ``say_in`` says, in both languages."""
    return Title(*(say_in(language) for language in LANGUAGES))


def written(value: FeelValue) -> str:
    """Return the value as FEEL writes it, on a budget of its own."""
    before = enter(Frame())
    try:
        return conversion.written(value)
    finally:
        leave(before)


def clipped(source: str) -> str:
    """Return a part of the text on one line, its end cut off when it is long."""
    line = " ".join(source.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


def joined(parts: Sequence[Text | Title], between: str = "reason-between") -> Title:
    """Return several reasons as one part of a sentence."""
    return both(
        lambda language: say(between, language, {}).join(
            each.say(language) for each in parts
        )
    )


def sentences(explained: Explained, words: Words) -> list[Text]:
    """Return one sentence for each step, what was known first at the front."""
    told = [
        Reasons(words).told(each)
        for each in explained.walk()
        if each.kind not in (CONSTANT, TEST) and each.place.name != INPUT
    ]
    if explained.stopped is not None:
        told.append(text("step-stopped", why=_spoken(explained.stopped)))
    unique = {each.say("en"): each for each in told}
    return list(unique.values())


def reasons(explained: Explained, words: Words) -> list[Text]:
    """Return what decided the value, as parts of a sentence."""
    found = [why for step in explained.steps for why in Reasons(words).why(step)]
    return list({each.say("en"): each for each in found}.values())


def values_read(explained: Explained) -> str:
    """Return the values that were read, as FEEL writes them: ``a = 5, b = null``."""
    found = {
        each.place.name: clipped(written(each.value))
        for each in explained.walk()
        if each.kind == NAME and each.origin and each.origin != LOCAL
    }
    shown = [f"{name} = {value}" for name, value in found.items()]
    return ", ".join(shown[:_VALUES_SHOWN]) or "-"


def cell_reasons(explained: Explained, value: FeelValue, words: Words) -> list[Text]:
    """Return why a cell takes ``value`` or not; ``words`` name the column."""
    teller = Reasons(words)
    left = words.subject or Title(INPUT, INPUT)
    is_taken = explained.value is True
    return teller.tests(explained.steps, left, value, is_taken=is_taken)


class Reasons:
    """Tells steps in the words of one reader."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def told(self, step: Step) -> Text:
        """Return the sentence of one step."""
        place = step.place
        value = self._value(step.value)
        if step.kind == NAME and step.origin and step.warning is None:
            name = self._words.name(step)
            return text(f"step-reads-{step.origin}", name=name, value=value)
        shown = {"text": clipped(place.text), "value": value}
        if step.kind == "if":
            is_met = step.parts[0].value is True
            code = "step-takes-then" if is_met else "step-takes-else"
            return text(code, why=joined(self.why(step.parts[0])), **shown)
        if step.warning is not None:
            return text("step-gives-warned", why=_sentence(step), **shown)
        if type(step.value) is bool:
            return text("step-gives-because", why=joined(self.why(step)), **shown)
        return text("step-gives", **shown)

    def why(self, step: Step) -> list[Text]:
        """Return what decided a step."""
        decided = deciding(step)
        return [self._because(each) for each in decided]

    def tests(
        self,
        steps: Sequence[Step],
        left: Text | Title | str,
        value: FeelValue,
        *,
        is_taken: bool,
    ) -> list[Text]:
        """Return why the tests of a cell, or behind ``in``, take ``value`` or not."""
        tests = [each for each in steps if each.kind == TEST]
        hit = [each for each in tests if each.value is True]
        told = hit[:1] or tests
        wanted = [each for each in told if _is_constant(each)]
        found: list[Text] = []
        if wanted and not hit:
            values = [self._value(each.place.wanted) for each in wanted]
            right = joined(values, "reason-or")
            found.append(self._compared("equals", False, left, value, right))
            told = [each for each in told if each not in wanted]
        found += [why for each in told for why in self._tested(each, left, value)]
        return found or [self._plain("reason-is", left, value)]

    def _tested(
        self, step: Step, left: Text | Title | str, value: FeelValue
    ) -> list[Text]:
        """Return why one test takes a value or not."""
        is_taken = step.value is True
        if step.warning is not None and step.value is None:
            return [text("reason-unknown", left=left, why=_sentence(step))]
        sign = next((s for s in _SIGNS if step.place.text.startswith(s)), "")
        if sign and step.parts:
            right = self._operand(step.parts[0])
            return [self._compared(_RELATIONS[sign], is_taken, left, value, right)]
        if isinstance(step.place.wanted, Range):
            right = self._range(step.place.wanted)
            return [self._compared("inside", is_taken, left, value, right)]
        if _is_constant(step):
            right = self._value(step.place.wanted)
            return [self._compared("equals", is_taken, left, value, right)]
        if step.parts and type(step.parts[-1].value) is bool:
            return self.why(step.parts[-1])
        code = f"reason-meets-{_answer(is_taken)}"
        facts = {"left": left, "value": self._value(value)}
        return [text(code, text=clipped(step.place.text), **facts)]

    def _because(self, step: Step) -> Text:
        """Return the part of a sentence for a step that decides by itself."""
        if step.value is None and step.warning is not None:
            shown = clipped(step.place.text)
            return text("reason-unknown", left=shown, why=_sentence(step))
        if step.kind in _RELATIONS and len(step.parts) == 2:
            return self._relation(step)
        told = self._walked(step) or self._inside(step) or self._called(step)
        if told is not None:
            return told
        return self._plain("reason-is", self._left(step), step.value)

    def _relation(self, step: Step) -> Text:
        sign, (left, right) = step.kind, step.parts
        if left.kind == CONSTANT and right.kind != CONSTANT:
            sign, left, right = _MIRRORED[sign], right, left
        name, bound = self._left(left), self._operand(right)
        if step.value is None:
            shown = clipped(step.place.text)
            return self._plain("reason-is", shown, None)
        is_met = step.value is True
        return self._compared(_RELATIONS[sign], is_met, name, left.value, bound)

    def _walked(self, step: Step) -> Text | None:
        if step.kind == "filter" and step.parts:
            facts = {"list": self._left(step.parts[0])}
            return text("reason-filter", value=self._value(step.value), **facts)
        if step.kind not in ("some", "every") or not step.parts:
            return None
        tests = tests_of(step)
        count = len(tests) + step.left_out
        listed = self._left(step.parts[0])
        code = f"reason-{step.kind}-{_answer(step.value is True)}"
        if not tests or step.value is not (step.kind == "some"):
            return text(code, list=listed, count=count)
        why = joined(self.why(tests[-1]))
        return text(code, list=listed, number=count, why=why)

    def _inside(self, step: Step) -> Text | None:
        if step.kind == "in" and step.parts:
            value, *tests = step.parts
            left = self._left(value)
            is_taken = step.value is True
            return _one(self.tests(tests, left, value.value, is_taken=is_taken))
        if step.kind != "between" or len(step.parts) < 2:
            return None
        subject, low, *more = step.parts
        ends = [text("reason-from", value=self._operand(low))]
        ends += [text("reason-to", value=self._operand(each)) for each in more[1:]]
        right = text("reason-ends", start=ends[0], end=ends[-1]) if more else ends[0]
        is_met = step.value is True
        left = self._left(subject)
        return self._compared("inside", is_met, left, subject.value, right)

    def _called(self, step: Step) -> Text | None:
        relation = _CALLS.get(called(step))
        if relation is None or len(step.parts) != 2 or type(step.value) is not bool:
            return None
        left, right = step.parts
        bound = self._operand(right)
        is_met = step.value
        return self._compared(relation, is_met, self._left(left), left.value, bound)

    def _compared(
        self,
        relation: str,
        is_met: bool,
        left: Text | Title | str,
        value: FeelValue,
        right: Text | Title | str,
    ) -> Text:
        if relation == "equals" and type(value) is bool:
            return self._plain("reason-is", left, value)
        if isinstance(value, date | time) and relation in _IN_TIME:
            relation, is_same = _IN_TIME[relation]
            is_met = is_met is is_same
        code = f"reason-{relation}-{_answer(is_met)}"
        return text(code, left=left, value=self._value(value), right=right)

    def _plain(self, code: str, left: Text | Title | str, value: FeelValue) -> Text:
        return text(code, left=left, value=self._value(value))

    def _left(self, step: Step) -> Text | Title | str:
        """Return what the looked-at side of a comparison is called."""
        if called(step) == "count" and len(step.parts) == 1:
            return text("reason-count", name=self._left(step.parts[0]))
        if step.kind == NAME:
            name = self._words.name(step)
            is_of_item = step.origin == LOCAL and step.place.name != INPUT
            return text("reason-name-local", name=name) if is_of_item else name
        return clipped(step.place.text)

    def _operand(self, step: Step) -> Text | Title:
        """Return the other side: its value, and where it is from unless it says so."""
        value = self._value(step.value)
        if step.kind == CONSTANT:
            return value
        return text("reason-operand", value=value, name=self._left(step))

    def _range(self, wanted: Range) -> Text:
        ends = []
        for end, name, is_in in (
            (wanted.start, "from", wanted.start_included),
            (wanted.end, "to", wanted.end_included),
        ):
            if end is not None:
                code = f"reason-{name}" if is_in else f"reason-{name}-without"
                ends.append(text(code, value=self._value(end)))
        if len(ends) == 1:
            return ends[0]
        return text("reason-ends", start=ends[0], end=ends[-1])

    def _value(self, value: FeelValue) -> Title:
        return both(lambda language: self._words.value(value, language))


def deciding(step: Step) -> list[Step]:
    """Return the steps that settled a truth: the comparisons, not what joins them."""
    if step.kind in ("and", "or") and step.parts:
        is_decisive = step.kind == "or"
        settled = [each for each in step.parts if each.value is is_decisive]
        chosen = settled[:1] if step.value is is_decisive else list(step.parts)
        return [found for each in chosen for found in deciding(each)]
    if called(step) == "not" and len(step.parts) == 1:
        return deciding(step.parts[0])
    if step.kind == "if" and step.parts:
        return deciding(step.parts[0]) + deciding(step.parts[-1])
    return [step]


def tests_of(step: Step) -> list[Step]:
    """Return what was asked of each item, for ``some``, ``every`` and filters."""
    last = step.parts[-1]
    if last.bound is None:
        return []
    return [each for each in step.parts if each.place == last.place]


def called(step: Step) -> str:
    """Return the name of the function that a step called, "" if it called none."""
    return step.place.text.partition("(")[0].strip() if step.kind == "call" else ""


def _is_constant(step: Step) -> bool:
    wanted: Any = step.place.wanted
    return wanted is not None and not isinstance(wanted, Range)


def _one(parts: Sequence[Text]) -> Text:
    return parts[0] if len(parts) == 1 else text("reason-name", name=joined(parts))


def _answer(is_met: bool) -> str:
    return "yes" if is_met else "no"


def _sentence(step: Step) -> Text | str:
    found = step.warning
    return "" if found is None else Text(found.code, found.facts)


def _spoken(fault: Exhausted) -> Text:
    return Text(fault.code, fault.facts)
