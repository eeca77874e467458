"""外部系统配置: connectors.toml is sound, or refused with every fault at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from runtime.connectors.base import Verb
from runtime.connectors.config import Targets, load
from runtime.kernel.errors import Misconfigured

GOOD = """
[warehouse]
kind = "http"
host = "wms.example.com"
path = "/api/"
timeout = "PT5S"
attempts = 5
every = "PT1M"
token_env = "WAREHOUSE_TOKEN"

[warehouse.verbs]
ship = "POST /shipments"
cancel = "PUT /shipments/cancel"
"""
Written = Callable[[str], Targets]


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Written:
    monkeypatch.setenv("WAREHOUSE_TOKEN", "tok-3f9a1c77e2")
    monkeypatch.delenv("OTHER_TOKEN", raising=False)

    def write(content: str) -> Targets:
        file = tmp_path / "connectors.toml"
        file.write_text(content, "utf-8")
        return load(file)

    return write


def faults(written: Written, content: str) -> list[str]:
    """Return the rules that ``content`` breaks."""
    with pytest.raises(Misconfigured) as refused:
        written(content)
    return [finding.rule for finding in refused.value.findings]


def test_a_sound_system_is_read(written: Written) -> None:
    target = written(GOOD).by_name["warehouse"]
    assert (target.host, target.port, target.path) == ("wms.example.com", 443, "/api")
    assert target.verbs["ship"] == Verb("POST", "/shipments")
    assert (target.attempts, target.every) == (5, timedelta(minutes=1))


def test_what_is_not_said_has_patient_defaults(written: Written) -> None:
    target = written('[a]\nhost="a.example"\nverbs={do="POST /"}').by_name["a"]
    assert (target.attempts, target.every) == (3, timedelta(minutes=15))
    assert target.timeout == timedelta(seconds=10)
    assert not target.allow_private


def test_every_verb_is_an_operator_that_is_answered_later(written: Written) -> None:
    assert written(GOOD).operators == {
        "connector:warehouse.ship",
        "connector:warehouse.cancel",
    }


def test_without_a_file_there_is_no_outside_system() -> None:
    assert load(None).operators == frozenset()


def test_the_token_is_read_from_the_environment(written: Written) -> None:
    assert written(GOOD).by_name["warehouse"].token == "tok-3f9a1c77e2"


def test_a_target_never_shows_its_token(written: Written) -> None:
    assert "tok-3f9a1c77e2" not in repr(written(GOOD))


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ('kind = "carrier-pigeon"', "connector-setting-wrong"),
        ('scheme = "ftp"', "connector-setting-wrong"),
        ("port = 0", "connector-setting-wrong"),
        ("port = 70000", "connector-setting-wrong"),
        ("port = true", "connector-setting-wrong"),
        ('path = "api"', "connector-setting-wrong"),
        ('path = "/a/../b"', "connector-setting-wrong"),
        ('path = "/a?b=c"', "connector-setting-wrong"),
        ('timeout = "PT31S"', "connector-setting-wrong"),
        ('timeout = "PT0S"', "connector-setting-wrong"),
        ('timeout = "soon"', "connector-setting-wrong"),
        ("timeout = 5", "connector-setting-wrong"),
        ('every = "P2D"', "connector-setting-wrong"),
        ('every = "P99999999999D"', "connector-setting-wrong"),
        ("attempts = 0", "connector-setting-wrong"),
        ('allow_private = "yes"', "connector-setting-wrong"),
        ('token_env = "OTHER_TOKEN"', "connector-secret-unset"),
        ('token_env = "tok-3f9a1c77e2"', "connector-variable-wrong"),
        ('tiemout = "PT5S"', "connector-setting-unknown"),
        ('verbs = {ship = "GET /x"}', "connector-setting-wrong"),
        ('verbs = {ship = "POST x"}', "connector-setting-wrong"),
        ('verbs = {ship = "POST /x/.."}', "connector-setting-wrong"),
        ('verbs = {"Ship it" = "POST /x"}', "connector-setting-wrong"),
        ("verbs = {ship = 7}", "connector-setting-wrong"),
        ("verbs = {}", "connector-setting-missing"),
    ],
)
def test_a_wrong_setting_is_found(written: Written, line: str, rule: str) -> None:
    has_verbs = line.startswith("verbs")
    verbs = "" if has_verbs else 'verbs = {ship = "POST /x"}'
    assert faults(written, f'[a]\nhost = "a.example"\n{line}\n{verbs}') == [rule]


@pytest.mark.parametrize(
    "host",
    ["2130706433", "a@b", "a.example:80", "[::ffff:127.0.0.1]", "a/b", "https://a"],
)
def test_a_host_that_could_be_read_two_ways_is_found(
    written: Written, host: str
) -> None:
    content = f'[a]\nhost = "{host}"\nverbs = {{do = "POST /x"}}'
    assert faults(written, content) == ["connector-setting-wrong"]


@pytest.mark.parametrize("host", ["127.0.0.1", "169.254.169.254", "::ffff:10.0.0.1"])
def test_a_private_address_is_found_before_anything_is_sent(
    written: Written, host: str
) -> None:
    content = f'[a]\nhost = "{host}"\nverbs = {{do = "POST /x"}}'
    assert faults(written, content) == ["connector-address-refused"]


def test_a_missing_host_is_found(written: Written) -> None:
    assert faults(written, '[a]\nverbs = {do = "POST /x"}') == [
        "connector-setting-missing"
    ]


def test_a_password_before_the_host_is_not_repeated(written: Written) -> None:
    content = '[a]\nhost = "me:hunter2@a.example"\nverbs = {do = "POST /x"}'
    with pytest.raises(Misconfigured) as refused:
        written(content)
    assert "hunter2" not in str(refused.value)


def test_a_token_may_not_travel_in_the_clear(written: Written) -> None:
    content = GOOD.replace('kind = "http"', 'scheme = "http"')
    assert faults(written, content) == ["connector-token-in-clear"]


def test_a_short_secret_is_found(
    written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAREHOUSE_TOKEN", "a b")
    assert faults(written, GOOD) == ["connector-secret-wrong"]


def test_all_faults_of_all_systems_are_found_at_once(written: Written) -> None:
    content = 'loose = 1\n[A]\nhost = "a@b"\nport = 0\n[b]\ncolour = "red"\n'
    assert faults(written, content) == [
        "connector-not-a-table",
        "connector-name-wrong",
        "connector-setting-wrong",
        "connector-setting-wrong",
        "connector-setting-missing",
        "connector-setting-unknown",
        "connector-setting-missing",
        "connector-setting-missing",
    ]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"nowhere\.toml"):
        load(tmp_path / "nowhere.toml")


@pytest.mark.parametrize("content", [b"[a\n", b"\xff\xfe"])
def test_a_file_that_is_no_toml_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "c.toml").write_bytes(content)
    with pytest.raises(Misconfigured) as refused:
        load(tmp_path / "c.toml")
    assert refused.value.findings[0].rule == "connectors-file-unreadable"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Expected port to be a whole number from 1 to 65535, found 0."),
        ("zh", "设置 port 应为 1 到 65535 的整数,实际为 0。"),
    ],
)
def test_a_finding_speaks_both_languages(
    written: Written, language: str, said: str
) -> None:
    with pytest.raises(Misconfigured) as refused:
        written('[a]\nhost = "a.example"\nport = 0\nverbs = {do = "POST /x"}')
    assert refused.value.findings[0].text.say(language) == said
