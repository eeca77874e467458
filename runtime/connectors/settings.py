"""One table of `connectors.toml`, checked setting by setting."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from runtime.connectors import safety
from runtime.connectors.base import MAX_TIMEOUT, Connector, Target, Verb
from runtime.kernel.durations import parse_duration
from runtime.kernel.errors import Finding
from runtime.kernel.texts import text

PORTS = {"https": 443, "http": 80}
METHODS = frozenset({"POST", "PUT", "PATCH"})
MOST_ATTEMPTS = 20
LONGEST_PAUSE = timedelta(days=1)
_SETTINGS = frozenset(
    {
        "kind",
        "scheme",
        "host",
        "port",
        "path",
        "verbs",
        "timeout",
        "attempts",
        "every",
        "allow_private",
        "token_env",
        "sign_env",
    }
)
_NAME = re.compile(r"[a-z][a-z0-9_-]*")
_VERB = re.compile(r"[a-z][a-z0-9_.-]*")
_PATH = re.compile(r"(/[A-Za-z0-9._~!$&'()*+,;=:@-]+)*/?")
_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*")  # a pasted secret is hardly ever one
_SECRET = re.compile(r"[!-~]{8,}")  # long and visible: safe in a header, easy to hide


class Table:
    """The settings of one outside system; every fault becomes a finding."""

    def __init__(
        self, file: str, name: str, content: Any, findings: list[Finding]
    ) -> None:
        self._file, self._name, self._findings = file, name, findings
        self._content: Mapping[str, Any] = content if isinstance(content, dict) else {}
        self._is_table = isinstance(content, dict)
        self._already = len(findings)

    def target(self, connectors: Mapping[str, Connector]) -> Target | None:
        """Return the target, or None when there is something to find fault with."""
        if not self._is_table:
            self._blame("connector-not-a-table")
            return None
        if not _NAME.fullmatch(self._name):
            self._blame("connector-name-wrong")
        for unknown in sorted(self._content.keys() - _SETTINGS):
            self._blame("connector-setting-unknown", setting=unknown)
        target = self._build(connectors)
        return target if len(self._findings) == self._already else None

    def _build(self, connectors: Mapping[str, Connector]) -> Target:
        scheme = self._one_of("scheme", sorted(PORTS), "https")
        allow_private = self._flag("allow_private")
        target = Target(
            name=self._name,
            kind=self._one_of("kind", sorted(connectors), "http"),
            scheme=scheme,
            host=self._host(allow_private=allow_private),
            port=self._number("port", 65_535, PORTS.get(scheme, 443)),
            path=self._path(),
            verbs=self._verbs(),
            timeout=self._span("timeout", MAX_TIMEOUT, timedelta(seconds=10)),
            attempts=self._number("attempts", MOST_ATTEMPTS, 3),
            every=self._span("every", LONGEST_PAUSE, timedelta(minutes=15)),
            allow_private=allow_private,
            token_env=self._secret("token_env"),
            sign_env=self._secret("sign_env"),
        )
        if target.token_env and scheme == "http" and not allow_private:
            self._blame("connector-token-in-clear")
        return target

    def _one_of(self, setting: str, known: list[str], default: str) -> str:
        value = self._content.get(setting, default)
        if value in known:
            return str(value)
        self._wrong(setting, value, "connector-expects-one-of", known=", ".join(known))
        return default

    def _flag(self, setting: str) -> bool:
        value = self._content.get(setting, False)
        if not isinstance(value, bool):
            self._wrong(setting, value, "connector-expects-flag")
        return value is True

    def _number(self, setting: str, most: int, default: int) -> int:
        value = self._content.get(setting, default)
        if (
            isinstance(value, int)
            and not isinstance(value, bool)
            and 1 <= value <= most
        ):
            return value
        self._wrong(setting, value, "connector-expects-number", most=most)
        return default

    def _span(self, setting: str, most: timedelta, default: timedelta) -> timedelta:
        value = self._content.get(setting)
        if value is None:
            return default
        span = _duration(value)
        if span is None or not timedelta(0) < span <= most:
            self._wrong(setting, value, "connector-expects-duration", most=most)
            return default
        return span

    def _host(self, *, allow_private: bool) -> str:
        host = self._content.get("host")
        if host is None:
            self._blame("connector-setting-missing", setting="host")
        elif not isinstance(host, str) or not safety.is_host(host):
            shown = str(host).rpartition("@")[2]  # a password may stand before it
            self._wrong("host", shown, "connector-expects-host")
        elif safety.is_refused_literal(host, allow_private=allow_private):
            self._blame("connector-address-refused", host=host, address=host)
        else:
            return host
        return ""

    def _path(self) -> str:
        value = self._content.get("path", "")
        if isinstance(value, str) and _is_path(value):
            return value.rstrip("/")
        self._wrong("path", value, "connector-expects-path")
        return ""

    def _verbs(self) -> Mapping[str, Verb]:
        found = self._content.get("verbs")
        if not isinstance(found, dict) or not found:
            self._blame("connector-setting-missing", setting="verbs")
            return {}
        return {name: self._verb(name, value) for name, value in found.items()}

    def _verb(self, name: str, value: Any) -> Verb:
        method, _, path = (
            value.partition(" ") if isinstance(value, str) else ("", "", "")
        )
        is_known = method in METHODS and path.startswith("/") and _is_path(path)
        if not is_known or not _VERB.fullmatch(name):
            setting = f"verbs.{name}"
            self._wrong(setting, value, "connector-expects-verb")
        return Verb(method, path)

    def _secret(self, setting: str) -> str | None:
        variable = self._content.get(setting)
        if variable is None:
            return None
        if not isinstance(variable, str) or not _VARIABLE.fullmatch(variable):
            self._blame("connector-variable-wrong", setting=setting)
            return None
        value = os.environ.get(variable)
        if not value:
            self._blame("connector-secret-unset", setting=setting, variable=variable)
        elif not _SECRET.fullmatch(value):
            self._blame("connector-secret-wrong", setting=setting, variable=variable)
        return variable

    def _wrong(self, setting: str, found: Any, expects: str, **facts: Any) -> None:
        expected = text(expects, **facts)
        self._blame(
            "connector-setting-wrong", setting=setting, expected=expected, found=found
        )

    def _blame(self, rule: str, **facts: Any) -> None:
        said = text(rule, connector=self._name, **facts)
        finding = Finding(self._file, self._name, rule, "error", said)
        self._findings.append(finding)


def _is_path(path: str) -> bool:
    steps = path.split("/")
    return bool(_PATH.fullmatch(path)) and not {".", ".."} & set(steps)


def _duration(value: Any) -> timedelta | None:
    try:
        return parse_duration(value) if isinstance(value, str) else None
    except (ValueError, OverflowError):
        return None
