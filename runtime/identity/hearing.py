"""Who is told when something happens to a task: from facts of the engine to notices."""

from __future__ import annotations

from runtime.engine.facts import (
    IncidentResolved,
    TaskHandedOver,
    TaskPassed,
    TaskReminded,
    TaskReturned,
)
from runtime.engine.handlers import Handlers
from runtime.engine.machine import Engine
from runtime.engine.run import incidents, queries, returning, user_tasks
from runtime.identity import notices, people
from runtime.identity.notices import News
from runtime.kernel.texts import Title
from runtime.kernel.work import Work

handlers = Handlers()


@handlers.on(TaskHandedOver)
def handed_over(work: Work, engine: Engine, fact: TaskHandedOver) -> None:
    """Tell a person of a task that was put into their hands."""
    step = returning.step_of(work, engine, user_tasks.get(work.session, fact.task_id))
    facts = {"step": _kept(step), "by": fact.by}
    news = News("notice-handed-over", facts, fact.business_key, fact.task_id)
    notices.tell(work, (fact.to,), news)


@handlers.on(TaskPassed)
def passed(work: Work, engine: Engine, fact: TaskPassed) -> None:
    """Tell a person how a task, or word of it, was passed on to them."""
    step = returning.step_of(work, engine, user_tasks.get(work.session, fact.task_id))
    note = f" “{fact.note}”" if fact.note else ""
    facts = {"step": _kept(step), "by": fact.by, "note": note}
    news = News(f"notice-{fact.how}", facts, fact.business_key, fact.task_id)
    notices.tell(work, (fact.to,), news)


@handlers.on(TaskReturned)
def returned(work: Work, engine: Engine, fact: TaskReturned) -> None:
    """Tell whoever did a step that it is to be done again."""
    facts = {"step": _kept(fact.step), "by": fact.by}
    news = News("notice-returned", facts, fact.business_key, fact.task_id)
    notices.tell(work, (fact.to,), news)


@handlers.on(TaskReminded)
def reminded(work: Work, engine: Engine, fact: TaskReminded) -> None:
    """Pass a reminder on: to the holder, or to everybody of the role."""
    to = [fact.holder] if fact.holder else people.list_of_role(work.session, fact.role)
    facts = {"step": _kept(fact.step), "by": fact.by}
    news = News("notice-reminded", facts, fact.business_key, fact.task_id)
    notices.tell(work, to, news)


@handlers.on(IncidentResolved)
def resolved(work: Work, engine: Engine, fact: IncidentResolved) -> None:
    """Tell whoever worked on it last how it goes on with what had broken."""
    doer = queries.last_doer(work.session, fact.instance_id)
    if doer is not None:
        row = incidents.get(work.session, fact.incident_id)
        step = returning.step_of(work, engine, row)
        facts = {"step": _kept(step), "by": fact.by}
        news = News(f"notice-incident-{fact.way}", facts, fact.business_key)
        notices.tell(work, (doer,), news)


def _kept(title: Title) -> dict[str, str]:
    return {"zh": title.zh, "en": title.en}
