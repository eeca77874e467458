"""Nobody but the unit of work, and the lease of a job, commits."""

from tests.arch.law import danger, refuse, sources

OWNERS = frozenset(
    {"runtime/kernel/work.py", "runtime/kernel/db.py", "runtime/jobs/embedded.py"}
)


def test_transactions_begin_and_end_in_three_files():
    refuse(danger.transactions(sources("runtime", "web"), allowed=OWNERS))
