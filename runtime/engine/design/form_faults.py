"""What is wrong with an answer, said to the person who gave it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import orjson
from jsonschema.exceptions import ValidationError

from runtime.kernel.texts import Text, text

LONGEST = 80
WHOLE_FORM = "."
_KNOWN = frozenset(
    {
        *("answer-type", "answer-pattern", "answer-format", "answer-const"),
        *("answer-minlength", "answer-maxlength"),
        *("answer-minimum", "answer-maximum"),
        *("answer-exclusiveminimum", "answer-exclusivemaximum"),
        *("answer-minitems", "answer-maxitems", "answer-uniqueitems"),
        "answer-multipleof",
    }
)


def sentences(fault: ValidationError) -> Iterator[tuple[str, Text]]:
    """Yield the sentences of a fault with the path of the field each belongs to."""
    path, value = _path(fault.absolute_path), _given(fault.instance)
    if fault.validator == "required":
        for name in _names(fault.validator_value):
            if name not in value:
                yield _join(path, name), text("answer-missing", field=name)
    elif fault.validator == "additionalProperties":
        known = _names(_keyword(fault, "properties"))
        for name in value:
            if name not in known:
                facts = {"field": name, "known": ", ".join(known)}
                yield _join(path, name), Text("answer-unknown", facts)
    else:
        yield path or WHOLE_FORM, _sentence(fault)


def _sentence(fault: ValidationError) -> Text:
    code = f"answer-{fault.validator}".lower()
    found, wanted = _shown(fault.instance), _given(fault.validator_value)
    choices = _choices(str(fault.validator), wanted)
    if choices:
        return text("answer-enum", found=found, wanted=", ".join(choices))
    if code in _KNOWN:
        is_one_of_types = code == "answer-type" and isinstance(wanted, list)
        shown = ", ".join(wanted) if is_one_of_types else _shown(wanted)
        return text(code, found=found, wanted=shown)
    return text("answer-other", found=found, reason=fault.message[:200])


def _choices(kind: str, wanted: Any) -> list[str]:
    """Return what may be chosen, when the keyword lists constants and nothing else."""
    if kind == "enum":
        return [_shown(one) for one in wanted]
    if kind not in {"oneOf", "anyOf"}:
        return []
    are_constants = all(isinstance(one, dict) and "const" in one for one in wanted)
    return [_shown(one["const"]) for one in wanted] if are_constants else []


def _shown(value: Any) -> str:
    """Return a value as people write it, a long one cut."""
    if isinstance(value, str):
        shown = value
    elif isinstance(value, Decimal):
        shown = format(value, "f") if value.is_finite() else str(value)
    else:
        shown = orjson.dumps(value, default=str).decode()
    return shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}…"


def _keyword(fault: ValidationError, name: str) -> Any:
    """Return what the schema of the fault says under another keyword."""
    return fault.schema.get(name, {}) if isinstance(fault.schema, dict) else {}


def _names(listed: Any) -> list[str]:
    return list(listed) if isinstance(listed, Iterable) else []


def _given(value: Any) -> Any:
    """Return a part of a fault; the library types each as perhaps unset."""
    return value


def _path(parts: Iterable[Any]) -> str:
    out = ""
    for part in parts:
        out = f"{out}[{part}]" if isinstance(part, int) else _join(out, part)
    return out


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
