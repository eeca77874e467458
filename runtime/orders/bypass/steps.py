"""What the bypass listens to: policies come with what is deployed."""

from __future__ import annotations

from runtime.engine.design.artifacts import Kind
from runtime.engine.facts import FilePublished
from runtime.engine.handlers import Handlers
from runtime.engine.machine import Engine
from runtime.kernel.work import Work
from runtime.orders.bypass import publishing

handlers = Handlers()


@handlers.on(FilePublished)
def published(work: Work, engine: Engine, fact: FilePublished) -> None:
    """Take over the policies of a file."""
    if fact.kind == Kind.BYPASS.value:
        publishing.take_over(work, engine.trail, fact)
