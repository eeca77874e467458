"""What templates say: sentences of the catalogue alone, no style or script inline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tests.arch.law.texts import Catalogue, Spoken

CALL = re.compile(r"\bt\('([a-z0-9-]+)'((?:[^()]|\([^()]*\))*)\)")
FACT = re.compile(r"\b([a-z_]+)\s*=")
JINJA = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
TAG = re.compile(r"<[^>]*>", re.DOTALL)
SAID = re.compile(r"\b(?:alt|title|placeholder|aria-label|value)=\"([^\"]*)\"")
LETTER = re.compile(r"[A-Za-z\u4e00-\u9fff]")
ENTITY = re.compile(r"&[a-z]+;|&#\d+;")
INLINE = re.compile(r"\son[a-z]+=|\sstyle=|javascript:|<style|<script(?![^>]*\ssrc=)")

Templates = Mapping[str, str]


def read(folder: Path) -> dict[str, str]:
    """Return path → text of every template below ``folder``."""
    return {
        str(path.relative_to(folder)): path.read_text("utf-8")
        for path in sorted(folder.rglob("*"))
        if path.suffix in {".html", ".svg", ".txt"}
    }


def spoken(templates: Templates) -> list[Spoken]:
    """Return every sentence that a template says."""
    return [
        Spoken(path, code, frozenset(FACT.findall(facts)))
        for path, text in templates.items()
        for code, facts in CALL.findall(text)
    ]


def unknown(catalogue: Catalogue, templates: Templates) -> list[str]:
    """Return what templates say and no catalogue has."""
    return [
        f"{each.place} {each.code!r} has no entry in runtime/texts"
        for each in spoken(templates)
        if each.code not in catalogue
    ]


def unfilled(catalogue: Catalogue, templates: Templates) -> list[str]:
    """Return the sentences in templates that lack a fact."""
    return [
        f"{each.place} {each.code!r} lacks {name}"
        for each in spoken(templates)
        for name in re.findall(r"\{(\w+)\}", catalogue.get(each.code, {}).get("en", ""))
        if name not in (each.facts or ())
    ]


def codes(templates: Templates) -> frozenset[str]:
    """Return every code that stands quoted in a template."""
    quoted = (re.findall(r"'([a-z0-9-]+)'", text) for text in templates.values())
    return frozenset(code for found in quoted for code in found)


def literal(templates: Templates) -> list[str]:
    """Return the words that templates say past the catalogue."""
    return [
        f"{path} says {words!r} itself"
        for path, text in templates.items()
        for words in _words(text)
    ]


def inline(templates: Templates) -> list[str]:
    """Return the places that the policy of contents would refuse."""
    return [
        f"{path} holds {found!r}"
        for path, text in templates.items()
        for found in INLINE.findall(text)
    ]


def _words(text: str) -> Iterator[str]:
    # what Jinja fills in is said elsewhere; NUL keeps its place
    plain = JINJA.sub("\0", text)
    yield from _with_letters(SAID.findall(plain))
    yield from _with_letters(ENTITY.sub("", TAG.sub("\n", plain)).split("\n"))


def _with_letters(found: Iterable[str]) -> Iterator[str]:
    for each in found:
        words = each.replace("\0", "").strip()
        if LETTER.search(words) and not re.fullmatch(r"[a-z0-9_-]+", words):
            yield words
