"""Somebody who is no programmer changes how the demo works: drafts in every state."""

from __future__ import annotations

from runtime.bootstrap import Runtime
from runtime.cli.demo.shop import DESIGNER, SUPERVISOR
from runtime.cli.demo.today import actor_of
from runtime.designer.drafts import drafts, publishing, reviewing, saving
from runtime.designer.drafts.naming import VALUES, Name
from runtime.designer.drafts.saving import Saving
from runtime.designer.steps.steps import write_steps
from runtime.kernel.actors import Actor
from runtime.kernel.work import Work

APPROVAL = Name("process", "order_approval")
LIMITS = Name(VALUES, "parameters")


def design(runtime: Runtime) -> None:
    """Publish one change, leave one to be reviewed and one to be written on."""
    author, reviewer = (actor_of(runtime, one) for one in (DESIGNER, SUPERVISOR))
    slower = {"custom_review": {"sla": "P2D"}}
    done = _changed(runtime, author, "定制评审放宽到两天", slower)
    _submitted(runtime, author, done, "定制商品要问工厂，一天常常不够")
    with runtime.work(reviewer) as work:
        trail, now = runtime.engine.trail, drafts.get(work.read, done)
        reviewing.approve(work, trail, done, "同意", now.version)
        publishing.publish(work, runtime.press, done, "同意")
    quicker = {"supervisor_approve": {"sla": "PT45M"}}
    waiting = _changed(runtime, author, "主管审批 45 分钟", quicker)
    _submitted(runtime, author, waiting, "大促期间主管审批太慢，想缩短时限")
    with runtime.work(author) as work:
        limit = drafts.open_draft(work, runtime.engine.trail, "直通限额改为 3000")
        body = b"straight_below = 3000\n"
        saving.save(work, runtime.engine.trail, limit, Saving(*LIMITS, body))


def _changed(
    runtime: Runtime, author: Actor, title: str, steps: dict[str, dict[str, str]]
) -> int:
    """Open a draft in which steps of the approval say something else."""

    def run(work: Work) -> int:
        trail = runtime.engine.trail
        made = drafts.open_draft(work, trail, title)
        saving.take_in(work, runtime.press, made, APPROVAL)
        held = drafts.get(work.session, made).get(APPROVAL)
        body = write_steps(held.body, steps)
        saving.save(work, trail, made, Saving(*APPROVAL, body, held.revision))
        return made

    return runtime.attempt(author, run)


def _submitted(runtime: Runtime, author: Actor, draft_id: int, note: str) -> None:
    with runtime.work(author) as work:
        reviewing.submit(work, runtime.engine.trail, draft_id, note)
