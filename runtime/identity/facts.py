"""What is told of people."""

from __future__ import annotations

from dataclasses import dataclass

from runtime.kernel.facts import Fact


@dataclass(frozen=True, slots=True)
class PersonErased(Fact):
    """A person is forgotten; whoever keeps something of theirs lets it go now.

    ``name`` is what they were called: it must not be written anywhere.
    """

    person_id: str
    name: str
