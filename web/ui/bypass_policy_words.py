"""What a policy says, part by part, as people read it (绕行策略)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from runtime.engine.design.artifacts import File
from runtime.identity import roles
from runtime.kernel.texts import LANGUAGES, Title
from runtime.orders.bypass import surroundings
from runtime.orders.bypass.rules import EXPRESSIONS, Policy
from runtime.orders.bypass.versions import Change, parts
from web import context
from web.language import money, spoken, t
from web.ui import quantities

_NOTHING: Mapping[str, str] = {
    "issues": "policies-nobody",
    "uses": "bypasses-role-of-task",
    "budget.count": "policies-unbounded",
    "budget.money": "policies-unbounded",
    "two_person_above": "policies-never",
    "debt.element": "policies-owes-nothing",
}
_FLAGS: Mapping[str, tuple[str, str]] = {
    "code": ("bypasses-no", "bypasses-yes"),
    "four_eyes": ("policies-may-use", "policies-may-not-use"),
}


class Part(NamedTuple):
    """A part as it is shown: its words in a ``language``, or a rule as code."""

    label: str
    said: str
    is_rule: bool
    language: str = ""


class Changed(NamedTuple):
    """A part that was changed, as it is shown."""

    label: str
    before: str
    after: str
    is_rule: bool
    language: str = ""


class Words:
    """What people call the parts of a policy, the roles and steps that it names."""

    def __init__(self, policy: str, files: Sequence[File] = (), home: str = "") -> None:
        self._policy, self._files, self._home = policy, files, home

    @cached_property
    def roles(self) -> Mapping[str, Title]:
        """What each role is called, in the sequence of their file."""
        return roles.titles(context.reading())

    @cached_property
    def processes(self) -> list[surroundings.Process]:
        """The steps that may pay a debt, by process; read when they are wanted."""
        read = context.reading()
        return surroundings.debt_steps(read, self._policy, self._files, self._home)

    def heading(self, path: str) -> str:
        """Return what the two fields of a title are called together."""
        return t(f"policies-group-{path.replace('.', '-')}")

    def label(self, path: str) -> str:
        """Return what a part is called."""
        return t(f"policies-part-{path.replace('.', '-').replace('_', '-')}")

    def parts(self, policy: Policy) -> list[Part]:
        """Return all that a policy says; what it leaves open, where that says much."""
        return [
            Part(self.label(path), self.said(path, value), *_marks(path))
            for path, value in parts(policy).items()
            if value is not None or path in _NOTHING
        ]

    def changed(self, changes: Iterable[Change]) -> list[Changed]:
        """Return changes, what was there and what is there now."""
        return [
            Changed(
                self.label(one.path),
                self.said(one.path, one.before),
                self.said(one.path, one.after),
                *_marks(one.path),
            )
            for one in changes
        ]

    def said(self, path: str, value: Any) -> str:
        """Return one part as people read it."""
        if value is None:
            return t(_NOTHING.get(path, "policies-nothing"))
        if path in _FLAGS:
            return t(_FLAGS[path][value])
        if isinstance(value, frozenset):
            return self.listed(value)
        if isinstance(value, timedelta):
            return spoken(quantities.said_length(value))
        if isinstance(value, Decimal):
            return money(value)
        return self._step(value) if path == "debt.element" else str(value)

    def listed(self, names: Iterable[str]) -> str:
        """Return roles as their file has them; at the end those that are gone."""
        known = [one for one in self.roles if one in names]
        gone = sorted(set(names) - set(known))
        said = [spoken(self.roles.get(one, one)) for one in (*known, *gone)]
        return t("policies-comma").join(said)

    def _step(self, element: str) -> str:
        titles = (each.steps.get(element) for each in self.processes)
        return spoken(next((one for one in titles if one is not None), element))


def _marks(path: str) -> tuple[bool, str]:
    """Tell whether a part is a rule, and in which language its words are."""
    last = path.rpartition(".")[2]
    return path in EXPRESSIONS, last if last in LANGUAGES else ""
