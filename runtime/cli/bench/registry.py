"""Which measurements there are: every module in ``measurements`` offers one."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping, Sequence
from importlib import import_module

from runtime.cli.bench import measurements
from runtime.cli.bench.ground import Measurement
from runtime.kernel.errors import Misconfigured, NotFound


def load_measurements() -> Mapping[str, Measurement]:
    """Return every measurement by its name; raises Misconfigured for an empty one."""
    found: dict[str, Measurement] = {}
    for module in pkgutil.iter_modules(measurements.__path__):
        offered = import_module(f"{measurements.__name__}.{module.name}")
        measurement = vars(offered).get("measurement")
        if not isinstance(measurement, Measurement):
            raise Misconfigured("bench-module-empty", module=module.name)
        found[measurement.name] = measurement
    return found


def chosen(only: Sequence[str]) -> list[Measurement]:
    """Return the measurements of these names, all without a name; raises NotFound."""
    known = load_measurements()
    for name in only:
        if name not in known:
            raise NotFound("bench-unknown", name=name, known=", ".join(sorted(known)))
    return [one for name, one in sorted(known.items()) if name in (only or known)]
