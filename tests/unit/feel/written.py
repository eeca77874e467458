"""Asking one question of an expression as somebody wrote it."""

from collections.abc import Mapping
from typing import Any

import pytest

from runtime import feel

SCHEMA: Mapping[str, Any] = {
    "amount": "number",
    "credit": "string",
    "rush": "boolean",
    "placed": "date and time",
    "items": [{"price": "number", "name": "string"}],
    "facts": {"amount": "number", "tags": "list<string>"},
}


def value(text: str, /, **scope: Any) -> Any:
    """Return what the expression gives for these variables."""
    return feel.compile_expression(text).evaluate(scope)


def warnings(text: str, /, **scope: Any) -> list[str]:
    """Return the codes of the warnings that evaluating it leaves in the frame."""
    frame = feel.Frame()
    feel.compile_expression(text).evaluate(scope, frame)
    return [each.code for each in frame.warnings]


def refusal(text: str) -> feel.FeelSyntaxError:
    """Return the fault that compiling the expression raises."""
    with pytest.raises(feel.FeelSyntaxError) as caught:
        feel.compile_expression(text)
    return caught.value


def remarks(text: str) -> list[str]:
    """Return the codes of what lint says, with SCHEMA declared strictly."""
    compiled = feel.compile_expression(text, schema=SCHEMA, strict=True)
    return [each.code for each in compiled.findings]


def spoken(text: str, language: str = "en") -> str:
    """Return the first sentence of lint, with SCHEMA declared strictly."""
    compiled = feel.compile_expression(text, schema=SCHEMA, strict=True)
    return compiled.findings[0].say(language)
