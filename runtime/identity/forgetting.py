"""What is let go with a person who is erased: all that was theirs alone (清除)."""

from __future__ import annotations

from runtime.engine.handlers import Handlers
from runtime.engine.machine import Engine
from runtime.identity import notices, views
from runtime.identity.facts import PersonErased
from runtime.kernel.work import Work

handlers = Handlers()


@handlers.on(PersonErased)
def forgotten(work: Work, engine: Engine, fact: PersonErased) -> None:
    """Let go what was told to a person, and the views they kept."""
    notices.forget(work, fact.person_id)
    views.forget(work, fact.person_id)
