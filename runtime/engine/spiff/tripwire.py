"""No way leads to Python's eval: SpiffWorkflow's own script engine is wired to fail.

After a deserialisation, or in a code path nobody thought of, SpiffWorkflow falls back
to an engine that evaluates the text of a diagram as Python. Importing this package
takes that engine's teeth; a diagram is evaluated as FEEL or not at all.
"""

from __future__ import annotations

from typing import Any, NoReturn

from SpiffWorkflow.bpmn.script_engine.python_environment import TaskDataEnvironment
from SpiffWorkflow.dmn.engine.DMNEngine import DMNEngine
from SpiffWorkflow.specs.Execute import Execute
from SpiffWorkflow.specs.Transform import Transform


class Tripped(RuntimeError):
    """Something tried to run the text of a diagram as Python: a fault of ours."""


def arm() -> None:
    """Replace whatever in SpiffWorkflow runs text; doing it twice does no harm."""
    TaskDataEnvironment.evaluate = _trip
    TaskDataEnvironment.execute = _trip
    DMNEngine.decide = _trip
    DMNEngine.result = _trip
    Transform._update_hook = _trip
    Execute._start = _trip


def _trip(*_: Any, **__: Any) -> NoReturn:
    raise Tripped(
        "SpiffWorkflow's Python environment was reached; FEEL is the only one"
    )
