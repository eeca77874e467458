"""Who answers the tasks of a measurement, and what is answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runtime.bootstrap import Runtime
from runtime.engine.run import queries, user_tasks
from runtime.kernel.actors import Actor, ActorKind
from runtime.kernel.work import Work

_APPROVED = {"decision": "approve", "note": "价格与合同一致"}
# what a person answers at each place of the main process and of what it calls
ANSWERS: Mapping[str, Mapping[str, Any]] = {
    "sales_confirm": _APPROVED,
    "finance_price_check": _APPROVED,
    "warehouse_reserve": {"decision": "approve", "location": "A-03-12"},
    "supervisor_approve": _APPROVED,
    "sign_price": _APPROVED,
    "custom_review": {"decision": "approve", "lead_days": 7, "note": "尺寸已确认"},
    "resolve_hold": {"decision": "recheck", "contacted_by": "phone", "note": "已补充"},
    "ship": {"carrier": "SF", "tracking_no": "SF1234567890123"},
}
ROLES = frozenset({"cs", "sales", "finance", "warehouse", "supervisor", "custom"})
CLERK = Actor("bench", "bench", ROLES, ActorKind.PERSON)


def answer_all(runtime: Runtime, role: str) -> None:
    """Answer every open task of a role, one by one."""
    with runtime.database.reading() as read:
        tasks = queries.list_queue(read, [role], 10_000)
    for row in tasks:
        answer(runtime, row)


def answer(runtime: Runtime, row: Any) -> None:
    """Complete the task of ``row`` as a person would, in a unit of work of its own.

    Each role has a clerk of its own: nobody does two steps that need two people.
    """
    given = ANSWERS[row.element]
    clerk = Actor(f"bench-{row.role}", "bench", ROLES, ActorKind.PERSON)

    def complete(work: Work) -> object:
        return user_tasks.complete(work, runtime.engine, row.id, given)

    runtime.attempt(clerk, complete)
