"""How a built-in function is declared, bound to a call when compiling, and called.

A parameter is written as FEEL documents it: ``"length?: number?"`` is an optional
parameter that also takes null; ``"date: date|date and time"`` takes either type;
without a type it takes anything. A last parameter ``"list..."`` takes the rest as
one Python list, ``"item?..."`` also nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from runtime.feel.frame import OPERATION_FAULTS, FeelError, tick, warn_of
from runtime.feel.types import ListOf, Type, spell
from runtime.feel.values import (
    ANY,
    FUNCTION,
    NAMES,
    NULL,
    FeelValue,
    Invocable,
    type_name,
)
from runtime.kernel.texts import Text, text

Implementation = TypeVar("Implementation", bound=Callable[..., FeelValue])
Bound = Callable[[Sequence[FeelValue]], FeelValue]

BUILTINS: dict[str, Builtin] = {}

_CLASSES: Mapping[str, frozenset[type]] = {
    name: frozenset(each for each, other in NAMES.items() if other == name)
    for name in NAMES.values()
}
_SIMPLE_NAMES = frozenset(NAMES.values())
_SIZED = frozenset({str, list, dict})
_BOUND_KEPT = 32


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its FEEL name and the Python classes it takes (None: all)."""

    name: str
    types: tuple[str, ...]
    accepts: frozenset[type] | None
    optional: bool
    rest: bool

    @property
    def shown(self) -> str:
        """The parameter as messages write it."""
        return self.name + ("..." if self.rest else "?" if self.optional else "")


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a built-in, and the function that answers it."""

    parameters: tuple[Parameter, ...]
    function: Callable[..., FeelValue]

    def places(self, count: int, names: tuple[str, ...]) -> list[int] | None:
        """Return for each argument its parameter's index, or None: does not fit."""
        if names:
            known = {each.name: index for index, each in enumerate(self.parameters)}
            found = [known.get(name, -1) for name in names]
            fits = -1 not in found and len(set(found)) == len(found)
        else:
            found = list(range(count))
            if self.takes_rest:
                found = [min(index, len(self.parameters) - 1) for index in found]
            fits = count <= len(self.parameters) or self.takes_rest
        missing = set(range(len(self.parameters))).difference(found)
        enough = all(self.parameters[index].optional for index in missing)
        return found if fits and enough else None

    @property
    def takes_rest(self) -> bool:
        """Whether the last parameter takes all further values."""
        return bool(self.parameters) and self.parameters[-1].rest


class Builtin(Invocable):
    """A built-in function: its signatures, and the static type of its result."""

    __slots__ = ("_bound", "name", "quadratic", "returns", "signatures")

    def __init__(self, name: str, returns: Type, *, quadratic: bool = False) -> None:
        self.name = name
        self.returns = returns
        self.quadratic = quadratic
        self.signatures: list[Signature] = []
        self._bound: dict[int | tuple[str, ...], Bound] = {}

    def bind(self, count: int, names: tuple[str, ...] = ()) -> Bound:
        """Return the call with ``count`` arguments, named by ``names`` or in order.

        Raises FeelError when no signature takes them. The answer takes the values
        in the order of the call and gives null with a warning where the built-in
        has no value; only Exhausted gets out of it.
        """
        signature, places = self._choose(count, names)
        plain = not self.quadratic and not signature.takes_rest
        if plain and places == list(range(len(places))):
            return _quick_call(self.name, signature, len(places))
        return _general_call(self, signature, places)

    def check(self, types: Sequence[Type], names: tuple[str, ...] = ()) -> list[Text]:
        """Return what is wrong with a call that has arguments of these types."""
        try:
            signature, places = self._choose(len(types), names)
        except FeelError as fault:
            return [Text(fault.code, fault.facts)]
        found = (
            _mismatch(self.name, signature.parameters[place], kind)
            for place, kind in zip(places, types, strict=True)
        )
        return [each for each in found if each is not None]

    def call(
        self, values: Sequence[FeelValue], names: tuple[str, ...] = ()
    ) -> FeelValue:
        """Call a built-in that was passed as a value; wrong arguments give null."""
        key = names or len(values)
        bound = self._bound.get(key)
        if bound is None:
            try:
                bound = self.bind(len(values), names)
            except FeelError as fault:
                warn_of(fault)
                return None
            if len(self._bound) < _BOUND_KEPT:
                self._bound[key] = bound
        return bound(values)

    def _choose(
        self, count: int, names: tuple[str, ...]
    ) -> tuple[Signature, list[int]]:
        fitting = [
            (signature, places)
            for signature in self.signatures
            if (places := signature.places(count, names)) is not None
        ]
        if not fitting:
            raise FeelError(
                "feel-wrong-arguments",
                expected=self.usage(),
                found=", ".join(names) or str(count),
            )
        # Signatures may share names (range, point): the order written decides.
        return min(fitting, key=lambda each: each[1] != sorted(each[1]))

    def usage(self) -> str:
        """Return all signatures as messages write them."""
        return " / ".join(
            f"{self.name}({', '.join(each.shown for each in signature.parameters)})"
            for signature in self.signatures
        )


def builtin(
    name: str, returns: Type, *parameters: str, quadratic: bool = False
) -> Callable[[Implementation], Implementation]:
    """Register the decorated function as (one more signature of) ``name``.

    ``quadratic`` built-ins compare each with each and pay by that.
    """

    def register(function: Implementation) -> Implementation:
        entry = BUILTINS.get(name)
        if entry is None:
            entry = BUILTINS[name] = Builtin(name, returns, quadratic=quadratic)
        signature = Signature(tuple(_parse(each) for each in parameters), function)
        entry.signatures.append(signature)
        return function

    return register


def _parse(written: str) -> Parameter:
    name, _, types = written.partition(":")
    types = types.strip()
    names = tuple(types.rstrip("?").split("|")) if types else ()
    known = (_CLASSES[each] for each in names)
    accepts = frozenset[type]().union(*known) if names else None
    if accepts is not None and FUNCTION in names:
        accepts |= {Builtin}
    if accepts is not None and types.endswith("?"):
        accepts |= {type(None)}
    rest = name.endswith("...")
    optional = name.removesuffix("...").endswith("?")
    return Parameter(name.rstrip("?."), names, accepts, optional, rest)


def _mismatch(function: str, parameter: Parameter, kind: Type) -> Text | None:
    """Return the finding of an argument that can never be right, or None."""
    name = _simple(kind)
    unknown = name in (ANY, NULL) or name not in _SIMPLE_NAMES
    if parameter.accepts is None or unknown or name in parameter.types:
        return None
    if "list" in parameter.types or isinstance(kind, ListOf):
        return None  # a value becomes a list of one, and a list of one a value
    return text(
        "feel-argument-type",
        function=function,
        parameter=parameter.name,
        expected=" / ".join(parameter.types),
        found=spell(kind),
    )


def _simple(kind: Type) -> str:
    return kind if isinstance(kind, str) else spell(kind).partition("<")[0]


def _quick_call(name: str, signature: Signature, count: int) -> Bound:
    """Return the call whose arguments stand in their places: the usual one."""
    function = signature.function
    parameters = signature.parameters[:count]
    checks = tuple(each.accepts for each in parameters)
    if count == 1:
        return _call_of_one(name, function, parameters[0])

    def call(values: Sequence[FeelValue]) -> FeelValue:
        steps = 1
        try:
            for value, accepts in zip(values, checks, strict=False):
                kind = type(value)
                if accepts is not None and kind not in accepts:
                    values = _coerced(values, parameters)
                    steps = 1 + _size(values)
                    break
                if kind in _SIZED:
                    steps += len(value)
            tick(steps)
            return function(*values)
        except OPERATION_FAULTS as fault:
            warn_of(fault, name)
            return None

    return call


def _call_of_one(
    name: str, function: Callable[..., FeelValue], parameter: Parameter
) -> Bound:
    """Return the call of one argument; most calls are such."""
    accepts = parameter.accepts

    def call(values: Sequence[FeelValue]) -> FeelValue:
        value = values[0]
        try:
            if accepts is not None and type(value) not in accepts:
                value = _coerce(value, parameter)
            tick(1 + len(value) if type(value) in _SIZED else 1)
            return function(value)
        except OPERATION_FAULTS as fault:
            warn_of(fault, name)
            return None

    return call


def _general_call(owner: Builtin, signature: Signature, places: list[int]) -> Bound:
    """Return the call whose arguments must be sorted or gathered first."""
    function, name, quadratic = signature.function, owner.name, owner.quadratic
    parameters = tuple(signature.parameters[place] for place in places)
    width = len(signature.parameters)
    rest = width - 1 if signature.takes_rest else width

    def call(values: Sequence[FeelValue]) -> FeelValue:
        try:
            values = _coerced(values, parameters)
            size = _size(values)
            tick(1 + len(values) + (size * size // 8 if quadratic else size))
            sorted_values: list[FeelValue] = [None] * rest
            gathered: list[FeelValue] = []
            for place, value in zip(places, values, strict=True):
                if place < rest:
                    sorted_values[place] = value
                else:
                    gathered.append(value)
            if rest < width:
                sorted_values.append(gathered)
            return function(*sorted_values)
        except OPERATION_FAULTS as fault:
            warn_of(fault, name)
            return None

    return call


def _size(values: Sequence[FeelValue]) -> int:
    return sum(len(each) for each in values if type(each) in _SIZED)


def _coerced(
    values: Sequence[FeelValue], parameters: Sequence[Parameter]
) -> list[FeelValue]:
    """Return the values as their parameters take them; raises FeelError if not."""
    return [
        value
        if parameter.accepts is None or type(value) in parameter.accepts
        else _coerce(value, parameter)
        for value, parameter in zip(values, parameters, strict=True)
    ]


def _coerce(value: FeelValue, parameter: Parameter) -> FeelValue:
    accepts = parameter.accepts or frozenset()
    if value is None:
        raise FeelError("feel-argument-null", parameter=parameter.name)
    if type(value) is list and len(value) == 1 and type(value[0]) in accepts:
        return value[0]
    if list in accepts:
        return [value]
    raise FeelError(
        "feel-argument-value",
        parameter=parameter.name,
        expected=" / ".join(parameter.types),
        found=type_name(value),
    )
