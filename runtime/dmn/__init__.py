"""Decision models (DMN): tables, hit policies, the reason for an answer."""

from runtime.dmn.decision import Decision
from runtime.dmn.model import Model, load
from runtime.dmn.trace import Trace, pack, trace_of, unpack
from runtime.dmn.verdict import Verdict

__all__ = [
    "Decision",
    "Model",
    "Trace",
    "Verdict",
    "load",
    "pack",
    "trace_of",
    "unpack",
]
