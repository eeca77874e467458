"""Forms (表单): JSON Schema 2020-12 checks what a person answers, all at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import orjson

from runtime.engine.design import form_rights
from runtime.engine.design.form_faults import sentences
from runtime.engine.design.form_schema import schema_findings, validator_of
from runtime.engine.design.formats import formats_of
from runtime.kernel.errors import Finding, Invalid, Misconfigured
from runtime.kernel.texts import Text, Title, text

DEEPEST = 32


@dataclass(frozen=True, slots=True)
class Form:
    """One version of a form: what is asked, how it looks, what an answer must be.

    As somebody sees it (`seen_by`) it lacks the ``hidden`` fields, and those that are
    ``kept`` are shown and not asked for.
    """

    key: str
    schema: Mapping[str, Any]
    ui: Mapping[str, Any]
    validator: Any
    formats: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    _views: dict[tuple[frozenset[str], ...], Form] = field(
        default_factory=dict, compare=False
    )

    @classmethod
    def parse(cls, key: str, body: bytes) -> Form:
        """Build the form from its published bytes; raises Misconfigured."""
        schema, ui = parts_of(body)
        findings = list(schema_findings(key, schema))
        if findings:
            raise Misconfigured("form-wrong", findings, form=key)
        checker = validator_of(exact(schema))
        return cls(key, schema, ui, checker, formats_of(schema))

    def seen_by(self, roles: frozenset[str]) -> Form:
        """Return the form as somebody of these roles may see and fill it in."""
        withheld = form_rights.withheld(self.ui, roles)
        if not any(withheld):
            return self
        if withheld not in self._views:
            schema = form_rights.schema_without(self.schema, *withheld)
            self._views[withheld] = replace(
                self,
                schema=schema,
                ui=form_rights.look_without(self.ui, withheld[0]),
                validator=validator_of(exact(schema)),
                formats=formats_of(schema),
                hidden=withheld[0],
                kept=withheld[1],
                _views={},
            )
        return self._views[withheld]

    def spared(self, whole: Form) -> dict[str, list[Any]]:
        """Return each field that is not asked for, with its default if it has one."""
        fields = whole.schema.get("properties", {})
        return {
            name: exact([fields[name]["default"]] if "default" in fields[name] else [])
            for name in sorted(self.hidden | self.kept)
        }

    def defaults(self) -> dict[str, Any]:
        """Return what the fields hold before anybody answers."""
        fields = self.schema.get("properties", {})
        return {n: one["default"] for n, one in fields.items() if "default" in one}

    def without_hidden(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """Return what may be seen of an answer."""
        return {n: one for n, one in answer.items() if n not in self.hidden}

    def check(self, answer: Mapping[str, Any]) -> None:
        """Accept ``answer`` or raise Invalid with every fault, by field path."""
        fields: dict[str, list[Text]] = {
            name: [text("answer-not-yours", field=self._title(name))]
            for name in sorted(self.kept & answer.keys())
        }
        for name in sorted(self.hidden & answer.keys()):
            fields[name] = [self._unknown(name)]
        for fault in self.validator.iter_errors(exact(answer)):
            for path, sentence in sentences(fault):
                said = fields.setdefault(path, [])
                if sentence not in said:
                    said.append(sentence)
        if fields:
            raise Invalid("answer-invalid", fields, form=self.key)

    def _title(self, name: str) -> Title:
        said = self.schema["properties"][name].get("title") or name
        if isinstance(said, Mapping):
            return Title(*(str(said.get(one) or name) for one in ("zh", "en")))
        return Title(str(said), str(said))

    def _unknown(self, name: str) -> Text:
        """Return what is said of a field that is not there for who answers."""
        known = ", ".join(self.schema.get("properties", {}))
        return Text("answer-unknown", {"field": name, "known": known})


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


def form_findings(
    key: str, body: bytes, roles: frozenset[str] = frozenset()
) -> Iterator[Finding]:
    """Yield what makes a form unfit to be published; raises ValueError for no JSON.

    ``roles`` are those that there are.
    """
    schema, ui = parts_of(body)
    yield from schema_findings(key, schema)
    yield from form_rights.rights_findings(key, schema, ui, roles)


def parts_of(body: bytes) -> tuple[Any, Any]:
    """Return schema and look of a published form; raises ValueError for no JSON."""
    parts = orjson.loads(body)
    return orjson.loads(parts["schema"]), orjson.loads(parts.get("ui", "{}"))
