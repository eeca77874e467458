"""Facts in past tense, told inside the transaction that made them true (事实)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from blinker import Namespace

if TYPE_CHECKING:
    from runtime.kernel.work import Work

FactT = TypeVar("FactT", bound="Fact")


class Fact:
    """Something that has happened; subclasses are frozen dataclasses."""

    __slots__ = ()


class Listeners:
    """Who reacts to which fact, inside the same transaction.

    A listener must not leave the machine: it writes rows or raises. What it
    raises refuses the whole unit of work.
    """

    def __init__(self) -> None:
        self._signals = Namespace()

    def on(
        self, kind: type[FactT], listener: Callable[[Work, FactT], None]
    ) -> Callable[[Work, FactT], None]:
        """Call ``listener`` for every fact of ``kind``, in order of registration."""

        def receive(work: Any, *, fact: Any) -> None:
            listener(work, fact)

        self._signals.signal(kind.__qualname__).connect(receive, weak=False)
        return listener

    def tell(self, work: Work, fact: Fact) -> None:
        """Hand ``fact`` to its listeners."""
        self._signals.signal(type(fact).__qualname__).send(work, fact=fact)
