"""Send a batch at once and say what became of each (投递结果)."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import structlog

from runtime.connectors.base import Call, Reply, Retry
from runtime.connectors.config import Targets
from runtime.kernel import faults
from runtime.kernel.errors import BpmnError, FlowError
from runtime.kernel.texts import Text, text

log = structlog.get_logger(__name__)


class Letter(Protocol):
    """What has to be sent: to whom, what, under which key."""

    @property
    def connector(self) -> str:
        """Return the name of the target."""
        ...

    @property
    def verb(self) -> str:
        """Return what is asked of it."""
        ...

    @property
    def payload(self) -> Mapping[str, Any]:
        """Return the parameters."""
        ...

    @property
    def key(self) -> str:
        """Return the key, the same at every try."""
        ...


LetterT = TypeVar("LetterT", bound=Letter)


@dataclass(frozen=True, slots=True)
class Answered:
    """The other side did it; the reply becomes process data."""

    reply: Reply


@dataclass(frozen=True, slots=True)
class Refused:
    """The other side answered with an outcome that diagrams model."""

    outcome: BpmnError


@dataclass(frozen=True, slots=True)
class Failed:
    """It did not work; a final failure is not tried again by itself."""

    why: Text
    is_final: bool


Outcome = Answered | Refused | Failed


def send_all(
    targets: Targets, letters: Sequence[LetterT]
) -> Iterator[tuple[LetterT, Outcome]]:
    """Send all ``letters`` side by side; yield each with its outcome as it comes.

    One slow system so holds up no other: the batch takes as long as its slowest
    letter. No transaction may be open meanwhile.
    """
    if not letters:
        return
    with ThreadPoolExecutor(len(letters), "send") as threads:
        sent = {threads.submit(_send, targets, one): one for one in letters}
        for future in as_completed(sent):
            yield sent[future], _outcome(targets, sent[future], future)


def _send(targets: Targets, letter: Letter) -> Reply:
    faults.point("before-send")
    call = Call(letter.verb, letter.payload, letter.key)
    reply = targets.send(letter.connector, call)
    faults.point("after-send")
    return reply


def _outcome(targets: Targets, letter: Letter, future: Future[Reply]) -> Outcome:
    cause = future.exception()
    if cause is None:
        return Answered(future.result())
    if isinstance(cause, Retry):
        return Failed(cause.text, is_final=False)
    if isinstance(cause, BpmnError):
        return Refused(cause)
    if isinstance(cause, FlowError):
        return Failed(Text(cause.code, cause.facts), is_final=True)
    if not isinstance(cause, Exception):
        raise cause
    return _broken(letter, cause)


def _broken(letter: Letter, cause: Exception) -> Failed:
    """Report a bug of a connector; its message may hold a secret and is not told."""
    error = type(cause).__name__
    frame = traceback.extract_tb(cause.__traceback__)[-1]
    log.error(
        "A connector failed in itself",
        action="connector-broken",
        connector=letter.connector,
        key=letter.key,
        error=error,
        where=f"{frame.filename}:{frame.lineno}",
    )
    why = text("connector-broken", connector=letter.connector, error=error)
    return Failed(why, is_final=True)
