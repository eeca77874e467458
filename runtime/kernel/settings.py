"""What the environment decides, read once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from runtime.kernel.errors import Misconfigured
from runtime.kernel.hashing import DEFAULT_COST, Cost
from runtime.kernel.texts import LANGUAGES

DEFAULT_URL = "sqlite:///var/spillway.db"
_PROXIES = frozenset("0123")
_COST = re.compile(r"(\d{1,3}):(\d{1,8}):(\d{1,2})")


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one process; see README, section environment."""

    database_url: str = DEFAULT_URL
    secret_key: str | None = None
    locale: str = "zh"
    zone: str = "Asia/Shanghai"
    log: str = "text"
    now: str | None = None
    connectors: Path | None = None
    anchors: Path | None = None
    proxies: int = 0  # reverse proxies in front, whose forwarded headers are believed
    code_cost: Cost = DEFAULT_COST  # of hashing an authorization code

    @classmethod
    def read(cls, environment: Mapping[str, str], url: str | None = None) -> Settings:
        """Return the settings of ``environment``; ``url`` wins over its database.

        Raises Misconfigured with what was expected.
        """
        zone = environment.get("SPILLWAY_ZONE", "Asia/Shanghai")
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise Misconfigured("setting-zone-wrong", found=zone) from None
        locale = environment.get("SPILLWAY_LOCALE", "zh")
        if locale not in LANGUAGES:
            raise Misconfigured("setting-locale-wrong", found=locale)
        proxies = environment.get("SPILLWAY_PROXIES", "0")
        if proxies not in _PROXIES:
            raise Misconfigured("setting-proxies-wrong", found=proxies)
        cost = environment.get("SPILLWAY_CODE_COST", "2:19456:1")
        connectors = environment.get("SPILLWAY_CONNECTORS")
        anchors = environment.get("SPILLWAY_ANCHORS")
        return cls(
            database_url=url or environment.get("SPILLWAY_DATABASE_URL", DEFAULT_URL),
            secret_key=environment.get("SPILLWAY_SECRET_KEY"),
            locale=locale,
            zone=zone,
            log=environment.get("SPILLWAY_LOG", "text"),
            now=environment.get("SPILLWAY_NOW"),
            connectors=Path(connectors) if connectors else None,
            anchors=Path(anchors) if anchors else None,
            proxies=int(proxies),
            code_cost=_cost(cost),
        )


def _cost(given: str) -> Cost:
    """Return what ``rounds:kibibytes:lanes`` says; raises Misconfigured."""
    found = _COST.fullmatch(given)
    rounds, kibibytes, lanes = map(int, found.groups()) if found else (0, 0, 0)
    if not (0 < rounds <= 20 and 0 < lanes <= 8 and 8 * lanes <= kibibytes <= 1 << 20):
        raise Misconfigured("setting-code-cost-wrong", found=given)
    return Cost(rounds, kibibytes, lanes)
