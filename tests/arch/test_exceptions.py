"""Only four places may catch everything."""

from tests.arch.law import danger, refuse, sources

LAST_RESORTS = frozenset(
    {
        "runtime/cli/app.py",  # main: a plain message instead of a traceback
        "runtime/jobs/embedded.py",  # the loop outlives a job
        "runtime/engine/spiff/activities.py",  # a bug of a step becomes an incident
        "web/errors.py",  # 500 with a number to ask for
    }
)


def test_everybody_else_names_what_they_expect():
    refuse(danger.swallowing(sources("runtime", "web"), allowed=LAST_RESORTS))
