"""One place reads the time of the machine."""

from tests.arch.law import danger, refuse, sources

CLOCK = frozenset({"runtime/kernel/clock.py"})


def test_only_the_clock_reads_the_real_time():
    refuse(danger.clocks(sources("runtime", "web"), allowed=CLOCK))
