"""Which measurements there are: every module in ``measurements`` offers one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from runtime.cli.bench import measurements
from runtime.cli.bench.ground import Measurement
from runtime.kernel.errors import NotFound
from runtime.kernel.offers import all_offered


def load_measurements() -> Mapping[str, Measurement]:
    """Return every measurement by its name; raises Misconfigured for an empty one."""
    found = all_offered(measurements, "measurement", Measurement, "bench-module-empty")
    return {one.name: one for one in found.values()}


def chosen(only: Sequence[str]) -> list[Measurement]:
    """Return the measurements of these names, all without a name; raises NotFound."""
    known = load_measurements()
    for name in only:
        if name not in known:
            raise NotFound("bench-unknown", name=name, known=", ".join(sorted(known)))
    return [one for name, one in sorted(known.items()) if name in (only or known)]
