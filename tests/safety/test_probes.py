"""Whatever is tried ends as it should, within its steps, its time and its memory."""

import pytest

from tests.safety.ceilings import ending, known
from tests.safety.meter import MEMORY, SECONDS, Meter
from tests.safety.probes import PROBES

CEILINGS = known()


@pytest.mark.parametrize("name", PROBES)
def test_it_ends_as_it_should(name: str, meter: Meter) -> None:
    assert ending(meter.measure(name).ended) == CEILINGS[name].ends


@pytest.mark.parametrize("name", PROBES)
def test_it_takes_no_more_steps_than_its_ceiling(name: str, meter: Meter) -> None:
    assert meter.measure(name).steps <= CEILINGS[name].steps


@pytest.mark.parametrize("name", PROBES)
def test_it_stays_within_time_and_memory(name: str, meter: Meter) -> None:
    found = meter.measure(name)

    assert (found.seconds < SECONDS, found.megabytes < MEMORY >> 20) == (True, True)


def test_every_probe_has_a_ceiling_and_every_ceiling_a_probe() -> None:
    assert CEILINGS.keys() == PROBES.keys()


def test_nothing_ends_in_a_way_that_is_not_documented() -> None:
    ends = " ".join(each.ends for each in CEILINGS.values())

    assert ("undocumented" in ends, "killed" in ends) == (False, False)


def test_what_runs_away_is_killed_and_what_comes_next_is_measured() -> None:
    meter = Meter()
    names = ["runaway: loop", "runaway: memory", "import"]

    ends = [meter.measure(name, seconds=1).ended.split()[0] for name in names]

    meter.close()
    assert ends == ["killed", "undocumented", "null:"]
