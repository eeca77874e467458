"""A mapping as its page sends it (映射输入)."""

from __future__ import annotations

from dataclasses import replace

from werkzeug.datastructures import MultiDict

from runtime.orders.intake import usual_headers
from runtime.orders.intake.mapping_text import OFF, ON, MappingText
from runtime.orders.intake.sampling import Sample

FIELD, CHECK = "f.", "check."
EXTRA = "extra."
MOST_EXTRAS = 100


def typed_in(sent: MultiDict[str, str]) -> MappingText:
    """Return what was typed; a field without an expression is none."""
    fields = {
        name.removeprefix(FIELD): _tidy(sent.get(name, ""))
        for name in sent
        if name.startswith(FIELD)
    }
    names, rules = sent.getlist("extra"), sent.getlist("extra-rule")
    for name, rule in list(zip(names, rules, strict=False))[:MOST_EXTRAS]:
        if name.strip():
            fields[EXTRA + name.strip().removeprefix(EXTRA)] = _tidy(rule)
    checks = {name.removeprefix(CHECK): _switch(sent, name) for name in _checks(sent)}
    return MappingText(
        title=sent.get("title", "").strip(),
        title_en=sent.get("title_en", "").strip(),
        zone=sent.get("zone", "").strip(),
        fields={name: rule for name, rule in fields.items() if rule},
        checks=checks,
    )


def with_suggestions(said: MappingText, sample: Sample) -> MappingText:
    """Return it with expressions for the fields that have none, by usual headers."""
    found = usual_headers.suggested(sample.columns)
    return replace(said, fields={**found, **said.fields})


def _checks(sent: MultiDict[str, str]) -> list[str]:
    """Return the checks that are off, or were said in the file before."""
    said = {f"{CHECK}{name}" for name in sent.getlist("said-check")}
    every = [name for name in sent if name.startswith(CHECK)]
    return [name for name in every if _switch(sent, name) == OFF or name in said]


def _switch(sent: MultiDict[str, str], name: str) -> str:
    return OFF if sent.get(name) == OFF else ON


def _tidy(typed: str) -> str:
    return typed.replace("\r\n", "\n").strip()
