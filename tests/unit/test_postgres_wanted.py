"""A missing PostgreSQL is a skip, unless the run requires it."""

import pytest

from tests import postgres


def test_a_missing_server_skips_with_a_reason(monkeypatch):
    monkeypatch.delenv("SPILLWAY_REQUIRE", raising=False)

    with pytest.raises(pytest.skip.Exception, match="skipped: PostgreSQL"):
        postgres._absent("PostgreSQL")


def test_a_missing_server_fails_where_it_is_required(monkeypatch):
    monkeypatch.setenv("SPILLWAY_REQUIRE", "browser, postgres")

    with pytest.raises(pytest.fail.Exception, match="required, but not here"):
        postgres._absent("PostgreSQL")


def test_another_requirement_leaves_it_a_skip(monkeypatch):
    monkeypatch.setenv("SPILLWAY_REQUIRE", "browser")

    assert not postgres.required("postgres")
