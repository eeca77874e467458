"""The list of rules says what the rules say now."""

from __future__ import annotations

from runtime.designer.checks.registry import checks
from runtime.engine.machine import Engine
from tests.contracts.checks import gates
from tests.contracts.checks.listing import PAGE, page


def test_the_list_of_rules_is_as_the_rules_are(engine: Engine):
    again = "python -m tests.contracts.checks.listing writes it anew"

    assert PAGE.read_text("utf-8") == page(engine), again


def test_the_list_holds_every_rule():
    listed = PAGE.read_text("utf-8")
    rules = [
        *gates.rules_of_gates(),
        *(r for one in checks().values() for r in one.rules),
    ]

    assert [one for one in rules if f"### {one}\n" not in listed] == []
