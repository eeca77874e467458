"""Deployed channels: the newest published mapping of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Connection

from runtime.engine.design import artifacts
from runtime.engine.design.artifacts import File, Kind
from runtime.engine.design.shelf import Shelf, shelf_of
from runtime.kernel.errors import Finding, Misconfigured, NotFound
from runtime.kernel.texts import Title
from runtime.kernel.writing import written
from runtime.orders.intake.channel import Channel, load_channel, read_channel
from runtime.orders.intake.checks import known_checks
from runtime.orders.order import lookup

CHECKS_OFF = "order.checks_off"  # no FEEL name: only services see it


def get(read: Connection, channel_id: str) -> Channel:
    """Return a deployed channel; raises NotFound and says which there are."""
    channel_id = written(channel_id)
    try:
        row = artifacts.get_latest(read, Kind.MAPPING, channel_id)
    except NotFound:
        known = [row.key for row in artifacts.list_latest(read, Kind.MAPPING)]
        raise NotFound(
            "channel-unknown", channel=channel_id, known=", ".join(known) or "-"
        ) from None
    return _loaded(row.key, bytes(row.body), row.file)


def titles(read: Connection) -> Mapping[str, Title]:
    """Return channel → what people call it, of all that are deployed."""
    rows = artifacts.list_latest(read, Kind.MAPPING)
    loaded = (_loaded(row.key, bytes(row.body), row.file) for row in rows)
    return {one.id: Title(one.title, one.title_en) for one in loaded}


def from_file(read: Connection, path: Path, channel_id: str) -> Channel:
    """Return the channel ``channel_id`` as a file of its own describes it.

    Raises NotFound, and Misconfigured as a deployment of that file would.
    """
    checks = known_checks(shelf_of(read, []).files.values())
    return replace(read_channel(path, checks), id=channel_id)


def load_checks_off(read: Connection, order_no: str) -> frozenset[str]:
    """Return the checks that the channel of an order has switched off."""
    try:
        return get(read, lookup.get(read, order_no).channel).checks_off
    except NotFound:  # a channel that was only named with --mapping
        return frozenset()


def findings(file: File, shelf: Shelf) -> Iterable[Finding]:
    """Yield what is wrong with a channel file among the others; for deployment."""
    try:
        checks = known_checks(shelf.files.values())
        load_channel(file.key, file.body, file.place, checks)
    except Misconfigured as wrong:
        return wrong.findings
    return ()


def subjects(channel: Channel) -> Mapping[str, object]:
    """Return what runs of this channel's orders know of it."""
    return {CHECKS_OFF: channel.checks_off}


@lru_cache(maxsize=64)
def _loaded(key: str, body: bytes, file: str) -> Channel:
    return load_channel(key, body, file)
