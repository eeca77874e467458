"""What history keeps of a decision: which one, which rows, on which values."""

from decimal import Decimal

from runtime import dmn
from tests.unit.dmn.drawing import decision, load, table


def graph():
    first = decision(table([("> 1", '"a"')]), "first")
    second = table([('"a"', '"b"')], inputs=("first",))
    return load(first, decision(second, "second", ["Decision:first"]))


def test_a_trace_is_small():
    verdict = load(decision(table([("> 1", '"a"')]))).decision("d").decide({"x": 2})
    assert dmn.pack(dmn.trace_of(verdict)) == ["d", [1], [Decimal(2)]]


def test_a_trace_holds_the_decisions_before_it():
    trace = dmn.trace_of(graph().decision("second").decide({"x": 2}))
    assert trace.parts == (dmn.Trace("first", (1,), (Decimal(2),)),)


def test_a_packed_trace_can_be_read_again():
    trace = dmn.trace_of(graph().decision("second").decide({"x": 2}))
    assert dmn.unpack(dmn.pack(trace)) == trace
