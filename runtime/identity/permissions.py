"""Who may do what (权限): one table of verbs and roles; what is not in it is refused.

A verb says what kind of thing somebody does. Whose task or order it is, is decided
where the task or order is: by its role, its holder, its state.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from runtime.kernel.actors import Actor
from runtime.kernel.errors import Forbidden
from runtime.kernel.texts import text


class Verb(StrEnum):
    """What a page or a call of the interface does."""

    READ_ORDERS = "read-orders"
    SEND_ORDERS = "send-orders"
    TELL_EVENTS = "tell-events"
    REMARK = "remark"
    READ_TASKS = "read-tasks"
    WORK = "work"
    REMIND = "remind"
    READ_STAGES = "read-stages"
    READ_INCIDENTS = "read-incidents"
    SOLVE_INCIDENTS = "solve-incidents"
    READ_PEOPLE = "read-people"
    READ_PHONES = "read-phones"
    CHANGE_PEOPLE = "change-people"
    ENTER_ABSENCES = "enter-absences"  # of others; one's own are one's own
    READ_PARAMETERS = "read-parameters"
    CHANGE_PARAMETERS = "change-parameters"
    READ_RIGHTS = "read-rights"
    CHANGE_RIGHTS = "change-rights"  # who sees which field
    ATTACH = "attach"
    TRY_RULES = "try-rules"  # reads the orders that they are tried on
    READ_STOCK = "read-stock"
    CHANGE_STOCK = "change-stock"
    READ_BYPASSES = "read-bypasses"
    STEER_BYPASSES = "steer-bypasses"  # which of them, each policy says by itself
    CHANGE_BYPASSES = "change-bypasses"
    READ_DESIGNS = "read-designs"  # what runs, drafts of it, and their differences
    DESIGN = "design"
    REVIEW_DESIGNS = "review-designs"  # also publish what is approved, and roll back
    READ_METRICS = "read-metrics"
    OWN = "own"  # one's own log-in, password, language and notices


STAFF = frozenset(
    {"cs", "sales", "finance", "warehouse", "qc", "supervisor", "aftersales", "custom"}
)
LEADS = frozenset({"supervisor", "admin"})
EVERYBODY = STAFF | {"designer", "admin", "integrator"}
WATCHING = STAFF | {"designer", "admin"}

ALLOWED: Mapping[Verb, frozenset[str]] = {
    Verb.READ_ORDERS: EVERYBODY,
    Verb.SEND_ORDERS: frozenset({"integrator", "admin", "cs"}),
    Verb.TELL_EVENTS: frozenset({"integrator", "admin", "cs", "supervisor"}),
    Verb.REMARK: STAFF | {"admin"},
    Verb.READ_TASKS: STAFF | {"admin"},
    Verb.WORK: STAFF | {"admin"},
    Verb.REMIND: STAFF | {"admin"},
    Verb.READ_STAGES: WATCHING,
    Verb.READ_INCIDENTS: WATCHING,
    Verb.SOLVE_INCIDENTS: LEADS,
    Verb.READ_PEOPLE: LEADS,
    Verb.READ_PHONES: frozenset({"admin"}),
    Verb.CHANGE_PEOPLE: frozenset({"admin"}),
    Verb.ENTER_ABSENCES: LEADS,
    Verb.READ_PARAMETERS: WATCHING,
    Verb.CHANGE_PARAMETERS: LEADS,
    Verb.READ_RIGHTS: WATCHING,
    Verb.CHANGE_RIGHTS: frozenset({"admin"}),
    Verb.TRY_RULES: LEADS | {"designer"},
    Verb.READ_BYPASSES: WATCHING,
    Verb.STEER_BYPASSES: STAFF | {"admin"},
    Verb.CHANGE_BYPASSES: LEADS,
    Verb.ATTACH: STAFF | {"admin"},
    Verb.READ_STOCK: STAFF | {"admin", "integrator"},
    Verb.CHANGE_STOCK: frozenset({"warehouse", "supervisor", "admin", "integrator"}),
    Verb.READ_DESIGNS: LEADS | {"designer"},
    Verb.DESIGN: frozenset({"designer", "admin"}),
    Verb.REVIEW_DESIGNS: LEADS | {"designer"},
    Verb.READ_METRICS: LEADS | {"integrator"},
    Verb.OWN: EVERYBODY,
}


def may(actor: Actor, verb: Verb) -> bool:
    """Tell whether one of the actor's roles allows the verb."""
    return not ALLOWED[verb].isdisjoint(actor.roles)


def authorize(actor: Actor, verb: Verb) -> None:
    """Let the actor go on; raises Forbidden with the roles that may."""
    if not may(actor, verb):
        who = ", ".join(sorted(ALLOWED[verb]))
        raise Forbidden("verb-forbidden", verb=text(f"verb-{verb.value}"), roles=who)
