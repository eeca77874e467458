"""What the DMN specification says of FEEL, clause by clause: our own cases."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from runtime import feel

NOW = datetime(2026, 11, 22, tzinfo=UTC)
REFUSED = "refused"


def _cases():
    for file in sorted(Path(__file__).with_name("own").glob("*.txt")):
        for line in file.read_text("utf-8").splitlines():
            text, _, expected = line.partition(" ==> ")
            if expected and not line.startswith("#"):
                yield pytest.param(text, expected, id=f"{file.stem}: {text}")


def told(text):
    """Return what an expression gives, as FEEL writes it, or that it is refused."""
    try:
        value = feel.compile_expression(text).evaluate({}, feel.Frame(now=NOW))
    except feel.FeelSyntaxError:
        return REFUSED
    return feel.value_text([value])


@pytest.mark.parametrize(("text", "expected"), list(_cases()))
def test_an_expression_gives_what_the_specification_says(text, expected):
    assert told(text) == (REFUSED if expected == REFUSED else told(expected))
