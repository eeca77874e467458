"""Decision models (DMN): tables, hit policies, the reason for an answer."""

from runtime.dmn.decision import Decision
from runtime.dmn.imports import (
    Imports,
    Source,
    by_namespace,
    imported_namespaces,
    namespace_of,
)
from runtime.dmn.model import Model, load
from runtime.dmn.trace import Trace, pack, trace_of, unpack
from runtime.dmn.verdict import Verdict

__all__ = [
    "Decision",
    "Imports",
    "Model",
    "Source",
    "Trace",
    "Verdict",
    "by_namespace",
    "imported_namespaces",
    "load",
    "namespace_of",
    "pack",
    "trace_of",
    "unpack",
]
