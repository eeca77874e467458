"""What people try: texts, tables and data made to hurt, each with a ceiling."""

from __future__ import annotations

from tests.safety.probes import decisions, expressions, runaways, values
from tests.safety.probes.probe import Probe

PROBES: dict[str, Probe] = {
    probe.name: probe
    for room in (expressions, decisions, values)
    for probe in room.PROBES
}

# Not of the language: they show that the meter ends what runs away.
RUNAWAYS: dict[str, Probe] = {probe.name: probe for probe in runaways.PROBES}
