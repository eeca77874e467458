"""What a run may read beside its data is made when it is first asked for."""

from datetime import UTC, datetime
from unittest.mock import Mock

import pytest

from runtime import feel
from runtime.engine.machine import Ambient

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
PATH = feel.compile_expression("ticket.title", ambient=frozenset({"ticket", "param"}))
LIMIT = feel.compile_expression("param.limit", ambient=frozenset({"ticket", "param"}))


@pytest.fixture
def load():
    return Mock(return_value={"title": "broken"})


@pytest.fixture
def frame(load):
    return feel.Frame(Ambient({"limit": "5"}, {}, {"ticket": load}), NOW)


def test_an_expression_reads_a_subject(frame):
    assert PATH.evaluate({}, frame) == "broken"


def test_a_subject_nobody_asks_for_is_not_made(frame, load):
    LIMIT.evaluate({}, frame)

    load.assert_not_called()


def test_a_subject_is_made_once(frame, load):
    PATH.evaluate({}, frame)
    PATH.evaluate({}, frame)

    load.assert_called_once_with()


def test_a_subject_at_hand_is_taken_as_it_is(load):
    ambient = Ambient({}, {"ticket": {"title": "mended"}}, {"ticket": load})

    assert PATH.evaluate({}, feel.Frame(ambient, NOW)) == "mended"


def test_an_unknown_subject_is_null_with_a_warning(load):
    frame = feel.Frame(Ambient({}, {}, {}), NOW)
    PATH.evaluate({}, frame)

    assert [each.code for each in frame.warnings] == ["feel-name-not-set"]
