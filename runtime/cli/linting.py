"""``feel --lint``: what is to be said of an expression before it runs."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from runtime import feel
from runtime.bootstrap import AMBIENT
from runtime.cli.app import REFUSED, Frame
from runtime.cli.options import json_object
from runtime.kernel.errors import Invalid
from runtime.kernel.texts import Text


def lint_expression(frame: Frame, expression: str, schema: str | None) -> None:
    """Print every remark on ``expression``; an error among them ends with 1."""
    console = frame.console
    remarks = feel.lint(expression, _declared(schema), ambient=AMBIENT)
    items = [one.as_data(console.language) for one in remarks]
    for item in items:
        console.warn(f"{item['line']}:{item['column']} {item['message']}")
        if item["fix"] and not console.is_json:
            console.warn("  " + console.sentence("lint-fix", fix=item["fix"]))
    console.say("lint-done" if items else "lint-clean", count=len(items))
    console.data({"findings": items})
    if any(one.level == "error" for one in remarks):
        sys.exit(REFUSED)


def _declared(schema: str | None) -> Mapping[str, Any] | None:
    """Return the types of ``--schema``; raises Invalid for what declares none."""
    if schema is None:
        return None
    try:
        return feel.declare(json_object(schema))
    except feel.FeelSyntaxError as fault:
        raise Invalid("schema-no-type", reason=fault.text) from fault
    except TypeError as fault:
        reason = Text("feel-expected-type", {"found": str(fault)})
        raise Invalid("schema-no-type", reason=reason) from fault
