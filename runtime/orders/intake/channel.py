"""A channel (渠道): where orders come from, whose clock it has, how its rows read."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from runtime.kernel.errors import Finding, Misconfigured, NotFound
from runtime.kernel.texts import Text
from runtime.orders.intake.mapping import RowMapping, compile_mapping

_KEYS = frozenset({"title", "title_en", "zone", "fields", "checks"})
_SWITCH = ("on", "off")


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel ready to read orders; without ``mapping`` they come canonical."""

    id: str
    title: str
    title_en: str
    zone: ZoneInfo
    mapping: RowMapping | None
    checks_off: frozenset[str]


def read_channel(path: Path, checks: Collection[str] = ()) -> Channel:
    """Return the channel of a TOML file, called by the file's stem.

    Raises NotFound when there is no such file and Misconfigured with all findings.
    """
    try:
        text = path.read_bytes()
    except OSError as fault:
        raise NotFound(
            "file-not-readable", file=str(path), detail=fault.strerror or str(fault)
        ) from None
    return load_channel(path.stem, text, path.name, checks)


def load_channel(
    channel_id: str, text: bytes, file: str, checks: Collection[str] = ()
) -> Channel:
    """Return the channel that the TOML text describes; raises Misconfigured.

    ``checks`` are the names of the checks there are; without any, a name that is
    switched is not judged.
    """
    try:
        table = tomllib.loads(text.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        finding = _finding(file, "", "channel-not-toml", detail=str(fault))
        raise _misconfigured(file, [finding]) from None
    findings = _unknown_keys(table, file)
    title, title_en = _titles(table, file, findings)
    zone = _zone(table.get("zone"), file, findings)
    mapping = _mapping(table.get("fields"), file, findings)
    checks_off = _checks_off(table.get("checks", {}), file, findings, checks)
    if findings or zone is None:
        raise _misconfigured(file, findings)
    return Channel(channel_id, title, title_en, zone, mapping, checks_off)


def load_channels(files: Mapping[str, bytes]) -> dict[str, Channel]:
    """Return channel id → channel for file name → text.

    Raises Misconfigured with the findings of all files at once.
    """
    channels = {}
    findings: list[Finding] = []
    for file, text in sorted(files.items()):
        try:
            channel = load_channel(Path(file).stem, text, file)
        except Misconfigured as fault:
            findings += fault.findings
        else:
            channels[channel.id] = channel
    if findings:
        raise _misconfigured(", ".join(sorted(files)), findings)
    return channels


def _unknown_keys(table: Mapping[str, Any], file: str) -> list[Finding]:
    return [
        _finding(file, name, "channel-key-unknown", known=", ".join(sorted(_KEYS)))
        for name in table
        if name not in _KEYS
    ]


def _titles(
    table: Mapping[str, Any], file: str, findings: list[Finding]
) -> tuple[str, str]:
    title, title_en = table.get("title"), table.get("title_en", table.get("title"))
    if isinstance(title, str) and title.strip() and isinstance(title_en, str):
        return title, title_en
    findings.append(_finding(file, "title", "channel-title-missing"))
    return "", ""


def _zone(name: Any, file: str, findings: list[Finding]) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        findings.append(_finding(file, "zone", "channel-zone-unknown", found=str(name)))
        return None


def _mapping(fields: Any, file: str, findings: list[Finding]) -> RowMapping | None:
    if fields is None:
        return None
    if not isinstance(fields, dict):
        findings.append(_finding(file, "fields", "channel-not-a-table"))
        return None
    mapping, faults = compile_mapping(_flat(fields), file)
    findings += faults
    return mapping


def _flat(fields: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return target path → expression; ``[fields.ship_to]`` is a path, too."""
    flat: dict[str, Any] = {}
    for name, value in fields.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{prefix}{name}.")
        else:
            flat[prefix + name] = value
    return flat


def _checks_off(
    switches: Any, file: str, findings: list[Finding], known: Collection[str]
) -> frozenset[str]:
    if not isinstance(switches, dict):
        findings.append(_finding(file, "checks", "channel-not-a-table"))
        return frozenset()
    for name, switch in switches.items():
        if known and name not in known:
            said = _unknown_check(name, known)
            findings.append(Finding(file, name, said.code, "error", said))
        if switch not in _SWITCH:
            facts = {"found": str(switch)}
            findings.append(_finding(file, name, "channel-check-not-a-switch", **facts))
    return frozenset(name for name, switch in switches.items() if switch == "off")


def _unknown_check(name: str, known: Collection[str]) -> Text:
    """Return the sentence that no check is called ``name``, and which one is near."""
    near = difflib.get_close_matches(name, sorted(known), 1)
    hint = Text("feel-did-you-mean", {"name": near[0]}) if near else ""
    facts = {"element": name, "hint": hint, "known": ", ".join(sorted(known))}
    return Text("channel-check-unknown", facts)


def _finding(file: str, element: str, code: str, **facts: Any) -> Finding:
    return Finding(
        file, element, code, "error", Text(code, {"element": element, **facts})
    )


def _misconfigured(file: str, findings: list[Finding]) -> Misconfigured:
    return Misconfigured("channel-invalid", findings, file=file, count=len(findings))
