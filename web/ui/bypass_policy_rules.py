"""The rules of a policy while they are written: what lint says, what each reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import orjson

from runtime import feel
from runtime.engine.design.artifacts import File
from runtime.feel.explaining.explain import readings
from runtime.kernel import parameters
from runtime.orders.bypass import checks, surroundings
from runtime.orders.bypass.rules import EXPRESSIONS
from web import context
from web.language import language
from web.ui import quantities
from web.ui.bypass_forms import Faults
from web.ui.bypass_policy_forms import Typed

_PARAMETER = "param."


class Read(NamedTuple):
    """A name that a rule reads; of a parameter also what it is called and holds."""

    path: str
    parameter: str | None = None
    title: Mapping[str, str] | None = None
    value: Any = None


class Rule(NamedTuple):
    """What is to be said of a rule as it stands."""

    written: str
    findings: list[dict[str, Any]]
    reads: list[Read]
    is_sound: bool


def reviewed(
    policy: str, typed: Typed, faults: Faults, files: Sequence[File] = ()
) -> dict[str, Rule]:
    """Return for each rule what lint says beside its faults, and what it reads."""
    read, engine = context.reading(), context.runtime().engine
    known = surroundings.known_to(read, engine, policy, files)
    found = {}
    for path, wanted in EXPRESSIONS.items():
        written = typed[path]
        remarks = checks.remarks(known, written, wanted) if written else ()
        said = [
            one.as_data(language())
            for one in remarks
            if one.level != "error" or path not in faults
        ]
        is_sound = bool(written) and not any(one.level == "error" for one in remarks)
        found[path] = Rule(written, said, _reads(written), is_sound)
    return found


def _reads(written: str) -> list[Read]:
    """Return what a rule reads, parameters with their titles and present values."""
    try:
        paths = readings(written) if written else []
    except feel.FeelSyntaxError:
        return []
    return [_named(path) for path in paths]


def _named(path: str) -> Read:
    name = path.removeprefix(_PARAMETER)
    now = context.runtime().clock.now()
    found = parameters.courses(context.reading(), now) if name != path else []
    course = next((one for one in found if one.newest.name == name), None)
    if course is None:
        return Read(path)
    row = course.valid or course.newest
    value = quantities.said(row.type, orjson.loads(row.value))
    return Read(path, name, orjson.loads(row.title), value)
