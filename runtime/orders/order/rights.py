"""Who sees which field of an order (字段权限): the deployed rights.toml (制品 rights).

A table a field, role → ``read`` or ``hide``; ``*`` is everybody else, and who is not
named at all does not see it. What no table names, everybody of the house sees. Nobody
edits an order by hand, so nobody may be given that.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection

from runtime.engine.design import artifacts
from runtime.engine.design.artifacts import File, Kind
from runtime.engine.design.form_rights import EVERYBODY, HIDE, READ, right
from runtime.engine.design.shelf import Shelf
from runtime.kernel.errors import Finding, NotFound
from runtime.kernel.texts import text

KEY = "rights"
EXTRA = "extra"
WORDS = (HIDE, READ)
# what no list, no picture and no decision of the house shows by another name
FIELDS = (
    *("customer.id", "customer.name", "customer.phone", "customer.tags"),
    *("ship_to.province", "ship_to.city", "ship_to.district"),
    *("ship_to.street", "ship_to.building", "ship_to.postcode"),
    *("lines.unit_price", "lines.list_price", "total", "paid", "coupon.code"),
    *("remark", "gift", EXTRA),
)
# who does not see the sum sees no part of it
_PARTS = {"total": ("paid", "lines.unit_price", "lines.list_price")}
Rules = Mapping[str, Mapping[str, str]]
NOTHING: Rules = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody sees of orders: all but the ``hidden`` fields.

    A name of ``extra`` may end in ``*``, which stands for any rest. No ``roles`` at
    all has who sees everything: whoever is at the machine itself.
    """

    hidden: frozenset[str] = frozenset()
    roles: frozenset[str] | None = None

    def shows(self, field: str) -> bool:
        """Tell whether a field may be seen."""
        if field in self.hidden:
            return False
        part, _, name = field.partition(".")
        if part != EXTRA or not name:
            return True
        starts = tuple(one[:-1] for one in self.hidden if one.endswith("*"))
        return EXTRA not in self.hidden and not field.startswith(starts)

    def shows_all_of(self, path: str) -> bool:
        """Tell whether a field and all that stands in it may be seen."""
        field = re.sub(r"\[\d+\]", "", path)
        beneath = any(one.startswith(f"{field}.") for one in self.hidden)
        return self.shows(field) and not beneath

    def body(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Return an order, as it is stored or as rules see it, without the hidden."""
        return dict(body) if not self.hidden else self._seen("", body)

    def card(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Return an order as a page has it: what is hidden is there and is None."""
        return dict(body) if not self.hidden else self._seen("", body, blank=True)

    def values(self, body: Mapping[str, Any]) -> Iterator[Any]:
        """Yield the values of an order that may not be seen."""
        if self.hidden:
            yield from self._unseen("", body)

    def _seen(
        self, path: str, part: Mapping[str, Any], *, blank: bool = False
    ) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in part.items():
            if not self.shows(path + name):
                found |= {name: None} if blank else {}
            elif isinstance(value, Mapping):
                found[name] = self._seen(f"{path}{name}.", value, blank=blank)
            elif path + name == "lines":
                lines = [self._seen("lines.", one, blank=blank) for one in value]
                found[name] = lines
            else:
                found[name] = value
        return found

    def _unseen(self, path: str, part: Mapping[str, Any]) -> Iterator[Any]:
        for name, value in part.items():
            if not self.shows(path + name):
                yield value
            elif isinstance(value, Mapping):
                yield from self._unseen(f"{path}{name}.", value)
            elif path + name == "lines":
                for line in value:
                    yield from self._unseen("lines.", line)


ALL = Sight()  # of those who see everything


def sight_of(read: Connection, roles: Iterable[str]) -> Sight:
    """Return what somebody of these roles sees; one statement."""
    held = frozenset(roles)
    return _sight(body_of(read), held)


def body_of(read: Connection) -> bytes:
    """Return the rights as they were published last; none hide nothing."""
    try:
        return bytes(artifacts.get_latest(read, Kind.RIGHTS, KEY).body)
    except NotFound:
        return b""


@lru_cache(maxsize=256)
def _sight(body: bytes, roles: frozenset[str]) -> Sight:
    hidden = {
        name
        for name, given in rules_of(body).items()
        if right(given, roles or {EVERYBODY}) == HIDE
    }
    for whole, parts in _PARTS.items():
        hidden |= set(parts) if whole in hidden else set()
    return Sight(frozenset(hidden), roles)


def rules_of(body: bytes) -> Rules:
    """Return field → role → word."""
    return tomllib.loads(body.decode()) if body else NOTHING


def written(rules: Rules) -> bytes:
    """Return rights as the file that is published."""
    lines: list[str] = []
    for field, given in rules.items():
        lines.append(f"[{_quoted(field)}]")
        lines += [f"{_quoted(role)} = {_quoted(word)}" for role, word in given.items()]
        lines.append("")
    return "\n".join(lines).encode()


def _quoted(words: str) -> str:
    safe = words.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(one if one.isprintable() else " " for one in safe) + '"'


def findings(file: File, shelf: Shelf) -> Iterator[Finding]:
    """Yield what is wrong with the rights among the other files; for deployment."""
    roles = shelf.roles
    try:
        found = tomllib.loads(file.body.decode())
    except ValueError:  # told by the check of all files
        return
    for field, given in found.items():
        if not _is_field(field):
            known = ", ".join((*FIELDS, "extra.…"))
            yield _refuse(file, "rights-field", field=field, known=known)
        if not isinstance(given, Mapping) or not given:
            yield _refuse(file, "rights-empty", field=field)
            continue
        for role, word in given.items():
            if role != EVERYBODY and role not in roles:
                known = ", ".join(sorted(roles))
                yield _refuse(file, "rights-role", field=field, role=role, known=known)
            if word not in WORDS:
                yield _refuse(file, "rights-word", field=field, found=str(word))


def _is_field(name: str) -> bool:
    start, _, rest = name.partition(".")
    return name in FIELDS or (start == EXTRA and rest.strip("*") != "")


def _refuse(file: File, code: str, **facts: object) -> Finding:
    return Finding(file.place, "", code, "error", text(code, **facts))
