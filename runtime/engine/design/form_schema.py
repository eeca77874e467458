"""The dialect of forms: what a schema may say, and what checks answers by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import re2
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend
from referencing import Registry

from runtime.kernel.errors import Finding
from runtime.kernel.texts import text

DEEPEST, LARGEST = 12, 5_000  # levels and parts, references followed
LARGEST_EXPONENT = 400  # an exact number beyond it takes more room than it is worth
REFUSED = frozenset({"patternProperties", "$dynamicRef"})
NOTHING: Registry[Any] = Registry()  # no reference leaves the schema itself
LANGUAGES = {"zh", "en"}
_Fault = tuple[str, dict[str, Any]]
_META = Draft202012Validator(Draft202012Validator.META_SCHEMA)


def schema_findings(key: str, schema: Any) -> Iterator[Finding]:
    """Yield what makes a schema unfit: not valid, remote references, bad patterns."""
    seen: list[_Fault] = []
    for found in (*_crooked(schema), *_Walk(schema).faults(schema, 0)):
        if found not in seen:
            seen.append(found)
            yield _finding(key, *found)


def validator_of(schema: Any) -> Any:
    """Return what checks answers by ``schema``, whose numbers are exact."""
    checker = Draft202012Validator.FORMAT_CHECKER
    return _DIALECT(plain(schema), registry=NOTHING, format_checker=checker)


def plain(schema: Any) -> Any:
    """Return the schema as JSON Schema wants it.

    Titles in two languages and ``$schema``, which would choose another dialect for
    a part of it, are left out.
    """
    if isinstance(schema, Mapping):
        kept = {name: one for name, one in schema.items() if not _is_ours(name, one)}
        return {name: plain(one) for name, one in kept.items()}
    return [plain(one) for one in schema] if isinstance(schema, list) else schema


def _is_ours(name: str, content: Any) -> bool:
    if name in {"title", "description"}:
        is_mapping = isinstance(content, Mapping) and bool(content)
        return is_mapping and set(content) <= LANGUAGES
    return name == "$schema" and isinstance(content, str)


def _crooked(schema: Any) -> Iterator[_Fault]:
    """Yield where the schema is no JSON Schema; patterns are RE2's, not looked at."""
    for fault in _META.iter_errors(plain(schema)):
        reason = f"{fault.json_path}: {fault.message[:200]}"
        yield "form-schema-wrong", {"reason": reason}


class _Walk:
    """One way through all parts of a schema, those behind references too."""

    def __init__(self, schema: Any) -> None:
        self._schema = schema
        self._parts = 0

    def faults(self, node: Any, level: int) -> Iterator[_Fault]:
        self._parts += 1
        if level > DEEPEST:
            yield "form-too-deep", {"depth": DEEPEST}
        elif self._parts > LARGEST:
            yield "form-too-large", {"parts": LARGEST}
        elif isinstance(node, Mapping):
            yield from self._own(node, level)
            for one in node.values():
                yield from self.faults(one, level + 1)
        elif isinstance(node, list):
            for one in node:
                yield from self.faults(one, level + 1)

    def _own(self, node: Mapping[str, Any], level: int) -> Iterator[_Fault]:
        for keyword in sorted(REFUSED & set(node)):
            yield "form-keyword-refused", {"keyword": keyword}
        pattern = node.get("pattern")
        if isinstance(pattern, str) and not _compiles(pattern):
            yield "form-bad-pattern", {"pattern": pattern}
        reference = node.get("$ref")
        if not isinstance(reference, str):
            return
        if not reference.startswith("#/"):
            yield "form-remote-ref", {"reference": reference}
            return
        target = target_of(self._schema, reference)
        if target is None:
            yield "form-ref-unknown", {"reference": reference}
        yield from self.faults(target, level + 1)


def target_of(schema: Any, reference: str) -> Any:
    """Return the part that a local reference names, None if there is none."""
    for part in reference.removeprefix("#/").split("/"):
        name = part.replace("~1", "/").replace("~0", "~")
        schema = schema.get(name) if isinstance(schema, Mapping) else None
    return schema


def _compiles(pattern: str) -> bool:
    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(pattern, options=options)
    except re2.error:
        return False
    return True


def _finding(key: str, code: str, facts: Mapping[str, Any]) -> Finding:
    return Finding(f"forms/{key}/schema.json", "", code, "error", text(code, **facts))


def _is_number(checker: Any, value: Any) -> bool:
    if isinstance(value, Decimal):
        return value.is_finite() and abs(value.adjusted()) <= LARGEST_EXPONENT
    return isinstance(value, int) and not isinstance(value, bool)


def _is_whole(checker: Any, value: Any) -> bool:
    """Take 5.0 for a whole number, as JSON Schema does."""
    return _is_number(checker, value) and value % 1 == 0


def _pattern(
    validator: Any, pattern: str, value: Any, schema: Any
) -> Iterator[ValidationError]:
    if isinstance(value, str) and re2.search(pattern, value) is None:
        yield ValidationError(f"{value!r} does not match {pattern!r}")


def _multiple(
    validator: Any, step: Any, value: Any, schema: Any
) -> Iterator[ValidationError]:
    is_number = validator.is_type(value, "number")
    if is_number and (Fraction(value) / Fraction(step)).denominator != 1:
        yield ValidationError(f"{value} is not a multiple of {step}")


_extended: Callable[..., Any] = extend  # the stubs leave it untyped
_DIALECT = _extended(
    Draft202012Validator,
    {"pattern": _pattern, "multipleOf": _multiple},
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine_many(
        {"number": _is_number, "integer": _is_whole}
    ),
)
