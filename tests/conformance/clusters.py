"""Differences to another engine, sorted by what explains them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.conformance.feelin import Question, alike, ours_for, theirs_for
from tests.conformance.generated import NAMES, trees

RIGHT = frozenset({"ours", "theirs", "unclear"})


@dataclass(frozen=True)
class Cluster:
    """One cause of differences: who is right by which clause, and its marks."""

    name: str
    right: str
    clause: str
    why: str
    generated: tuple[re.Pattern[str], ...]
    suite: tuple[re.Pattern[str], ...]
    answers: frozenset[str]


@dataclass(frozen=True)
class Difference:
    """A text with two answers; ``mark`` is what the patterns of a cluster search."""

    text: str
    mark: str
    ours: Any
    theirs: Any

    @property
    def answers(self) -> str:
        """Return the kinds of both answers, ours first."""
        return f"{_kind(self.ours)} / {_kind(self.theirs)}"

    def __str__(self) -> str:
        return f"{self.text} ({self.mark}): {self.ours} / {self.theirs}"


@dataclass(frozen=True)
class Outcome:
    """What a run over many expressions gave."""

    asked: int
    with_value: int
    differences: tuple[Difference, ...]


def read(file: Path) -> list[Cluster]:
    """Return the clusters that a file lists."""
    return [
        Cluster(
            name=name,
            right=each["right"],
            clause=each["clause"],
            why=each["why"],
            generated=_patterns(each, "generated"),
            suite=_patterns(each, "suite"),
            answers=frozenset(each.get("answers", ())),
        )
        for name, each in tomllib.loads(file.read_text("utf-8")).items()
    ]


def compare_generated(count: int, seed: int, place: Path) -> Outcome:
    """Compare made-up expressions part by part; the smallest part that differs tells.

    A whole is compared only when its parts are answered alike.
    """
    made = trees(count, seed)
    parts = {part.text: part for tree in made for part in tree.walk()}
    asked = [Question(text, NAMES) for text in parts]
    found = {each.text: each for each in _differences(asked, place)}
    smallest = [
        Difference(text, parts[text].template, each.ours, each.theirs)
        for text, each in found.items()
        if not any(part.text in found for part in parts[text].parts)
    ]
    values = sum(ours_for(Question(each.text, NAMES))[0] != "null" for each in made)
    return Outcome(len(made), values, tuple(smallest))


def compare(asked: Sequence[Question], place: Path) -> Outcome:
    """Compare expressions as they stand."""
    values = sum(ours_for(each)[0] != "null" for each in asked)
    return Outcome(len(asked), values, tuple(_differences(asked, place)))


def unexplained(
    differences: Iterable[Difference], patterns: Mapping[Cluster, Sequence[Any]]
) -> list[str]:
    """Return the differences that no cluster explains, as a person reads them."""
    return [
        str(each)
        for each in differences
        if not any(_explains(cluster, of, each) for cluster, of in patterns.items())
    ]


def idle(
    differences: Sequence[Difference], patterns: Mapping[Cluster, Sequence[Any]]
) -> list[str]:
    """Return the names of the clusters that explain nothing any more."""
    return [
        cluster.name
        for cluster, of in patterns.items()
        if of and not any(_explains(cluster, of, each) for each in differences)
    ]


def _explains(cluster: Cluster, patterns: Sequence[Any], found: Difference) -> bool:
    return found.answers in cluster.answers and any(
        pattern.search(found.mark) for pattern in patterns
    )


def _differences(asked: Sequence[Question], place: Path) -> Iterator[Difference]:
    for question, theirs in zip(asked, theirs_for(asked, place), strict=True):
        ours = ours_for(question)
        if not alike(ours, theirs):
            yield Difference(question.text, question.text, ours, theirs)


def _kind(value: Sequence[Any]) -> str:
    return "NaN" if list(value) == ["number", "NaN"] else str(value[0])


def _patterns(each: Mapping[str, Any], name: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in each.get(name, ()))
