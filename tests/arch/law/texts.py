"""Every sentence in both languages, every code known, none left over."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.arch.law import Source, constants, qualified

LANGUAGES = ("zh", "en")
SPEAKERS = frozenset({"text", "Text", "say", "refuse", "warn", "t"})
FIRST_PARTY = ("runtime", "web")
ROOT_ERROR = "FlowError"
DIAGRAM_CODES = "BpmnError"  # its code belongs to the diagram, not to the catalogue
NO_FACTS = frozenset({"fields", "findings"})
STEM = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*-")
KEBAB = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
PLACEHOLDER = re.compile(r"\{[^{}]*\}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Spoken:
    """One place that names a code; ``facts`` is None where they cannot be read."""

    place: str
    code: str
    facts: frozenset[str] | None


Catalogue = Mapping[str, Mapping[str, str]]


def read(folder: Path) -> dict[str, dict[str, str]]:
    """Return code → language → sentence from every catalogue in ``folder``."""
    found: dict[str, dict[str, str]] = {}
    for file in sorted(folder.glob("*.toml")):
        found |= tomllib.loads(file.read_text("utf-8"))
    return found


def crooked(catalogue: Catalogue) -> list[str]:
    """Return the entries that are not the same sentence in both languages."""
    return [
        f"{code}: {what}"
        for code, sentences in catalogue.items()
        for what in _crooked(code, sentences)
    ]


def unknown(catalogue: Catalogue, files: Iterable[Source]) -> list[str]:
    """Return the codes in use that have no sentence."""
    return [
        f"{each.place} {each.code!r} has no entry in runtime/texts"
        for each in spoken(files)
        if each.code not in catalogue
    ]


def unfilled(catalogue: Catalogue, files: Iterable[Source]) -> list[str]:
    """Return the places that leave a fact of their sentence out."""
    return [
        f"{each.place} {each.code!r} needs {', '.join(sorted(missing))}"
        for each in spoken(files)
        if each.facts is not None
        and each.code in catalogue
        and (missing := _placeholders(catalogue[each.code]["en"]) - each.facts)
    ]


def unused(
    catalogue: Catalogue,
    files: Iterable[Source],
    elsewhere: frozenset[str] = frozenset(),
) -> list[str]:
    """Return the codes that no line names, whole or by the start of an f-string."""
    files = list(files)
    named = {each.value for file in files for each in constants(file)} | elsewhere
    starts = tuple({start for file in files for start in _starts(file)})
    return [
        f"{code}: nobody says it"
        for code in catalogue
        if code not in named and not code.startswith(starts)
    ]


def spoken(files: Iterable[Source]) -> list[Spoken]:
    """Return every call that names a code, as a literal, to say it or to raise it."""
    files = list(files)
    speakers = SPEAKERS | error_classes(files)
    return [each for file in files for each in _spoken(file, speakers)]


def error_classes(files: Iterable[Source]) -> frozenset[str]:
    """Return the names of the error family, without the one of the diagrams."""
    bases = {
        node.name: {qualified(base, {}).rpartition(".")[2] for base in node.bases}
        for file in files
        for node in file.nodes
        if isinstance(node, ast.ClassDef)
    }
    family = {ROOT_ERROR}
    while grown := {name for name in bases if bases[name] & family} - family:
        family |= grown
    return frozenset(family - {DIAGRAM_CODES})


def _starts(file: Source) -> Iterator[str]:
    """Give the literal starts of f-strings that look like codes: f"type-{kind}"."""
    for node in file.nodes:
        first = node.values[0] if isinstance(node, ast.JoinedStr) and node.values else 0
        if isinstance(first, ast.Constant) and STEM.fullmatch(str(first.value)):
            yield str(first.value)


def _spoken(file: Source, speakers: frozenset[str]) -> Iterator[Spoken]:
    for node in file.nodes:
        if not isinstance(node, ast.Call) or not node.args:
            continue
        code = node.args[0]
        if not isinstance(code, ast.Constant) or not isinstance(code.value, str):
            continue
        if code.value in LANGUAGES:  # a sentence that exists is asked to speak
            continue
        if _speaks(qualified(node.func, file.names), speakers, file.names.values()):
            yield Spoken(file.at(node, "").rstrip(), code.value, _facts(node))


def _speaks(name: str, speakers: frozenset[str], imports: Iterable[str]) -> bool:
    """Tell our text(), say() and errors from those of sqlalchemy or warnings."""
    foreign = {each for each in imports if not each.startswith(FIRST_PARTY)}
    is_foreign = any(name == each or name.startswith(f"{each}.") for each in foreign)
    return name.rpartition(".")[2] in speakers and not is_foreign


def _facts(call: ast.Call) -> frozenset[str] | None:
    """Return the names of the facts, None where a mapping carries them unseen."""
    if len(call.args) == 1:
        named = [each.arg for each in call.keywords]
        return None if None in named else frozenset(filter(None, named)) - NO_FACTS
    given = call.args[-1]
    if not isinstance(given, ast.Dict) or call.keywords:
        return None
    keys = [key.value for key in given.keys if isinstance(key, ast.Constant)]
    return frozenset(keys) if len(keys) == len(given.keys) else None


def _crooked(code: str, sentences: Mapping[str, str]) -> Iterator[str]:
    if not KEBAB.fullmatch(code):
        yield "a code is kebab-case"
    if set(sentences) != set(LANGUAGES):
        yield "expected exactly zh and en"
        return
    if _placeholders(sentences["zh"]) != _placeholders(sentences["en"]):
        yield "zh and en name different facts"
    if not all(each.isidentifier() for each in _placeholders(sentences["en"])):
        yield "a placeholder is a plain name"
    if _is_untranslated(sentences):
        yield "zh is Chinese and en is not"


def _is_untranslated(sentences: Mapping[str, str]) -> bool:
    """Tell a sentence in the wrong language; one without words has no language."""
    has_words = any(each.isalpha() for each in PLACEHOLDER.sub("", sentences["en"]))
    is_chinese = bool(CHINESE.search(sentences["zh"]))
    return has_words != is_chinese or bool(CHINESE.search(sentences["en"]))


def _placeholders(sentence: str) -> frozenset[str]:
    fields = (field for _, field, _, _ in string.Formatter().parse(sentence))
    return frozenset(field for field in fields if field is not None)
