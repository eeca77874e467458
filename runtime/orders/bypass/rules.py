"""What a policy says, and what is wrong with one (绕行策略). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from runtime import feel
from runtime.kernel.durations import parse_duration
from runtime.kernel.money import parse_money
from runtime.kernel.texts import Text, Title

AMBIENT = frozenset({"order", "param"})
SHORTEST, LONGEST = timedelta(minutes=1), timedelta(days=31)
MOST = 100_000  # uses of one opening
SEQUENCE = (
    *("title", "text", "when", "opens", "issues", "uses", "code", "longest"),
    *("budget", "four_eyes", "two_person_above", "debt"),
)
_NAMES = frozenset(SEQUENCE)
EXPRESSIONS = {"when": "boolean", "budget.of": "number"}  # and what each has to give
_OF_BUDGET = frozenset({"count", "money", "of"})
_OF_DEBT = frozenset({"element", "within", "title"})
Fault = tuple[str, Text]


@dataclass(frozen=True, slots=True)
class Debt:
    """What is still owed after a use: a step of the same subject, within a time."""

    element: str
    within: timedelta
    title: Title


@dataclass(frozen=True, slots=True)
class Policy:
    """How one shortcut may be used; ``uses`` is empty where the task's role decides.

    ``costs`` is what one use takes of the money, in FEEL; None where money is not
    looked at.
    """

    name: str
    title: Title
    text: Title
    when: str
    opens: frozenset[str]
    issues: frozenset[str]
    uses: frozenset[str]
    needs_code: bool
    longest: timedelta
    most_uses: int | None = None
    most_money: Decimal | None = None
    costs: str | None = None
    is_four_eyes: bool = True
    two_person_above: Decimal | None = None
    debt: Debt | None = None

    def needs_second(self, money: Decimal | None) -> bool:
        """Tell whether a code for so much, or without a limit, needs two people."""
        above = self.two_person_above
        return above is not None and (money is None or money > above)


class Reader:
    """Reads one table of a file or a request, and gathers all that is wrong."""

    def __init__(self, body: Mapping[str, Any], path: str = "") -> None:
        self.body, self.path = body, path
        self.faults: list[Fault] = []

    def fault(self, name: str, code: str, **facts: object) -> None:
        """Note a fault at a field."""
        self.faults.append((f"{self.path}{name}", Text(code, facts)))

    def only(self, names: frozenset[str]) -> None:
        """Note the fields that nobody knows: a typing error would be passed over."""
        for name in sorted(self.body.keys() - names):
            self.fault(name, "bypass-field-unknown", known=", ".join(sorted(names)))

    def title(self, name: str) -> Title:
        """Return a sentence in both languages."""
        found = self.body.get(name)
        if not isinstance(found, Mapping):
            found = {}
        said = [found.get(language) for language in ("zh", "en")]
        if not all(isinstance(one, str) and one.strip() for one in said):
            self.fault(name, "bypass-words-missing")
            return Title("", "")
        return Title(str(said[0]).strip(), str(said[1]).strip())

    def flag(self, name: str, default: bool) -> bool:
        """Return yes or no."""
        found = self.body.get(name, default)
        if type(found) is not bool:
            self.fault(name, "bypass-flag-wrong")
        return found is True

    def roles(self, name: str, known: frozenset[str], *, required: bool) -> Any:
        """Return the names of roles, each of which is known."""
        found = self.body.get(name, [])
        is_list = isinstance(found, list) and all(isinstance(one, str) for one in found)
        if not is_list or (required and not found):
            self.fault(name, "bypass-roles-missing")
            return frozenset()
        for one in sorted(set(found) - known):
            self.fault(
                name, "bypass-role-unknown", role=one, known=", ".join(sorted(known))
            )
        return frozenset(found)

    def duration(self, name: str) -> timedelta:
        """Return a time between a minute and a month."""
        found = self.body.get(name)
        try:
            length = parse_duration(found if isinstance(found, str) else "")
        except ValueError:
            length = timedelta()
        if not SHORTEST <= length <= LONGEST:
            self.fault(name, "bypass-duration-wrong")
            return SHORTEST
        return length

    def money(self, name: str) -> Decimal | None:
        """Return an amount above zero, None where none is given."""
        found = self.body.get(name)
        if found is None:
            return None
        amount = parse_money(found) if isinstance(found, str) else None
        if amount is None or amount <= 0:
            self.fault(name, "bypass-money-wrong")
        return amount

    def count(self, name: str) -> int | None:
        """Return a whole number above zero, None where none is given."""
        found = self.body.get(name)
        if found is None:
            return None
        if type(found) is not int or not 0 < found <= MOST:
            self.fault(name, "bypass-count-wrong", most=MOST)
            return None
        return found

    def expression(self, name: str, wanted: str) -> str:
        """Return an expression that lint has nothing against."""
        found = self.body.get(name)
        if not isinstance(found, str) or not found.strip():
            self.fault(name, "bypass-expression-missing")
            return "null"
        for remark in feel.lint(found, None, ambient=AMBIENT, wanted=(wanted,)):
            if remark.level == "error":
                self.faults.append((f"{self.path}{name}", fault_of(remark)))
        return found.strip()

    def table(self, name: str) -> Reader | None:
        """Return a reader of an inner table, None where there is none."""
        found = self.body.get(name)
        if found is None:
            return None
        if not isinstance(found, Mapping):
            self.fault(name, "bypass-table-wrong")
            return None
        inner = Reader(found, f"{self.path}{name}.")
        inner.faults = self.faults
        return inner


def fault_of(remark: feel.Remark) -> Text:
    """Return what is wrong with an expression, where in it, and what may be meant."""
    facts = {"sentence": remark.text, "line": remark.line, "column": remark.column}
    reason = Text("feel-at-place", facts)
    fix = remark.fix
    if fix is None or fix.say("en").strip() in remark.text.say("en"):
        return Text("bypass-expression-wrong", {"reason": reason})
    return Text("bypass-expression-mended", {"reason": reason, "fix": fix})


def read_policy(
    name: str, body: Mapping[str, Any], roles: frozenset[str] | None = None
) -> tuple[Policy, list[Fault]]:
    """Return the policy that a table describes, and all that is wrong with it.

    ``roles`` are the roles that exist; without them names of roles are not checked,
    as of a policy that was checked when it was written.
    """
    given = Reader(body)
    given.only(_NAMES)
    known = roles if roles is not None else _named(body)
    budget = given.table("budget") or Reader({})
    budget.only(_OF_BUDGET)
    most_money = budget.money("money")
    if most_money is not None and "of" not in budget.body:
        given.fault("budget.of", "bypass-expression-missing")
    policy = Policy(
        name=name,
        title=given.title("title"),
        text=given.title("text"),
        when=given.expression("when", "boolean"),
        opens=given.roles("opens", known, required=True),
        issues=given.roles("issues", known, required=given.body.get("code") is True),
        uses=given.roles("uses", known, required=False),
        needs_code=given.flag("code", False),
        longest=given.duration("longest"),
        most_uses=budget.count("count"),
        most_money=most_money,
        costs=budget.expression("of", "number") if "of" in budget.body else None,
        is_four_eyes=given.flag("four_eyes", True),
        two_person_above=given.money("two_person_above"),
        debt=_debt(given),
    )
    return policy, given.faults


def _debt(given: Reader) -> Debt | None:
    inner = given.table("debt")
    if inner is None:
        return None
    inner.only(_OF_DEBT)
    element = inner.body.get("element")
    if not isinstance(element, str) or not element:
        inner.fault("element", "bypass-debt-element")
    return Debt(str(element or ""), inner.duration("within"), inner.title("title"))


def _named(body: Mapping[str, Any]) -> frozenset[str]:
    """Return every role that a body names."""
    lists = (body.get(name) for name in ("opens", "issues", "uses"))
    return frozenset(
        one for found in lists if isinstance(found, list) for one in map(str, found)
    )
