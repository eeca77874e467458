"""Which values did an expression read? For people who look at why it has none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from runtime.feel.conversion import from_data
from runtime.feel.frame import FeelError, Frame
from runtime.feel.program import Expression
from runtime.feel.text import value_text
from runtime.feel.values import FeelValue, type_name

_LONGEST: Final = 80
_MOST: Final = 8
_STRINGS: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_PATH: Final = re.compile(r"(?<![.\w])[^\W\d]\w*(?:\s*\.\s*[^\W\d]\w*)*")


def values_seen(expression: Expression, scope: Mapping[str, Any], frame: Frame) -> str:
    """Return the names and paths that an expression reads, each with its value."""
    seen = [
        f"{path} = {shown(value)}"
        for path, value in _readings(expression, scope, frame)
    ]
    return ", ".join(seen[:_MOST] + ["…"] * (len(seen) > _MOST)) or "-"


def shown(value: Any) -> str:
    """Return a value as FEEL writes it, shortened for a message."""
    try:
        written = (value_text([from_data(value)]) or "")[1:-1]
    except FeelError:
        written = type_name(value)
    return written if len(written) <= _LONGEST else written[: _LONGEST - 1] + "…"


def _readings(
    expression: Expression, scope: Mapping[str, Any], frame: Frame
) -> Iterator[tuple[str, FeelValue]]:
    """Walk the paths of the text whose root the expression reads, each once."""
    text = _STRINGS.sub('""', expression.text)
    paths = dict.fromkeys("".join(each.split()) for each in _PATH.findall(text))
    for path in paths:
        root, *fields = path.split(".")
        if root in expression.ambient:
            yield path, _inside(frame.ambient.get(root), fields)
        elif root in expression.names:
            yield path, _inside(scope.get(root), fields)


def _inside(value: Any, fields: list[str]) -> Any:
    for name in fields:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
