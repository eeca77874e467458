"""What people call the states, kinds and levels of orders, and who acted (用词)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Flask

from runtime.kernel.actors import name_of
from runtime.kernel.texts import Text, Title, catalogue, text

COLORS = frozenset({"red", "orange", "blue", "grey", "green"})
_BY_CHANNEL = "channel:"


def install(app: Flask) -> None:
    """Give templates these words."""
    app.jinja_env.globals["acted"] = namer({})
    app.jinja_env.filters |= {
        "state_name": state_name,
        "kind_name": kind_name,
        "level_name": level_name,
        "color_class": color_class,
    }


def state_name(state: str) -> Text | str:
    """Return what people call a state."""
    return _named(f"state-{state.replace('_', '-')}", state)


def kind_name(kind: str) -> Text | str:
    """Return what people call a kind of order."""
    return _named(f"kind-{kind.replace('_', '-')}", kind)


def level_name(level: str | None) -> Text | str:
    """Return what people call a level; a table may give others than ours."""
    return _named(f"level-{level}", level or "")


def color_class(color: str | None) -> str:
    """Return the class of a colour that pages know, else of none."""
    return color if color in COLORS else "grey"


# who acts without being a person
_NOBODY = {"system": "orders-by-system", "cli": "orders-by-command"}


def namer(titles: Mapping[str, Title]) -> Callable[[str], Text | Title | str]:
    """Return what tells who acted: a person, a channel, or the system itself."""

    def who(actor: str) -> Text | Title | str:
        if actor.startswith(_BY_CHANNEL):
            channel = actor.removeprefix(_BY_CHANNEL)
            return titles.get(channel, channel)
        return text(_NOBODY[actor]) if actor in _NOBODY else str(name_of(actor))

    return who


def _named(code: str, plain: str) -> Text | str:
    return text(code) if code in catalogue() else plain
