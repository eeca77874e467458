"""The one door to SpiffWorkflow.

Importing this package wires SpiffWorkflow's own Python evaluation to fail.
"""

from runtime.engine.spiff import tripwire
from runtime.engine.spiff.calls import Hooks, ServiceCall
from runtime.engine.spiff.elements import Element, Way
from runtime.engine.spiff.events import Thrown
from runtime.engine.spiff.finish import Mode
from runtime.engine.spiff.model import Model, load
from runtime.engine.spiff.run import Run
from runtime.engine.spiff.trace import Step, Trace
from runtime.engine.spiff.waits import Wait, stage_of

tripwire.arm()

__all__ = [
    "Element",
    "Hooks",
    "Mode",
    "Model",
    "Run",
    "ServiceCall",
    "Step",
    "Thrown",
    "Trace",
    "Wait",
    "Way",
    "load",
    "stage_of",
]
