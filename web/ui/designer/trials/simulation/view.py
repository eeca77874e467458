"""What a page of a simulation is made of, and what was wrong with what was sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from runtime.designer.drafts.drafts import Draft
from runtime.kernel.errors import (
    Conflict,
    FlowError,
    Invalid,
    Misconfigured,
    NotFound,
)
from runtime.kernel.texts import Text
from web.designer.playing import Played
from web.language import language

REFUSALS = (Invalid, NotFound, Conflict, Misconfigured)
Sent = MultiDict[str, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows: of which draft, what was sent, what was wrong, the run."""

    draft: Draft
    sent: Sent
    wrong: FlowError | None = None
    played: Played | None = None

    @property
    def given(self) -> Mapping[str, str]:
        """Each field that was sent, with its first value."""
        return self.sent.to_dict()


def refused(wrong: FlowError | None) -> Text | None:
    """Return why nothing was done, None if nothing was wrong."""
    return None if wrong is None else wrong.text


def faults(wrong: FlowError | None) -> Mapping[str, Sequence[Text]]:
    """Return what was wrong, by the field that it concerns."""
    return wrong.fields if isinstance(wrong, Invalid) else {}


def findings(wrong: FlowError | None) -> list[dict[str, Any]]:
    """Return what has to be put right in the draft before it can run."""
    found = wrong.findings if isinstance(wrong, Misconfigured) else ()
    return [one.as_data(language()) for one in found]
