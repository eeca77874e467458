"""What one load knows while it compiles a model: its names, its faults so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias, TypeVar

from runtime import feel
from runtime.dmn.tables.constants import Constant, read_constant
from runtime.dmn.xml import Element, line_of
from runtime.feel.builtins import BUILTINS
from runtime.feel.findings import FeelSyntaxError, Remark
from runtime.feel.frame import Frame
from runtime.feel.types import Type
from runtime.feel.values import ANY, FeelValue
from runtime.kernel.errors import Finding
from runtime.kernel.texts import Text, text

Scope: TypeAlias = Mapping[str, FeelValue]
# What a piece of logic compiles to; it runs inside a frame that was entered.
Logic: TypeAlias = Callable[[Scope, Frame], FeelValue]
# A cell: scope, value of the column, frame → True, False or None (cannot be told).
Test: TypeAlias = Callable[[Scope, FeelValue, Frame], bool | None]

ERROR: Final = "error"
WARNING: Final = "warning"

_Program = TypeVar("_Program", feel.Expression, feel.Cell)

# Characters of FEEL in one file; 2 MB of it would take a minute to compile.
WRITTEN_LIMIT = 400_000


def nothing(_scope: Scope, _frame: Frame) -> FeelValue:
    """Stand in for logic that is null on purpose."""
    return None


def broken(_scope: Scope, frame: Frame) -> FeelValue:
    """Stand in for logic that could not be compiled: null, never without a warning."""
    frame.warn("dmn-not-compiled")
    return None


def broken_test(_scope: Scope, _value: FeelValue, frame: Frame) -> None:
    """Stand in for a cell that could not be compiled: nobody knows, with a warning."""
    frame.warn("dmn-not-compiled")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands: whose it is, the element with the id, plain words."""

    owner: str
    element: Element
    words: Text

    def within(self, element: Element, words: Text | None = None) -> Place:
        """Return the place of a smaller element, under the same owner."""
        return Place(self.owner, element, words or self.words)


@dataclass(frozen=True, slots=True)
class Formula:
    """A compiled expression: its text, the names it reads, what runs it.

    ``program`` is the FEEL behind it, None when it is no FEEL or could not be
    compiled.
    """

    text: str
    names: tuple[str, ...]
    run: Logic
    program: feel.Expression | None = None


@dataclass(slots=True)
class Build:
    """One file: the names and types FEEL must be told of, and all findings so far.

    ``visible`` are the names drawn into the decision at hand, None when it sees
    every variable or names things itself. ``reviews`` are checks that take longer;
    who wants them runs them, once the model is whole.
    """

    file: str
    ambient: frozenset[str]
    names: dict[str, Type] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    visible: frozenset[str] | None = None
    kinds: dict[str, Type] = field(default_factory=dict)
    reviews: list[Callable[[Build], None]] = field(default_factory=list)
    written: int = 0  # characters of all expressions

    def report(self, place: Place, code: str, level: str = ERROR, **facts: Any) -> None:
        """Add a finding at ``place``; facts fill the sentence beside ``where``."""
        self._add(place, code, level, text(code, where=place.words, **facts))

    def formula(self, source: str, place: Place) -> Formula:
        """Compile an expression; what does not parse is a finding, and broken."""
        compiled = self._compile(feel.compile_expression, source, place)
        if compiled is None:
            return Formula(source, (), broken)
        names = tuple(sorted(compiled.names))
        return Formula(source, names, compiled.evaluate, compiled)

    def test(self, source: str, place: Place) -> Test:
        """Compile a test of ``?``; what does not parse is a finding, and broken."""
        compiled = self._compile(feel.compile_cell, source, place)
        return broken_test if compiled is None else compiled.matches

    def constant(self, source: str) -> Constant | None:
        """Return what a cell of constants takes, None when it is more than that."""
        return read_constant(source, frozenset(self.names)) if source else None

    def _compile(
        self, compiler: Callable[..., _Program], source: str, place: Place
    ) -> _Program | None:
        if self._is_too_much(source, place):
            return None
        try:
            compiled = compiler(
                source, schema=self.names, ambient=self.ambient, kinds=self.kinds
            )
        except FeelSyntaxError as fault:
            self._refuse(source, place, fault)
            return None
        self._remark(compiled.findings, source, place)
        if self.visible is not None:
            hidden = compiled.names - self.visible - BUILTINS.keys()
            for name in self._unknown(compiler, source, hidden) if hidden else ():
                self.report(place, "dmn-not-drawn", name=name)
        return compiled

    def _is_too_much(self, source: str, place: Place) -> bool:
        """Tell whether the file holds more FEEL than anybody reads; say so once."""
        before = self.written
        self.written += len(source)
        if before <= WRITTEN_LIMIT < self.written:
            self.report(place, "dmn-too-much-written", limit=WRITTEN_LIMIT)
        return self.written > WRITTEN_LIMIT

    def _unknown(
        self, compiler: Callable[..., _Program], source: str, hidden: frozenset[str]
    ) -> list[str]:
        """Return which of ``hidden`` are no fields of a filtered list; FEEL knows."""
        names = (self.names.keys() | (self.visible or ())) - hidden
        known = dict.fromkeys(names, ANY)
        try:
            again = compiler(
                source,
                schema=known,
                ambient=self.ambient,
                strict=True,
                kinds=self.kinds,
            )
        except FeelSyntaxError:
            return sorted(hidden)
        found = (each for each in again.findings if each.code == "feel-unknown-name")
        return list(dict.fromkeys(each.facts["name"] for each in found))

    def _refuse(self, source: str, place: Place, fault: FeelSyntaxError) -> None:
        sentence = text(
            "dmn-expression-broken",
            where=place.words,
            text=source.strip(),
            reason=fault.text,
            line=fault.line,
            column=fault.column,
        )
        self._add(place, "dmn-expression-broken", ERROR, sentence, fault)

    def _remark(self, remarks: tuple[Remark, ...], source: str, place: Place) -> None:
        for each in remarks:
            sentence = text(
                "dmn-expression-doubtful",
                where=place.words,
                text=source.strip(),
                reason=each.text,
            )
            self._add(place, each.code, each.level, sentence, each)

    def _add(
        self,
        place: Place,
        rule: str,
        level: str,
        sentence: Text,
        inside: FeelSyntaxError | Remark | None = None,
    ) -> None:
        line = line_of(place.element) + (inside.line - 1 if inside else 0)
        column = inside.column if inside else 0
        name = _nearest_id(place.element)
        self.findings.append(
            Finding(self.file, name, rule, level, sentence, line, column)
        )


def _nearest_id(element: Element) -> str:
    found: Element | None = element
    while found is not None:
        identity = found.get("id")
        if identity:
            return identity
        found = found.getparent()
    return ""
