"""HTTP 接口: what is sent, and what each answer means."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from runtime.connectors.base import Call, Retry, Target, Verb
from runtime.connectors.systems.http import send
from runtime.kernel.errors import BadOutput, BpmnError, Stuck
from tests import receiver as plans
from tests.contracts.connectors.conftest import MakeTarget
from tests.receiver import Receiver


def test_a_verb_goes_to_its_method_and_path(
    make_target: MakeTarget, call: Call, receiver: Receiver
) -> None:
    send(make_target(verbs={"ship": Verb("PUT", "/v2/shipments")}), call)
    heard = receiver.heard[0]
    assert (heard.method, heard.path) == ("PUT", "/api/v2/shipments")


def test_the_host_header_names_the_host_and_port(
    make_target: MakeTarget, call: Call, receiver: Receiver
) -> None:
    send(make_target(host="localhost"), call)
    assert receiver.heard[0].headers["host"] == f"localhost:{receiver.port}"


def test_token_and_signature_satisfy_a_system_that_checks_them(
    trusted: Target, call: Call, guarded: Receiver
) -> None:
    assert send(trusted, call) == {"number": "N1"}


def test_a_wrong_token_is_a_final_failure(
    trusted: Target, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAREHOUSE_TOKEN", "something-else")
    with pytest.raises(Stuck) as refused:
        send(trusted, call)
    assert refused.value.facts["status"] == 401


def test_a_wrong_signature_is_a_final_failure(
    trusted: Target, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAREHOUSE_SIGN", "something-else")
    with pytest.raises(Stuck):
        send(trusted, call)


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        (Decimal("199.00"), "199.00"),
        (Decimal("0.1") + Decimal("0.2"), "0.3"),
        (Decimal("1E+3"), "1000"),
        (3, 3),
        (True, True),
        (None, None),
        ("𠮷田", "𠮷田"),
        (date(2026, 11, 21), "2026-11-21"),
        (datetime(2026, 11, 21, 1, 2, 3, tzinfo=UTC), "2026-11-21T01:02:03+00:00"),
        (timedelta(days=1, seconds=90), "P1DT90S"),
        ([Decimal("1.5"), {"a": Decimal(2)}], ["1.5", {"a": "2"}]),
    ],
)
def test_values_are_sent_exactly(
    target: Target, receiver: Receiver, value: Any, sent: Any
) -> None:
    send(target, Call("ship", {"value": value}, "k"))
    assert receiver.heard[0].content == {"value": sent}


def test_a_key_outside_ascii_travels_encoded(
    target: Target, receiver: Receiver
) -> None:
    send(target, Call("ship", {}, "单-1:7"))
    assert receiver.heard[0].key == "%E5%8D%95-1:7"


def test_numbers_of_a_reply_stay_exact(
    target: Target, call: Call, receiver: Receiver
) -> None:
    receiver.plans(plans.answers(200, b'{"fee": 0.10, "count": 3}'))
    assert send(target, call) == {"fee": Decimal("0.10"), "count": 3}


def test_an_empty_success_is_an_empty_reply(
    target: Target, call: Call, receiver: Receiver
) -> None:
    receiver.plans(plans.answers(204))
    assert send(target, call) == {}


@pytest.mark.parametrize(
    "body", [b"<html>", b"[1]", b'"yes"', b'{"a": NaN}', b"[" * 100_000, b"\xff{}"]
)
def test_a_success_without_an_object_is_a_final_failure(
    target: Target, call: Call, receiver: Receiver, body: bytes
) -> None:
    receiver.plans(plans.answers(200, body))
    with pytest.raises(BadOutput):
        send(target, call)


def test_a_number_nobody_can_write_out_is_a_final_failure(
    target: Target, call: Call, receiver: Receiver
) -> None:
    receiver.plans(plans.answers(200, b'{"a": 1e999999999}'))
    with pytest.raises(BadOutput):
        send(target, call)


@pytest.mark.parametrize("status", [408, 409, 429, 502, 503, 504])
def test_a_busy_system_is_asked_again_later(
    target: Target, call: Call, receiver: Receiver, status: int
) -> None:
    receiver.plans(plans.fails(status))
    with pytest.raises(Retry):
        send(target, call)


@pytest.mark.parametrize("status", [400, 401, 404, 410, 422, 500, 501])
def test_a_plain_refusal_is_final(
    target: Target, call: Call, receiver: Receiver, status: int
) -> None:
    receiver.plans(plans.fails(status))
    with pytest.raises(Stuck) as refused:
        send(target, call)
    assert refused.value.code == "connector-refused"


def test_a_refusal_with_a_code_is_an_outcome_for_the_diagram(
    target: Target, call: Call, receiver: Receiver
) -> None:
    told = {"code": "out-of-stock", "sku": "A-1", "left": 2}
    receiver.plans(plans.answers(422, told))
    with pytest.raises(BpmnError) as outcome:
        send(target, call)
    assert (outcome.value.code, outcome.value.facts) == (
        "out-of-stock",
        {"sku": "A-1", "left": 2},
    )


@pytest.mark.parametrize("code", ["", "two words", 7, None, "x" * 65, "a\nb"])
def test_what_is_no_code_makes_no_outcome(
    target: Target, call: Call, receiver: Receiver, code: Any
) -> None:
    receiver.plans(plans.answers(400, {"code": code}))
    with pytest.raises(Stuck):
        send(target, call)


def test_a_system_that_knows_our_key_has_answered_already(
    target: Target, call: Call, receiver: Receiver
) -> None:
    receiver.plans(plans.does_it_and_drops, plans.knows_it)
    with pytest.raises(Retry):
        send(target, call)
    assert send(target, call) == {"number": "N1"}


def test_the_key_may_stand_in_the_body_of_the_conflict(
    target: Target, call: Call, receiver: Receiver
) -> None:
    told = {"idempotency_key": call.key, "number": "N9"}
    receiver.plans(plans.answers(409, told))
    assert send(target, call)["number"] == "N9"


def test_a_conflict_about_another_key_is_no_answer(
    target: Target, call: Call, receiver: Receiver
) -> None:
    receiver.plans(plans.answers(409, {"number": "N9"}, Idempotency_Key="other"))
    with pytest.raises(Retry):
        send(target, call)


def test_an_unknown_verb_never_leaves_the_machine(
    target: Target, receiver: Receiver
) -> None:
    with pytest.raises(Stuck) as refused:
        send(target, Call("burn", {}, "k"))
    assert (refused.value.code, receiver.heard) == ("connector-verb-unknown", [])


def test_parameters_that_json_cannot_hold_never_leave_the_machine(
    target: Target, receiver: Receiver
) -> None:
    with pytest.raises(Stuck):
        send(target, Call("ship", {"a": "\ud800"}, "k"))
    assert receiver.heard == []
