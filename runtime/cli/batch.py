"""JSON Lines on stdin, an answer a line on stdout; a bad line stops nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from runtime.cli.exact_json import read_object, write_json
from runtime.feel import Exhausted
from runtime.kernel.errors import FlowError, Invalid

LINE_LENGTH = 16_000_000
_BLOCK = 1 << 16
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"

Answer: TypeAlias = Callable[[Mapping[str, Any]], Any]


def answer_stdin(answer: Answer, language: str) -> None:
    """Answer each line of stdin on stdout, in order, in words of ``language``.

    ``answer`` gives the value for the JSON object of a line, as JSON, or raises
    FlowError. Whoever writes a line and waits gets its answer at once: what has
    arrived is answered before the next block is read.
    """
    number, answers = 0, bytearray()
    for block in _blocks(sys.stdin.buffer):
        for line in block:
            number += 1
            if line and not line.isspace():
                answers += _answered(line, number, answer, language)
                answers += b"\n"
            if len(answers) > _BLOCK:
                _send(answers)
        _send(answers)


def field(asked: Mapping[str, Any], name: str, kind: type) -> Any:
    """Return a field that a line must have; raises Invalid."""
    found = asked.get(name)
    if type(found) is kind:
        return found
    raise Invalid(f"batch-{_KINDS[kind]}-missing", field=name)


def context_of(asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the names of a line, none if it has none; raises Invalid."""
    none = asked.get("context") is None
    found: Mapping[str, Any] = {} if none else field(asked, "context", dict)
    return found


_KINDS: Mapping[type, str] = {str: "text", dict: "object"}


def _send(answers: bytearray) -> None:
    sys.stdout.buffer.write(answers)
    sys.stdout.buffer.flush()
    answers.clear()


def _answered(line: bytes, number: int, answer: Answer, language: str) -> bytes:
    asked: Mapping[str, Any] = {}
    try:
        asked = _asked(line, number)
        return write_json({"id": asked.get("id"), "value": answer(asked)})
    except FlowError as wrong:
        fault = wrong
    except RecursionError:
        fault = Exhausted("feel-nested-too-deep")
    answered = {"id": asked.get("id"), "error": fault.say(language)}
    if "id" not in asked:
        answered["line"] = number
    return write_json(answered)


def _asked(line: bytes, number: int) -> Mapping[str, Any]:
    if len(line) > LINE_LENGTH:
        raise Invalid("batch-line-too-long", limit=LINE_LENGTH // 1_000_000)
    if number == 1:
        line = line.removeprefix(_BYTE_ORDER_MARK)
    return read_object(line)


def _blocks(source: Any) -> Iterator[list[bytes]]:
    """Yield the lines that have arrived, block by block.

    Of a line that is too long, or has no end, only so much is kept that one sees it.
    """
    begun = bytearray()
    while block := source.read1(_BLOCK):
        lines = block.split(b"\n")
        rest = lines.pop()
        if lines:
            lines[0] = bytes(begun) + lines[0]
            begun.clear()
        begun += rest
        del begun[LINE_LENGTH + 1 :]
        yield lines
    yield [bytes(begun)]
