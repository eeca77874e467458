"""Mend a diagram: what is safe is done, what is left is said (修正).

Mended is only what keeps the meaning the standard gives the diagram, or what the file
states in another dialect. Whoever sends the file sees each change before it is taken.
"""

from __future__ import annotations

from dataclasses import dataclass

from runtime.designer.mending.registry import fix_of, rule_of
from runtime.designer.mending.sheet import Sheet
from runtime.dmn.xml import Element, descendants, local_name, read_xml
from runtime.engine.spiff.diagram import FLOW_NODES, read_diagrams
from runtime.engine.spiff.model import load_drawn
from runtime.kernel.errors import Finding, Misconfigured
from runtime.kernel.texts import Text, text

ROUNDS = 12  # a mending may bring another fault to light; each does so a few times


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was mended: at which element, which fault, and how."""

    element: str
    rule: str
    text: Text


@dataclass(frozen=True, slots=True)
class Mended:
    """A diagram after mending, what was done to it, and the faults that are left."""

    body: bytes
    changes: tuple[Change, ...]
    left: tuple[Finding, ...]

    @property
    def runs(self) -> bool:
        """Tell whether nothing is left that keeps it from running."""
        return not any(one.level == "error" for one in self.left)


def mend(body: bytes, file: str) -> Mended:
    """Return a diagram with what is safely mended; raises Misconfigured if no XML.

    Faults that only other files can mend (a decision, a called process) stay.
    """
    sheet, changes = Sheet(read_xml(body, file=file)), list[Change]()
    left = _faults(sheet, body, file)
    for _ in range(ROUNDS):
        made = _mended(sheet, left)
        if not made:
            break
        changes += made
        left = _faults(sheet, sheet.body(), file)
    return Mended(sheet.body() if changes else body, tuple(changes), tuple(left))


def _mended(sheet: Sheet, faults: list[Finding]) -> list[Change]:
    """Mend what can be; of several faults of one element one a round.

    What has no id is given one first: nothing else can be said to be at fault.
    """
    made: list[Change] = []
    touched: set[str] = set()
    for fault in faults:
        fix = fix_of(fault)
        if fix is None or fault.element in touched:
            continue
        said = fix.mend(sheet, fault.element)
        if said is not None:
            element = str(said.facts["element"])
            touched |= {fault.element, element}
            made.append(Change(element, rule_of(fault), said))
    return made


def _faults(sheet: Sheet, body: bytes, file: str) -> list[Finding]:
    """Return what is wrong with each process of a file, each fault once."""
    found: dict[tuple[str, str, str], Finding] = {}
    diagrams = read_diagrams({file: body})
    processes = list(descendants(sheet.root, "process"))
    if not processes:
        sentence = text("process-none")
        return [Finding(file, "", sentence.code, "error", sentence)]
    for process in processes:
        if _is_drawn_alone(process, processes):
            continue
        try:
            load_drawn(process.get("id", ""), diagrams, lambda _: None)
        except Misconfigured as refused:
            for one in refused.findings:
                found.setdefault((one.element, one.rule, repr(one.text)), one)
    return list(found.values())


def _is_drawn_alone(process: Element, all_processes: list[Element]) -> bool:
    """Tell whether a process is marked as not run, and empty beside others."""
    if process.get("isExecutable") != "false" or _holds_steps(process):
        return False
    return any(_holds_steps(one) for one in all_processes)


def _holds_steps(process: Element) -> bool:
    return any(local_name(one) in FLOW_NODES for one in process)
