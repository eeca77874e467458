"""Decision models that are made to run for ever or to grow without end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from runtime import feel
from tests.safety.probes.probe import Probe
from tests.unit.dmn.drawing import decision, draw, literal, load, table

ENDLESS = "count(for i in 1..10**9 return i)"
BOMB = "for a in 1..9999, b in 1..9999 return a"


def decided(
    name: str,
    boxes: Callable[[], list[str]],
    scope: Callable[[], Mapping[str, Any]] = dict,
) -> Probe:
    """Return the probe that loads a model and asks it for the decision ``d``."""

    def run(frame: feel.Frame) -> Any:
        return load(*boxes()).decision("d").decide(scope(), frame).value

    return Probe(name, run)


def knowledge(
    name: str, parameters: Sequence[str], logic: str, needs: Sequence[str] = ()
) -> str:
    """Return a business knowledge model: a function of these parameters."""
    formal = "".join(f'<formalParameter name="{each}"/>' for each in parameters)
    arrows = "".join(
        f'<knowledgeRequirement><requiredKnowledge href="#{each}"/>'
        "</knowledgeRequirement>"
        for each in needs
    )
    return (
        f'<businessKnowledgeModel id="{name}" name="{name}"><variable name="{name}"/>'
        f"<encapsulatedLogic>{formal}{logic}</encapsulatedLogic>{arrows}"
        "</businessKnowledgeModel>"
    )


def one(logic: str) -> Callable[[], list[str]]:
    """Return the model of one decision."""
    return lambda: [decision(logic)]


def iterator(tag: str, collection: str, last: str, inner: str) -> str:
    """Return a boxed ``for``, ``some`` or ``every``."""
    return (
        f'<{tag} iteratorVariable="i"><in>{literal(collection)}</in>'
        f"<{last}>{literal(inner)}</{last}></{tag}>"
    )


def ladder(steps: int) -> list[str]:
    """Return decisions of which each needs both of the step below."""
    boxes = [decision(literal("1"), "a0"), decision(literal("1"), "b0")]
    for step in range(1, steps):
        below = [f"Decision:a{step - 1}", f"Decision:b{step - 1}"]
        logic = literal(f"a{step - 1} + b{step - 1}")
        boxes += [decision(logic, f"{side}{step}", below) for side in "ab"]
    top = [f"Decision:a{steps - 1}", f"Decision:b{steps - 1}"]
    return [*boxes, decision(literal(f"a{steps - 1} + b{steps - 1}"), "d", top)]


def calling_ladder(steps: int) -> list[str]:
    """Return knowledge models of which each calls the one below twice."""
    boxes = [knowledge("f0", ["n"], literal("n"))]
    for step in range(1, steps):
        body = literal(f"f{step - 1}(n) + f{step - 1}(n)")
        boxes.append(knowledge(f"f{step}", ["n"], body, [f"f{step - 1}"]))
    needs = [f"Knowledge:f{steps - 1}"]
    return [*boxes, decision(literal(f"f{steps - 1}(1)"), "d", needs)]


def wide(count: int) -> list[str]:
    """Return one decision that needs so many others."""
    names = [f"n{index}" for index in range(count)]
    boxes = [decision(literal("1"), name) for name in names]
    needs = [f"Decision:{name}" for name in names]
    return [*boxes, decision(literal("n0 + n1"), "d", needs)]


def chain(count: int) -> list[str]:
    """Return a chain of so many decisions."""
    boxes = [decision(literal("1"), "n0")]
    for index in range(1, count):
        before = f"n{index - 1}"
        boxes.append(decision(literal(before), f"n{index}", [f"Decision:{before}"]))
    last = f"n{count - 1}"
    return [*boxes, decision(literal(last), "d", [f"Decision:{last}"])]


def circle(*needs: str) -> list[str]:
    """Return a knowledge model that calls itself, beside a decision that calls it."""
    return [
        knowledge("f", ["n"], literal("f(n)"), needs),
        decision(literal("f(1)"), needs=["Knowledge:f"]),
    ]


def in_turn() -> list[str]:
    """Return two knowledge models that call each other."""
    return [
        knowledge("f", ["n"], literal("g(n)"), ["g"]),
        knowledge("g", ["n"], literal("f(n)"), ["f"]),
        decision(literal("f(1)"), needs=["Knowledge:f"]),
    ]


def table_in_a_loop() -> list[str]:
    """Return a table of 400 rows that a loop asks for ever."""
    rows = [(f"{index}", f"{index}") for index in range(400)]
    return [
        knowledge("f", ["x"], table(rows)),
        decision(literal("count(for i in 1..10**9 return f(i))"), "d", ["Knowledge:f"]),
    ]


def types_in_a_ladder(steps: int) -> list[str]:
    """Return types of which each has two fields of the one below, and their use."""
    boxes = ['<itemDefinition name="t0"><typeRef>number</typeRef></itemDefinition>']
    for step in range(1, steps):
        below = f"<typeRef>t{step - 1}</typeRef>"
        fields = "".join(
            f'<itemComponent name="{side}">{below}</itemComponent>' for side in "ab"
        )
        boxes.append(f'<itemDefinition name="t{step}">{fields}</itemDefinition>')
    used = f'<variable name="d" typeRef="t{steps - 1}"/>{literal("{a: 1, b: 2}")}'
    return [*boxes, decision(used)]


def relation(rows: int) -> str:
    """Return a relation of so many rows, each of them dear."""
    cells = "".join(f"<row>{literal(BOMB)}</row>" for _ in range(rows))
    return f'<relation><column name="c"/>{cells}</relation>'


def too_large() -> list[str]:
    """Return a model of more elements than are read."""
    return [decision(literal("1"), f"n{index}") for index in range(7_000)]


def nested_contexts(depth: int) -> str:
    """Return boxed contexts, each inside the other."""
    inner = literal("1")
    for _ in range(depth):
        inner = (
            f'<context><contextEntry><variable name="a"/>{inner}'
            "</contextEntry></context>"
        )
    return inner


def doctype(frame: feel.Frame) -> Any:
    """Load a model whose text is made of entities."""
    from runtime import dmn

    entities = "".join(
        f'<!ENTITY e{n + 1} "{("&e" + str(n) + ";") * 10}">' for n in range(12)
    )
    head = f'<!DOCTYPE x [<!ENTITY e0 "ha">{entities}]>'.encode()
    return dmn.load(head + draw(decision(literal("&e12;"))), "model.dmn")


_TABLES = [
    decided(
        "table: cell loops",
        one(table([(f"{ENDLESS} > ?", "1")])),
        scope=lambda: {"x": 1},
    ),
    decided("table: input loops", one(table([("1", "1")], [ENDLESS]))),
    decided("table: output loops", one(table([("-", ENDLESS)], ["1"]))),
    decided(
        "table: tower in a cell",
        one(table([("> 9 ** 9 ** 9 ** 9", "1")])),
        scope=lambda: {"x": 1},
    ),
    decided(
        "table: regex in a cell",
        one(table([('matches(?, "^(a+)+$")', "1")])),
        scope=lambda: {"x": "a" * 9000 + "!"},
    ),
    decided(
        "table: wide regex in a cell",
        one(table([('matches(?, "(a|b)*a(a|b){900}c")', "1")])),
        scope=lambda: {"x": "ab" * 20_000},
    ),
    decided(
        "table: sum beyond all numbers",
        one(
            table(
                [("-", "9" * 34 + "E6110")] * 90,
                ["1"],
                policy='hitPolicy="COLLECT" aggregation="SUM"',
            )
        ),
    ),
    decided(
        "table: all rows hit",
        one(
            table(
                [("-", str(n)) for n in range(2000)],
                ["1"],
                policy='hitPolicy="COLLECT"',
            )
        ),
    ),
    decided(
        "table: many columns",
        one(table([["1"] * 300 + ["1"]] * 3, [f"{n} - {n - 1}" for n in range(300)])),
    ),
    decided(
        "table: long cells",
        one(table([("1+" * 190 + "1", "1")] * 90, ["for i in 1..9 return i"])),
    ),
    decided("table: asked in a loop", table_in_a_loop),
]
_BOXES = [
    decided(
        "boxed for over a range", one(iterator("for", "[1..10**9]", "return", "i"))
    ),
    decided("boxed some", one(iterator("some", "[1..10**9]", "satisfies", "i < 0"))),
    decided("boxed every", one(iterator("every", "[1..10**9]", "satisfies", "i > 0"))),
    decided(
        "boxed for that keeps parts",
        one(iterator("for", "[1..90000]", "return", "partial")),
    ),
    decided("boxed for of bombs", one(iterator("for", "[1..9]", "return", BOMB))),
    decided(
        "boxed for of long turns",
        one(iterator("for", "[1..199999]", "return", "+".join(["i"] * 190))),
    ),
    decided(
        "boxed filter",
        one(
            f"<filter><in>{literal('for i in 1..99999 return i')}</in><match>"
            f"{literal('count(for j in 1..99 return j) > item')}</match></filter>"
        ),
    ),
    decided("relation of bombs", one(relation(900))),
    decided("list of bombs", one(f"<list>{literal(BOMB) * 900}</list>")),
    decided("contexts in contexts", one(nested_contexts(60))),
    decided("contexts too deep", one(nested_contexts(240))),
    decided(
        "conditional that loops",
        one(
            f"<conditional><if>{literal(ENDLESS)}</if><then>{literal('1')}</then><else>{literal('2')}</else></conditional>"
        ),
    ),
]
_GRAPHS = [
    decided("decisions in a ladder", lambda: ladder(60)),
    decided("calls in a ladder", lambda: calling_ladder(40)),
    decided("calls in a high ladder", lambda: calling_ladder(200)),
    decided("wide requirements", lambda: wide(1500)),
    decided("long requirements", lambda: chain(1500)),
    decided("knowledge that calls itself", circle),
    decided("knowledge that needs itself", lambda: circle("f")),
    decided("knowledge that calls in turn", in_turn),
    decided("types in a ladder", lambda: types_in_a_ladder(40)),
    decided("model of too many elements", too_large),
    Probe("model of entities", doctype),
]


def too_much() -> list[str]:
    """Return a model of more FEEL than a file may hold."""
    return [decision(literal(f"1{chr(32) * 7_000}+ 1"), f"n{n}") for n in range(90)]


_GRAPHS.append(decided("model of too much FEEL", too_much))

PROBES = [*_TABLES, *_BOXES, *_GRAPHS]
