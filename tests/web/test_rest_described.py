"""The interface is what its description says: clients are generated from it."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from openapi_python_client import generate
from openapi_python_client.config import Config, ConfigFile, MetaType
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from werkzeug.serving import make_server

from tests.story import SUPERVISOR, an_order
from tests.visitors import ADMIN, PROGRAM, Site

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
BOUNDED = settings(
    max_examples=5,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def spec_of(site: Site):
    """Return the description as programs get it."""
    return site.visitor().gets("/api/v1/openapi.json").json


def calls(site: Site):
    """Return method and path → call."""
    return {
        (method, path): call
        for path, methods in spec_of(site)["paths"].items()
        for method, call in methods.items()
        if method != "parameters"
    }


def test_the_description_is_of_openapi_three_one(site: Site):
    assert spec_of(site)["openapi"] == "3.1.0"


def test_the_description_is_the_same_however_often_it_is_asked_for(site: Site):
    assert spec_of(site) == spec_of(site)


def test_every_call_has_an_id_of_its_own(site: Site):
    ids = [call["operationId"] for call in calls(site).values()]

    assert len(ids) == len(set(ids)) > 20


def test_every_call_says_how_it_refuses(site: Site):
    silent = [
        place
        for place, call in calls(site).items()
        if not {"401", "403", "422"} <= set(call["responses"])
    ]

    assert silent == []


def test_every_post_takes_an_idempotency_key(site: Site):
    silent = [
        path
        for (method, path), call in calls(site).items()
        if method == "post"
        and "Idempotency-Key" not in [one.get("name") for one in call["parameters"]]
    ]

    assert silent == []


def test_every_call_that_there_is_stands_in_the_description(site: Site):
    served = {
        rule.endpoint
        for rule in site.app.url_map.iter_rules()
        if rule.rule.startswith("/api/") and rule.endpoint != "openapi"
    }

    assert len(served) == len(calls(site))


@contextmanager
def served(site: Site) -> Iterator[str]:
    """Serve on loopback while the block lasts."""
    server = make_server("127.0.0.1", 0, site.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def package(site: Site, tmp_path: Path) -> Iterator[str]:
    """Generate a client from the description; return its package."""
    document = tmp_path / "openapi.json"
    document.write_text(json.dumps(spec_of(site)), "utf-8")
    config = Config.from_sources(
        ConfigFile(post_hooks=[], package_name_override="generated_spillway"),
        MetaType.NONE,
        document_source=document,
        file_encoding="utf-8",
        overwrite=True,
        output_path=tmp_path / "generated_spillway",
    )
    assert [one.detail for one in generate(config=config)] == []
    sys.path.insert(0, str(tmp_path))
    yield "generated_spillway"
    sys.path.remove(str(tmp_path))
    for name in [one for one in sys.modules if one.startswith("generated_spillway")]:
        del sys.modules[name]


def test_a_generated_client_hands_an_order_in_and_finds_it(site: Site, package: str):
    client_of = import_module(package).AuthenticatedClient
    api, models = f"{package}.api", import_module(f"{package}.models")
    order = models.OrderIn.from_dict(an_order(channel="own"))
    with served(site) as address:
        token = site.program(PROGRAM).token
        with client_of(base_url=address, token=token) as client:
            post = import_module(f"{api}.intake.post_orders").sync
            made = post(client=client, body=order)
            listed = import_module(f"{api}.orders.get_orders").sync(client=client)

    assert [one.order_no for one in listed.items] == [made.order_no]


def test_a_generated_client_is_told_why_it_is_refused(site: Site, package: str):
    client_of = import_module(package).AuthenticatedClient
    people = import_module(f"{package}.api.people.get_people")
    with served(site) as address:
        token = site.program(PROGRAM).token
        with client_of(base_url=address, token=token) as client:
            refused = people.sync_detailed(client=client)

    assert (refused.status_code, refused.parsed.code) == (403, "verb-forbidden")


@pytest.mark.slow
@pytest.mark.parametrize("name", [PROGRAM, SUPERVISOR, ADMIN])
def test_whatever_is_asked_is_answered_as_described(site: Site, name: str):
    token = site.program(name).token
    headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", site.app)

    assert ask_all(schema, headers) == len(calls(site))


def ask_all(schema, headers) -> int:
    """Ask a few generated questions of each call; return how many calls there are."""
    operations = [found.ok() for found in schema.get_all_operations()]
    for operation in operations:
        ask_many(operation, headers)
    return len(operations)


def ask_many(operation, headers):
    """Ask a few generated questions and check every answer."""

    @BOUNDED
    @given(case=operation.as_strategy())
    def ask(case):
        case.call_and_validate(headers=headers, checks=CHECKS)

    ask()
