"""Forms (表单): JSON Schema 2020-12 checks what a person answers, all at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
import re2
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError, ValidationError
from jsonschema.validators import extend
from referencing import Registry
from referencing.exceptions import Unresolvable

from runtime.kernel.errors import Finding, Invalid, Misconfigured
from runtime.kernel.texts import Text, text

MAX_DEPTH = 12
NOTHING: Registry[Any] = Registry()  # no reference leaves the schema itself


def _pattern(
    validator: Any, pattern: str, value: Any, schema: Any
) -> Iterator[ValidationError]:
    if isinstance(value, str) and re2.search(pattern, value) is None:
        yield ValidationError(f"{value!r} does not match {pattern!r}")


_WITH_RE2 = extend(Draft202012Validator, {"pattern": _pattern})


@dataclass(frozen=True, slots=True)
class Form:
    """One version of a form: what is asked, how it looks, what an answer must be."""

    key: str
    schema: Mapping[str, Any]
    ui: Mapping[str, Any]
    validator: Any

    @classmethod
    def parse(cls, key: str, body: bytes) -> Form:
        """Build the form from its published bytes; raises Misconfigured."""
        parts = orjson.loads(body)
        schema, ui = orjson.loads(parts["schema"]), orjson.loads(parts.get("ui", "{}"))
        findings = list(schema_findings(key, schema))
        if findings:
            raise Misconfigured("form-wrong", findings, form=key)
        validator = _WITH_RE2(_plain(schema), registry=NOTHING)
        return cls(key, schema, ui, validator)

    def check(self, answer: Mapping[str, Any]) -> None:
        """Accept ``answer`` or raise Invalid with every fault, by field path."""
        fields: dict[str, list[Text]] = {}
        for fault in self.validator.iter_errors(dict(answer)):
            for path, sentence in _sentences(fault):
                fields.setdefault(path, []).append(sentence)
        if fields:
            raise Invalid("answer-invalid", fields, form=self.key)


def bundle(schema: bytes, ui: bytes | None) -> bytes:
    """Return schema.json and ui.json as the one body that is published.

    Both stand in it as the text they were, so an export gives the same bytes.
    Raises ValueError when one of them is no JSON.
    """
    parts = {"schema": schema.decode()}
    if ui is not None:
        parts["ui"] = ui.decode()
    for part in parts.values():
        orjson.loads(part)
    return orjson.dumps(parts)


def read_schema(body: bytes) -> Any:
    """Return the JSON Schema of a published form."""
    return orjson.loads(orjson.loads(body)["schema"])


def schema_findings(key: str, schema: Any) -> Iterator[Finding]:
    """Yield what makes a schema unfit: not valid, remote references, bad patterns."""
    try:
        Draft202012Validator.check_schema(_plain(schema))
    except (SchemaError, Unresolvable) as fault:
        reason = fault.message if isinstance(fault, SchemaError) else str(fault)
        yield _finding(key, "form-schema-wrong", reason=reason)
        return
    yield from _walk(key, schema, 0)


def _walk(key: str, node: Any, depth: int) -> Iterator[Finding]:
    if depth > MAX_DEPTH:
        yield _finding(key, "form-too-deep", depth=MAX_DEPTH)
        return
    if isinstance(node, Mapping):
        reference = node.get("$ref")
        if isinstance(reference, str) and not reference.startswith("#/"):
            yield _finding(key, "form-remote-ref", reference=reference)
        pattern = node.get("pattern")
        if isinstance(pattern, str) and not _compiles(pattern):
            yield _finding(key, "form-bad-pattern", pattern=pattern)
        for one in node.values():
            yield from _walk(key, one, depth + 1)
    elif isinstance(node, list):
        for one in node:
            yield from _walk(key, one, depth + 1)


def _compiles(pattern: str) -> bool:
    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(pattern, options=options)
    except re2.error:
        return False
    return True


def _finding(key: str, code: str, **facts: Any) -> Finding:
    return Finding(f"forms/{key}/schema.json", "", code, "error", text(code, **facts))


def _plain(schema: Any) -> Any:
    """Return the schema without bilingual titles, which JSON Schema wants as text."""
    if isinstance(schema, Mapping):
        return {
            name: _plain(one)
            for name, one in schema.items()
            if not (
                name in {"title", "description"}
                and isinstance(one, Mapping)
                and set(one) <= {"zh", "en"}
            )
        }
    return [_plain(one) for one in schema] if isinstance(schema, list) else schema


def _sentences(fault: ValidationError) -> Iterator[tuple[str, Text]]:
    path = _path(fault.absolute_path)
    kind, value, wanted = fault.validator, fault.instance, fault.validator_value
    if kind == "required":
        for name in wanted if isinstance(wanted, list) else []:
            if name not in value:
                yield _join(path, name), text("answer-missing", field=name)
    elif kind == "additionalProperties":
        known = fault.schema.get("properties", {})
        for name in value:
            if name not in known:
                yield (
                    _join(path, name),
                    text("answer-unknown", field=name, known=", ".join(known)),
                )
    else:
        yield path or ".", _sentence(str(kind), value, wanted, fault)


def _sentence(kind: str, value: Any, wanted: Any, fault: ValidationError) -> Text:
    code = f"answer-{kind}".lower()
    shown = value if len(str(value)) <= 80 else f"{str(value)[:80]}…"
    if kind in {"oneOf", "anyOf"}:
        choices = [one["const"] for one in wanted if "const" in one]
        return text("answer-enum", found=shown, wanted=", ".join(map(str, choices)))
    if kind == "enum":
        return text("answer-enum", found=shown, wanted=", ".join(map(str, wanted)))
    if code in _KNOWN:
        return text(code, found=shown, wanted=wanted)
    return text("answer-other", found=shown, reason=fault.message[:200])


_KNOWN = frozenset(
    {
        "answer-type",
        "answer-pattern",
        "answer-minlength",
        "answer-maxlength",
        "answer-minimum",
        "answer-maximum",
        "answer-exclusiveminimum",
        "answer-exclusivemaximum",
        "answer-minitems",
        "answer-maxitems",
        "answer-const",
        "answer-format",
        "answer-multipleof",
        "answer-uniqueitems",
    }
)


def _path(parts: Any) -> str:
    out = ""
    for part in parts:
        out += f"[{part}]" if isinstance(part, int) else (f".{part}" if out else part)
    return out


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
