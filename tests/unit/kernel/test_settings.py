"""The environment is read once, and a wrong value is refused in plain words."""

from pathlib import Path

import pytest

from runtime.kernel.clock import FixedClock, SystemClock, clock_from
from runtime.kernel.db import Database
from runtime.kernel.errors import Misconfigured
from runtime.kernel.settings import DEFAULT_URL, Settings


def test_nothing_set_means_the_defaults():
    assert Settings.read({}) == Settings()


def test_the_defaults_suit_a_chinese_shop():
    found = Settings.read({})

    assert (found.locale, found.zone) == ("zh", "Asia/Shanghai")


@pytest.mark.parametrize(
    ("environment", "url", "found"),
    [
        ({}, None, DEFAULT_URL),
        ({"SPILLWAY_DATABASE_URL": "sqlite:///a.db"}, None, "sqlite:///a.db"),
        (
            {"SPILLWAY_DATABASE_URL": "sqlite:///a.db"},
            "sqlite:///b.db",
            "sqlite:///b.db",
        ),
    ],
)
def test_the_option_wins_over_the_environment(environment, url, found):
    assert Settings.read(environment, url).database_url == found


@pytest.mark.parametrize(
    ("name", "attribute"),
    [("SPILLWAY_CONNECTORS", "connectors"), ("SPILLWAY_ANCHORS", "anchors")],
)
def test_a_place_is_a_path(name, attribute):
    found = Settings.read({name: "/srv/here"})

    assert getattr(found, attribute) == Path("/srv/here")


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("SPILLWAY_ZONE", "Mars/Olympus", "setting-zone-wrong"),
        ("SPILLWAY_ZONE", "../../etc/passwd", "setting-zone-wrong"),
        ("SPILLWAY_ZONE", "", "setting-zone-wrong"),
        ("SPILLWAY_LOCALE", "fr", "setting-locale-wrong"),
        ("SPILLWAY_PROXIES", "many", "setting-proxies-wrong"),
    ],
)
def test_a_wrong_setting_is_refused(name, value, code):
    with pytest.raises(Misconfigured) as refused:
        Settings.read({name: value})

    assert (refused.value.code, refused.value.facts["found"]) == (code, value)


def test_the_clock_is_the_machines():
    assert isinstance(clock_from(None), SystemClock)


def test_the_clock_may_be_fixed():
    clock = clock_from("2026-11-11T00:00:00+08:00")

    assert isinstance(clock, FixedClock)
    assert clock.now().isoformat() == "2026-11-10T16:00:00+00:00"


@pytest.mark.parametrize("text", ["noon", "2026-11-11T00:00:00", "2026-13-01T00:00Z"])
def test_a_wrong_clock_is_refused(text):
    with pytest.raises(Misconfigured) as refused:
        clock_from(text)

    assert refused.value.code == "setting-now-wrong"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", "database-url-wrong"),
        ("nonsense", "database-url-wrong"),
        ("oracle9://x", "database-url-wrong"),
        ("sqlite://", "database-needs-file"),
        ("sqlite:///:memory:", "database-needs-file"),
        ("sqlite:////no/such/folder/x.db", "database-folder-missing"),
    ],
)
def test_a_database_that_cannot_be_is_refused(url, code):
    with pytest.raises(Misconfigured) as refused:
        Database(url)

    assert refused.value.code == code
