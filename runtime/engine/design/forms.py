"""Forms (表单): JSON Schema 2020-12 checks what a person answers, all at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import orjson

from runtime.engine.design.form_faults import sentences
from runtime.engine.design.form_schema import schema_findings, validator_of
from runtime.engine.design.formats import formats_of
from runtime.kernel.errors import Finding, Invalid, Misconfigured
from runtime.kernel.texts import Text

DEEPEST = 32


@dataclass(frozen=True, slots=True)
class Form:
    """One version of a form: what is asked, how it looks, what an answer must be."""

    key: str
    schema: Mapping[str, Any]
    ui: Mapping[str, Any]
    validator: Any
    formats: frozenset[str] = frozenset()

    @classmethod
    def parse(cls, key: str, body: bytes) -> Form:
        """Build the form from its published bytes; raises Misconfigured."""
        parts = orjson.loads(body)
        schema, ui = orjson.loads(parts["schema"]), orjson.loads(parts.get("ui", "{}"))
        findings = list(schema_findings(key, schema))
        if findings:
            raise Misconfigured("form-wrong", findings, form=key)
        checker = validator_of(exact(schema))
        return cls(key, schema, ui, checker, formats_of(schema))

    def check(self, answer: Mapping[str, Any]) -> None:
        """Accept ``answer`` or raise Invalid with every fault, by field path."""
        fields: dict[str, list[Text]] = {}
        for fault in self.validator.iter_errors(exact(answer)):
            for path, sentence in sentences(fault):
                said = fields.setdefault(path, [])
                if sentence not in said:
                    said.append(sentence)
        if fields:
            raise Invalid("answer-invalid", fields, form=self.key)


def exact(content: Any, level: int = 0) -> Any:
    """Return JSON content with exact numbers: a binary float becomes a decimal.

    Raises Invalid for content nested too deeply to be anybody's answer.
    """
    if level > DEEPEST:
        raise Invalid("answer-too-deep", levels=DEEPEST)
    if isinstance(content, Mapping):
        return {name: exact(one, level + 1) for name, one in content.items()}
    if isinstance(content, list):
        return [exact(one, level + 1) for one in content]
    return Decimal(repr(content)) if isinstance(content, float) else content


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


def form_findings(key: str, body: bytes) -> Iterator[Finding]:
    """Yield what makes a form unfit to be published; raises ValueError for no JSON."""
    return schema_findings(key, orjson.loads(orjson.loads(body)["schema"]))
