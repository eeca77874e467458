"""What is wrong with a form, beside the field that it is about (表单问题)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from runtime.designer.forming import faults
from runtime.designer.forming.fields import FormText, Place, placed
from runtime.designer.forming.kinds import KEYWORDS
from runtime.engine.design.forms import form_findings
from runtime.kernel.errors import Finding
from runtime.kernel.texts import Text

_RIGHTS = "form-rights-"
_PATTERN = "form-bad-pattern"


@dataclass(slots=True)
class Told:
    """Faults by place and part; ``others`` belong to no field that is shown."""

    by_place: dict[Place, dict[str, list[Text]]] = field(default_factory=dict)
    others: list[Text] = field(default_factory=list)
    keep_from_writing: bool = False

    def at(self, place: Place) -> Mapping[str, Sequence[Text]]:
        """Return what is wrong at a field, or with the form itself, by part."""
        return self.by_place.get(place, {})

    def add(self, place: Place, part: str, said: Text) -> None:
        """Add what is wrong, each sentence once."""
        told = self.by_place.setdefault(place, {}).setdefault(part, [])
        if said not in told:
            told.append(said)

    @property
    def count(self) -> int:
        """Return how many fields have a fault."""
        return sum(bool(place) for place in self.by_place)


def told(form: FormText, reserved: Iterable[str]) -> Told:
    """Return what is wrong with the fields as they were typed."""
    found = Told()
    for one in faults.faults_of(form, frozenset(reserved)):
        found.add(one.place, one.part, one.said)
        found.keep_from_writing |= one.keeps_from_writing
    return found


def add_gates(
    found: Told, form: FormText, key: str, body: bytes, roles: frozenset[str]
) -> None:
    """Add what keeps the form from being published, as its gates say it."""
    for finding in form_findings(key, body, roles):
        places = list(_places(form, finding))
        for place, part in places:
            found.add(place, part, finding.text)
        if not places:
            found.others.append(finding.text)


def _places(form: FormText, finding: Finding) -> Iterable[tuple[Place, str]]:
    facts = finding.text.facts
    for place, one in placed(form.fields):
        is_named = finding.rule.startswith(_RIGHTS) and facts.get("field") == one.key
        if is_named and len(place) == 1:
            yield place, "rights"
        elif finding.rule == _PATTERN and facts.get("pattern") == one.limits.pattern:
            yield place, "pattern"
        elif finding.rule == "form-schema-wrong":
            yield from _by_path(place, one.key, str(facts.get("reason", "")))


def _by_path(place: Place, key: str, reason: str) -> Iterable[tuple[Place, str]]:
    """Yield the part of a field that a path such as ``$.properties.a`` names."""
    path = reason.partition(":")[0].split(".")
    if key in path:
        by_word = {word: part for part, word in KEYWORDS.items()}
        yield place, next((by_word[one] for one in path if one in by_word), "kind")
