"""The outside systems of an installation (外部系统配置): `connectors.toml`.

One table a system; its name is the ``<name>`` of ``connector:<name>.<verb>``::

    [warehouse]
    kind = "http"                  # a module of runtime/connectors/systems
    scheme = "https"               # or "http"
    host = "wms.example.com"
    port = 443                     # default: of the scheme
    path = "/api/v2"               # default: none
    timeout = "PT10S"              # default; at most PT30S, for the whole exchange
    token_env = "WAREHOUSE_TOKEN"  # default: none; sent as a Bearer token
    sign_env = "WAREHOUSE_SIGN"    # default: none; signs every request (HMAC)
    allow_private = false          # default; true for this machine or its network
    attempts = 3                   # default
    every = "PT15M"                # default

    [warehouse.verbs]
    ship = "POST /shipments"
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from runtime.connectors.base import Call, Connector, Reply, Target
from runtime.connectors.registry import load_connectors
from runtime.connectors.settings import Table
from runtime.kernel.errors import Finding, Misconfigured, Stuck
from runtime.kernel.texts import text


@dataclass(frozen=True, slots=True)
class Targets:
    """All outside systems that diagrams may ask, and what speaks to them."""

    by_name: Mapping[str, Target] = field(default_factory=dict)
    connectors: Mapping[str, Connector] = field(default_factory=dict)

    @property
    def operators(self) -> frozenset[str]:
        """Return every ``connector:<name>.<verb>``: what is answered later."""
        return frozenset(
            f"connector:{name}.{verb}"
            for name, target in self.by_name.items()
            for verb in target.verbs
        )

    def find(self, name: str) -> Target | None:
        """Return the target of that name, if it is configured."""
        return self.by_name.get(name)

    def send(self, name: str, call: Call) -> Reply:
        """Send ``call`` to the target ``name``; raises what its connector raises."""
        target = self.find(name)
        if target is None:
            raise Stuck("connector-unknown", connector=name)
        return self.connectors[target.kind].send(target, call)


def operators(targets: Targets) -> frozenset[str]:
    """Return every operator that is answered by a delivery."""
    return targets.operators


def load(
    file: Path | None, connectors: Mapping[str, Connector] | None = None
) -> Targets:
    """Return the outside systems that ``file`` names; none without a file.

    Raises Misconfigured with every fault of the file at once.
    """
    if file is None:  # no system to speak to: what speaks HTTP need not load
        return Targets({}, connectors or {})
    known = load_connectors() if connectors is None else connectors
    findings: list[Finding] = []
    found = {}
    for name, content in _read(file).items():
        target = Table(str(file), name, content, findings).target(known)
        if target is not None:
            found[name] = target
    if findings:
        raise _wrong(file, findings)
    return Targets(found, known)


def _read(file: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except OSError as cause:
        rule, facts = "connectors-file-missing", {"why": cause.strerror}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as cause:
        rule, facts = "connectors-file-unreadable", {"why": str(cause)}
    finding = Finding(str(file), "", rule, "error", text(rule, file=file, **facts))
    raise _wrong(file, [finding])


def _wrong(file: Path, findings: list[Finding]) -> Misconfigured:
    return Misconfigured("connectors-wrong", findings, count=len(findings))
