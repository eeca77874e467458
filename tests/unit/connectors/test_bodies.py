"""报文: secrets are hidden wherever they stand."""

from __future__ import annotations

from runtime.connectors.bodies import from_json, scrub

SECRETS = ("tok-3f9a1c77e2", "sign-0b52d9e6aa")


def test_a_secret_is_hidden_inside_a_text() -> None:
    assert scrub("Bearer tok-3f9a1c77e2!", SECRETS) == "Bearer ***!"


def test_a_secret_is_hidden_at_every_depth() -> None:
    found = {"a": [{"b": "tok-3f9a1c77e2"}], "sign-0b52d9e6aa": 1}
    assert scrub(found, SECRETS) == {"a": [{"b": "***"}], "***": 1}


def test_a_secret_that_json_wrote_with_escapes_is_hidden() -> None:
    body = b'{"a": "\\u0074ok-3f9a1c77e2"}'
    assert scrub(from_json(body), SECRETS) == {"a": "***"}


def test_what_is_no_text_stays_as_it_is() -> None:
    assert scrub({"n": 1, "none": None, "yes": True}, SECRETS) == {
        "n": 1,
        "none": None,
        "yes": True,
    }
