"""Which connectors there are: every module in ``systems`` offers one."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import ModuleType

from runtime.connectors import systems
from runtime.connectors.base import Connector
from runtime.kernel.errors import Finding, Misconfigured
from runtime.kernel.texts import text


@cache
def load_connectors() -> Mapping[str, Connector]:
    """Return every connector by its kind; raises Misconfigured with all faults."""
    return scan(systems)


def scan(package: ModuleType) -> Mapping[str, Connector]:
    """Return the connectors of ``package``; its modules hold one each.

    A module without one, or with one of another name, is a slip of the pen that
    would otherwise stay silent, so it raises Misconfigured.
    """
    found: dict[str, Connector] = {}
    findings: list[Finding] = []
    for module in pkgutil.iter_modules(package.__path__):
        connector = _offer(f"{package.__name__}.{module.name}")
        if connector is None:
            findings.append(_blame(module.name, "connector-module-empty"))
        elif connector.kind != module.name:
            findings.append(_blame(module.name, "connector-module-misnamed"))
        else:
            found[connector.kind] = connector
    if findings:
        raise Misconfigured("connectors-wrong", findings, count=len(findings))
    return found


def _offer(name: str) -> Connector | None:
    offered = vars(import_module(name)).get("connector")
    return offered if isinstance(offered, Connector) else None


def _blame(module: str, rule: str) -> Finding:
    file = f"runtime/connectors/systems/{module}.py"
    return Finding(file, "", rule, "error", text(rule, module=module))
