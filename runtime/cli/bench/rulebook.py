"""A decision table of any size for measuring: two inputs, and the same in Python."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

DECISION = "rate"
_STEP, _CHANNELS = 10, 4
_NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def table(rows: int) -> bytes:
    """Return a DMN file: the first row of a range of amounts and two channels wins."""
    rules = "".join(_rule(number) for number in range(rows))
    return f"""<definitions xmlns="{_NAMESPACE}" id="rulebook" name="rulebook"
 namespace="https://spillway.invalid/bench">
<decision id="{DECISION}" name="{DECISION}"><decisionTable id="table" hitPolicy="FIRST">
{_input("amount", "number")}{_input("channel", "string")}
<output id="output" name="result" typeRef="string"/>{rules}
</decisionTable></decision></definitions>""".encode()


def asked(rows: int) -> list[dict[str, Any]]:
    """Return data that meets each row once, as JSON."""
    return [
        {"amount": number * _STEP + 3, "channel": _channel(number)}
        for number in range(rows)
    ]


def by_hand(rows: int) -> str:
    """Return Python's text of the same table: a function ``decide(scope)``."""
    lines = [
        "def decide(scope):",
        " amount, channel = scope['amount'], scope['channel']",
    ]
    lines += [
        f" if {number * _STEP} <= amount <= {number * _STEP + _STEP - 1}"
        f" and channel in ({_channel(number)!r}, 'any'): return 'r{number}'"
        for number in range(rows)
    ]
    return "\n".join(lines) + "\n"


def scope(data: dict[str, Any]) -> dict[str, Any]:
    """Return the names of ``asked`` as FEEL values."""
    return {**data, "amount": Decimal(data["amount"])}


def _input(name: str, kind: str) -> str:
    return (
        f'<input id="{name}"><inputExpression id="{name}_asked" typeRef="{kind}">'
        f"<text>{name}</text></inputExpression></input>"
    )


def _rule(number: int) -> str:
    first, last = number * _STEP, number * _STEP + _STEP - 1
    return (
        f'<rule id="r{number}">'
        f'<inputEntry id="a{number}"><text>[{first}..{last}]</text></inputEntry>'
        f'<inputEntry id="c{number}"><text>"{_channel(number)}", "any"</text>'
        f"</inputEntry>"
        f'<outputEntry id="o{number}"><text>"r{number}"</text></outputEntry></rule>'
    )


def _channel(number: int) -> str:
    return f"c{number % _CHANNELS}"
