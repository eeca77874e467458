"""What somebody wants played: how it begins, and the moves since, as plain data (剧本).

The list of moves is the whole state of a simulation: whoever plays it on sends all of
them, and they are played anew. It is written as a case is, and becomes one as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from runtime.designer.case_file import Case, read_case
from runtime.engine.design.forms import exact
from runtime.kernel.errors import Invalid, Misconfigured
from runtime.kernel.texts import Text, text

MOST_MOVES = 100
BEGINNING = ("order", "parameters", "checks", "stock", "variables", "now")
_STANDS = {"name": {"zh": "-", "en": "-"}, "ends_at": "-"}  # a script promises nothing


@dataclass(frozen=True, slots=True)
class Script:
    """A beginning and moves: the keys of a case, and its steps."""

    beginning: Mapping[str, Any]
    moves: Sequence[Mapping[str, Any]]

    @property
    def raw(self) -> dict[str, Any]:
        """The script as a case has it."""
        return {**self.beginning, "steps": list(self.moves)}


def read_script(beginning: Any, moves: Any) -> Script:
    """Return a script of plain data, numbers exact; raises Invalid."""
    if not isinstance(beginning, Mapping) or not isinstance(moves, list | tuple):
        raise Invalid("simulate-unclear")
    if len(moves) > MOST_MOVES:
        raise Invalid("simulate-too-many", most=MOST_MOVES, found=len(moves))
    started = {key: exact(_plain(one)) for key, one in beginning.items()}
    if isinstance(started.get("now"), str):
        started["now"] = _moment(started["now"])
    if not all(isinstance(one, Mapping) for one in moves):
        raise Invalid("simulate-unclear")
    return Script(started, [exact(_plain(one)) for one in moves])


def case_of(script: Script, now: datetime) -> Case:
    """Return a script as a case to play; raises Invalid with every fault of it.

    Without a moment of its own it begins ``now``.
    """
    try:
        return read_case({"now": now, **script.raw, **_STANDS})
    except Misconfigured as wrong:
        said: list[Text] = [one.text for one in wrong.findings]
        raise Invalid("simulate-wrong", {"moves": said}) from None


def _moment(written: str) -> datetime:
    with suppress(ValueError):
        found = datetime.fromisoformat(written)
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    raise Invalid("http-content", {"now": [text("time-not-iso", found=written)]})


def _plain(value: Any) -> Any:
    """Leave out what is null: a case has no such thing, absence says the same."""
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items() if one is not None}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value
