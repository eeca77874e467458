"""Explaining changes no answer: our own cases give the same when they are watched."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from runtime import feel
from runtime.feel.explaining.explain import explain
from runtime.feel.explaining.telling import told

NOW = datetime(2026, 11, 22, tzinfo=UTC)
REFUSED = "refused"


def _texts():
    for file in sorted(Path(__file__).with_name("own").glob("*.txt")):
        for line in file.read_text("utf-8").splitlines():
            text, _, expected = line.partition(" ==> ")
            if expected not in ("", REFUSED) and not line.startswith("#"):
                yield pytest.param(text, id=f"{file.stem}: {text}")


@pytest.mark.parametrize("text", list(_texts()))
def test_an_explained_expression_gives_what_it_gives_unwatched(text):
    frame = feel.Frame(now=NOW)
    value = feel.compile_expression(text).evaluate({}, frame)
    explained = explain(text, {}, feel.Frame(now=NOW))

    assert feel.value_text([explained.value]) == feel.value_text([value])
    assert explained.warnings == tuple(frame.warnings)
    assert told(explained, "zh")["sentences"] is not None
