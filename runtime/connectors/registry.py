"""Which connectors there are: every module in ``systems`` offers one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import ModuleType

from runtime.connectors import systems
from runtime.connectors.base import Connector
from runtime.kernel.errors import Finding, Misconfigured
from runtime.kernel.offers import offers
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
    for module, connector in offers(package, "connector", Connector):
        if connector is None:
            findings.append(_blame(module, "connector-module-empty"))
        elif connector.kind != module:
            findings.append(_blame(module, "connector-module-misnamed"))
        else:
            found[connector.kind] = connector
    if findings:
        raise Misconfigured("connectors-wrong", findings, count=len(findings))
    return found


def _blame(module: str, rule: str) -> Finding:
    file = f"runtime/connectors/systems/{module}.py"
    return Finding(file, "", rule, "error", text(rule, module=module))
