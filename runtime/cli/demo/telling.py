"""What the demo says when it is over: for people, or as one JSON object."""

from __future__ import annotations

from runtime.bootstrap import Runtime
from runtime.cli.app import Frame
from runtime.cli.demo import shop
from runtime.cli.demo.play import Played
from runtime.engine.run import story
from runtime.kernel import audit_check
from runtime.orders.order import ledger


def tell(frame: Frame, runtime: Runtime, played: Played, *, is_played: bool) -> None:
    """Tell the counts, who did what, a few stories, and how to log in."""
    console = frame.console
    with runtime.database.snapshot() as read:
        report = ledger.verify(read)
        trail = audit_check.verify(runtime.engine.trail, read)
        stories = [
            (number, story.tell(read, runtime.engine, number))
            for number in played.lively
        ]
    console.say("demo-kept" if is_played else "demo-played", arrived=report.arrived)
    buckets = [(console.state(state), count) for state, count in report.buckets.items()]
    console.table(("head-bucket", "head-orders"), buckets)
    done = sorted(
        (who, step.say(console.language), count)
        for (who, step), count in played.completed.items()
    )
    if done:
        console.say("demo-who")
        console.table(("head-who", "head-step", "head-done"), done)
    for number, lines in stories:
        console.say("demo-story", order=number)
        for line in lines:
            console.say("demo-line", at=console.shown(line.at), what=line.text)
    console.say(
        "ledger-balanced", arrived=report.arrived, ended=report.ended, open=report.open
    )
    console.say("demo-next", person=shop.SUPERVISOR)
    people = [(name, ", ".join(roles)) for name, roles in shop.PEOPLE.items()]
    console.say("demo-log-ins", password=shop.PASSWORD)
    console.table(("head-name", "head-roles"), people)
    console.data(
        {
            "orders": report.arrived,
            "buckets": report.buckets,
            "completed": [
                {"who": who, "step": step, "count": n} for who, step, n in done
            ],
            "paid_later": played.paid,
            "cancelled": played.cancelled,
            "ledger_ok": report.is_balanced,
            "audit_ok": trail.is_whole,
            "log_ins": sorted(shop.PEOPLE),
            "password": shop.PASSWORD,
        }
    )
