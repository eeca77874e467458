"""投递结果: every letter of a batch ends in exactly one outcome."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from runtime.connectors.base import Call, Connector, Reply, Retry, Target
from runtime.connectors.config import Targets
from runtime.connectors.sending import Answered, Failed, Outcome, Refused, send_all
from runtime.kernel.errors import BpmnError, Stuck


@dataclass(frozen=True)
class Letter:
    key: str
    connector: str = "pigeon"
    verb: str = "fly"
    payload: Mapping[str, Any] = field(default_factory=dict)


def loft(send: Callable[[Target, Call], Reply]) -> Targets:
    """Return one outside system that does ``send``."""
    pause = timedelta(seconds=1)
    target = Target("pigeon", "pigeon", "https", "h", 1, "", {}, pause, 3, pause)
    connector = Connector("pigeon", {"zh": "信鸽", "en": "Pigeon"}, send)
    return Targets({"pigeon": target}, {"pigeon": connector})


def raising(cause: BaseException) -> Targets:
    def send(target: Target, call: Call) -> Reply:
        raise cause

    return loft(send)


def outcome(targets: Targets, letter: Letter) -> Outcome:
    ((_, only),) = send_all(targets, [letter])
    return only


def test_a_reply_is_an_answer() -> None:
    targets = loft(lambda target, call: {"key": call.key, "verb": call.verb})
    assert outcome(targets, Letter("k")) == Answered({"key": "k", "verb": "fly"})


def test_retry_is_a_failure_that_may_pass() -> None:
    failed = outcome(raising(Retry("connector-busy", status=503)), Letter("k"))
    assert isinstance(failed, Failed)
    assert (failed.why.code, failed.is_final) == ("connector-busy", False)


def test_a_modelled_outcome_goes_to_the_diagram() -> None:
    cause = BpmnError("out-of-stock", sku="A-1")
    assert outcome(raising(cause), Letter("k")) == Refused(cause)


def test_another_refusal_is_final() -> None:
    failed = outcome(raising(Stuck("connector-refused", status=401)), Letter("k"))
    assert isinstance(failed, Failed)
    assert (failed.why.code, failed.is_final) == ("connector-refused", True)


def test_a_bug_of_a_connector_is_final() -> None:
    failed = outcome(raising(ValueError("oh no")), Letter("k"))
    assert isinstance(failed, Failed)
    assert (failed.why.code, failed.is_final) == ("connector-broken", True)


def test_a_bug_is_logged_with_its_place() -> None:
    with capture_logs() as logs:
        outcome(raising(ValueError("oh no")), Letter("k"))
    assert logs[0]["error"] == "ValueError"
    assert "test_sending.py:" in logs[0]["where"]


def test_the_message_of_a_bug_is_told_to_nobody() -> None:
    with capture_logs() as logs:
        failed = outcome(raising(ValueError("Bearer tok-3f9a1c77e2")), Letter("k"))
    assert "tok-3f9a1c77e2" not in f"{logs} {failed}"


def test_an_unknown_system_is_a_final_failure() -> None:
    failed = outcome(Targets(), Letter("k"))
    assert isinstance(failed, Failed)
    assert (failed.why.code, failed.is_final) == ("connector-unknown", True)


def test_the_end_of_the_program_is_no_outcome() -> None:
    with pytest.raises(SystemExit):
        outcome(raising(SystemExit()), Letter("k"))


def test_a_batch_is_sent_side_by_side() -> None:
    meeting = threading.Barrier(4)
    targets = loft(lambda target, call: {"place": meeting.wait(10)})
    letters = [Letter(str(number)) for number in range(4)]
    done = [one for one, result in send_all(targets, letters) if result]
    assert len(done) == 4


def test_a_slow_letter_does_not_hold_up_the_others() -> None:
    gate = threading.Event()

    def send(target: Target, call: Call) -> Reply:
        return {"waited": call.key == "slow" and gate.wait(10)}

    results = send_all(loft(send), [Letter("slow"), Letter("quick")])
    assert next(results)[0].key == "quick"
    gate.set()
    assert next(results)[0].key == "slow"


def test_nothing_due_asks_for_no_thread() -> None:
    assert list(send_all(Targets(), [])) == []
