"""npm's feelin as a second opinion: where it is, and what it answers."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from runtime import feel
from runtime.feel.text import value_text
from tests.conformance.kit import NOON
from tests.postgres import required

VERSION = "8.2.0"
ROOT = Path(__file__).parents[2]
SCRIPT = Path(__file__).with_name("feelin.mjs")
WITHIN_SECONDS = 300
TOLERANCE = Decimal("1e-9")
NULL = ["null", None]
_NO_OFFSET = re.compile(r"(?<=\d)[+-]00:00$")


@dataclass(frozen=True)
class Question:
    """One expression over named FEEL values."""

    text: str
    names: Mapping[str, Any]


def folder() -> Path:
    """Return the folder with node_modules/feelin; skips, or fails if required."""
    given = os.environ.get("SPILLWAY_NODE_TOOLS")
    place = Path(given) if given else ROOT / ".venv" / "node"
    manifest = place / "node_modules" / "feelin" / "package.json"
    if node() is None:
        _absent("feelin: no node")
    if not manifest.is_file():
        _absent("feelin: no node_modules/feelin in SPILLWAY_NODE_TOOLS or .venv/node")
    found = json.loads(manifest.read_text("utf-8"))["version"]
    if found != VERSION:
        _absent(f"feelin: version {VERSION} is compared with, {found} is installed")
    return place


def ours_for(question: Question) -> Any:
    """Return what this house answers; a refusal is null."""
    schema = dict.fromkeys(question.names, "any")
    try:
        program = feel.compile_expression(question.text, schema)
        value = program.evaluate(question.names, feel.Frame(now=NOON))
        return told(value)
    except (feel.FeelSyntaxError, feel.Exhausted):
        return NULL


def node() -> str | None:
    """Return where node is: the system's, else the one of its wheel beside Python."""
    return shutil.which("node") or shutil.which(
        "node", path=Path(sys.executable).parent
    )


def theirs_for(asked: Sequence[Question], place: Path) -> list[Any]:
    """Return what feelin answers to each question; a refusal is null."""
    lines = "".join(
        json.dumps({"id": number, "expr": each.text, "context": told(each.names)[1]})
        + "\n"
        for number, each in enumerate(asked)
    )
    done = subprocess.run(
        [node() or "node", str(SCRIPT), str(place)],
        input=lines,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=WITHIN_SECONDS,
        check=True,
    )
    answers = map(json.loads, done.stdout.splitlines())
    return [each.get("value", NULL) for each in answers]


def told(value: Any) -> list[Any]:
    """Return a FEEL value as [kind, what it holds], as the script writes it."""
    kind = feel.type_name(value)
    if kind in ("null", "boolean", "string"):
        return [kind, value]
    if kind == "list":
        return [kind, [told(each) for each in value]]
    if kind == "context":
        return [kind, {key: told(each) for key, each in value.items()}]
    if kind == "range":
        ends = {"start": value.start, "end": value.end}
        flags = {
            "start included": value.start_included,
            "end included": value.end_included,
        }
        return [kind, {key: told(each) for key, each in (ends | flags).items()}]
    return [kind, None if kind == "function" else value_text(value)]


def alike(ours: list[Any], theirs: list[Any]) -> bool:
    """Return whether both are one value; numbers of theirs are doubles."""
    if ours[0] != theirs[0]:
        return False
    one, other = ours[1], theirs[1]
    if ours[0] == "number":
        return _near(Decimal(one), Decimal(other))
    if ours[0] == "list":
        return len(one) == len(other) and all(map(alike, one, other))
    if ours[0] in ("context", "range"):
        return one.keys() == other.keys() and all(
            alike(one[key], other[key]) for key in one
        )
    return bool(_zoned(one) == _zoned(other))


def _near(one: Decimal, other: Decimal) -> bool:
    return other.is_finite() and abs(one - other) <= TOLERANCE * max(1, abs(one))


def _zoned(value: Any) -> Any:
    """Write an offset of nothing one way."""
    return _NO_OFFSET.sub("Z", value) if isinstance(value, str) else value


def _absent(what: str) -> None:
    if required("feelin"):
        pytest.fail(f"required, but not here: {what}")
    pytest.skip(f"skipped: {what}")
