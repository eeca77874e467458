"""版本对比: whatever two versions say differently is told, by the names people know."""

from __future__ import annotations

from pathlib import Path

import pytest

from runtime.designer.differing.difference import between, differences
from runtime.designer.differing.things import Mark
from runtime.engine.design.artifacts import Kind
from runtime.kernel.errors import Misconfigured, NotFound
from tests.conftest import ROOT
from tests.unit.test_mending import BEGIN, CLOSE, LINE, SCRIPT, file, flow

PAID = '<message id="m" name="paid"/><error id="x" name="late" errorCode="L1"/>'
WAITS = (
    '<intermediateCatchEvent id="t" name="Payment">'
    '<messageEventDefinition messageRef="m"/></intermediateCatchEvent>'
)
WAITING = file(BEGIN, CLOSE, WAITS, *LINE, more=PAID)
INNER = (
    '<subProcess id="t" name="Group"><startEvent id="a"/>'
    '<scriptTask id="b" name="Count"><script>{ n: 1 }</script></scriptTask>'
    '<endEvent id="c"/>' + flow("a", "b") + flow("b", "c") + "{}</subProcess>"
)
LOOP = (
    '<multiInstanceLoopCharacteristics isSequential="{}"><loopCardinality>{}'
    "</loopCardinality></multiInstanceLoopCharacteristics>"
)
PROCESSES = ROOT / "processes"


def told(
    kind: str, before: bytes | None, after: bytes | None, language: str = "en"
) -> list[str]:
    """Return the sentences of the differences."""
    return [one.say(language) for one in between(kind, before, after)]


def drawn(written: bytes, was: str, now: str, language: str = "en") -> list[str]:
    """Return what is told of a diagram in which something else is written."""
    assert was.encode() in written
    after = written.replace(was.encode(), now.encode())
    return told("process", written, after, language)


def group(sequential: str, count: int) -> bytes:
    """Return a diagram with a sub-process that is repeated."""
    inner = INNER.replace("{}", LOOP.format(sequential, count))
    return file(BEGIN, CLOSE, inner, *LINE)


def test_a_renamed_message_is_told_where_it_is_waited_for_and_by_itself():
    assert drawn(WAITING, 'name="paid"', 'name="paid_up"') == [
        "Payment: event paid → paid_up",
        "message paid_up: name paid → paid_up",
    ]


def test_a_changed_error_code_is_told():
    assert drawn(WAITING, 'errorCode="L1"', 'errorCode="L2"') == [
        "error late (L2): code L1 → L2"
    ]


def test_the_loop_of_a_sub_process_is_its_own():
    found = told("process", group("false", 2), group("true", 3))

    assert found == [
        "Group: one after the other false → true",
        "Group: instances 2 → 3",
    ]


def test_what_stands_inside_a_sub_process_is_told_of_that_alone():
    assert drawn(group("false", 2), "{ n: 1 }", "{ n: 2 }") == [
        "Count: script { n: 1 } → { n: 2 }"
    ]


def test_a_new_timer_is_told_of_its_event_not_of_what_is_around_it():
    timed = WAITS.replace(
        '<messageEventDefinition messageRef="m"/>',
        "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>",
    )
    after = file(BEGIN, CLOSE, timed, *LINE, more=PAID)

    assert told("process", WAITING, after) == [
        "Payment: event paid → –",
        "Payment: time – → 1 h",
    ]


def test_what_has_no_word_of_its_own_is_told_all_the_same():
    after = 'name="Payment" custom="7"'

    assert drawn(WAITING, 'name="Payment"', after) == ["Payment: custom – → 7"]


def test_each_difference_of_a_diagram_names_its_element_and_mark():
    before = file(BEGIN, CLOSE, SCRIPT.format("{}"), *LINE)
    after = file(BEGIN, CLOSE, WAITS.replace('"t"', '"w"'), flow("s", "e"), more=PAID)
    found = differences("process", before, after)

    marks = {one.element: one.mark for one in found}
    assert (marks["w"], marks["t"]) == (Mark.ADDED, Mark.REMOVED)


def test_a_way_that_leads_elsewhere_is_told_by_names():
    before = file(BEGIN, CLOSE, WAITS, *LINE, '<endEvent id="z" name="Later"/>')
    found = drawn(before, 'targetRef="e"', 'targetRef="z"')

    assert found == ["Payment → Later: to e → Later"]


TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d"
 name="model"><decision id="x" name="level"><decisionTable hitPolicy="FIRST">
<input id="i" label="Amount"><inputExpression typeRef="number"><text>total</text>
</inputExpression><inputValues><text>[0..9]</text></inputValues></input>
<output id="o" label="Level" typeRef="string"><defaultOutputEntry><text>"low"</text>
</defaultOutputEntry></output>
<rule id="r1"><inputEntry><text>1</text></inputEntry><outputEntry><text>"a"</text>
</outputEntry></rule><rule id="r2"><inputEntry><text>2</text></inputEntry>
<outputEntry><text>"b"</text></outputEntry></rule></decisionTable></decision>
<decision id="y" name="fee"><variable name="fee" typeRef="number"/><context>
<contextEntry><variable name="base"/><literalExpression><text>5</text>
</literalExpression></contextEntry></context></decision>
<inputData id="n" name="total"><variable name="total" typeRef="number"/></inputData>
</definitions>"""


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("<text>total</text>", "<text>paid</text>", "asks total → paid"),
        (
            '<inputExpression typeRef="number">',
            '<inputExpression typeRef="string">',
            "type number → string",
        ),
        ("[0..9]", "[0..5]", "allowed values [0..9] → [0..5]"),
    ],
)
def test_a_column_under_an_unchanged_label_is_told(was: str, now: str, said: str):
    after = TABLE.replace(was, now)

    assert told("decisions", TABLE.encode(), after.encode()) == [
        f"level, column Amount: {said}"
    ]


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        (
            '"low"',
            '"high"',
            'level, column Level: value when no row fits "low" → "high"',
        ),
        ("<text>5<", "<text>6<", "fee: base 5 → 6"),
        ('"FIRST"', '"UNIQUE"', "level: hit policy FIRST → UNIQUE"),
        (
            'name="total" typeRef="number"',
            'name="total" typeRef="string"',
            "total: type number → string",
        ),
        ("<text>1<", "<text>9<", "level, row 1: Amount 1 → 9"),
    ],
)
def test_each_expression_of_a_decision_is_told(was: str, now: str, said: str):
    after = TABLE.replace(was, now, 1)

    assert told("decisions", TABLE.encode(), after.encode()) == [said]


def test_rows_that_change_places_are_told_since_the_first_that_fits_counts():
    first, second = TABLE.index('<rule id="r1"'), TABLE.index('<rule id="r2"')
    end = TABLE.index("</decisionTable>")
    rows = TABLE[second:end] + TABLE[first:second]
    after = TABLE[:first] + rows + TABLE[end:]

    assert told("decisions", TABLE.encode(), after.encode()) == [
        "level: sequence of rows 2, 1 → 1, 2"
    ]


def test_a_new_column_leaves_the_cells_of_the_others_as_they_are():
    column = (
        '<input id="k" label="Kind"><inputExpression><text>kind</text>'
        '</inputExpression></input><input id="i"'
    )
    cell = "<inputEntry><text>-</text></inputEntry><inputEntry>"
    after = TABLE.replace('<input id="i"', column).replace("<inputEntry>", cell)

    assert told("decisions", TABLE.encode(), after.encode()) == [
        "New: level, column Kind"
    ]


def test_a_setting_is_told_by_its_title_with_what_it_was():
    before = b'owner = "sales"\n[v]\ntitle = { zh = "\xe5\x88\xb8", en = "Coupon" }\n'
    before += b"budget = { count = 200 }\ncode = false\n"
    after = before.replace(b"200", b"300").replace(b"false", b"true")

    assert told("bypass", before, after.replace(b"sales", b"finance")) == [
        "owner: sales → finance",
        "Coupon: how many uses 200 → 300",
        "Coupon: needs a code no → yes",
    ]


def test_names_in_a_list_of_names_are_told_as_they_are():
    before, after = (f'[variables]\ncode = "{one}"\n' for one in ("string", "number"))

    assert told("manifest", before.encode(), after.encode()) == [
        "variables: “code” string → number"
    ]


def test_a_case_is_known_by_its_name():
    case = '[[case]]\nname = { zh = "缺货", en = "Out of stock" }\nstage = "held"\n'
    other = case.replace("缺货", "到货").replace("Out of", "In")
    after = case.replace("held", "released") + other

    assert told("cases", case.encode(), after.encode(), "zh") == [
        "新增：到货",
        "缺货：阶段 held → released",
    ]


def test_two_cases_of_one_name_are_two():
    case = '[[case]]\nname = "a"\nstage = "held"\n'

    assert told("cases", case.encode(), (case + case).encode()) == ["New: a"]


def test_a_number_is_not_its_text():
    assert told("values", b"limit = 5\n", b'limit = "5"\n') == ["limit: 5 → 5"]


def test_values_that_come_and_go_are_marked():
    found = differences("values", b"a = 1\n", b"b = 2\n")

    assert [(one.element, one.mark) for one in found] == [
        ("a", Mark.REMOVED),
        ("b", Mark.ADDED),
    ]


@pytest.mark.parametrize("file_", sorted(PROCESSES.rglob("*.toml")), ids=str)
def test_a_file_of_settings_says_the_same_as_itself_and_something_where_there_is_none(
    file_: Path,
):
    body = file_.read_bytes()

    assert between("manifest", body, b"# more words\n" + body) == []
    assert between("manifest", None, body)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", [*(one.value for one in Kind), "values"])
def test_every_kind_of_file_is_compared(kind: str, language: str):
    assert told(kind, None, None, language) == []


def test_a_kind_that_is_none_is_refused():
    with pytest.raises(NotFound):
        between("poem", b"", b"")


def test_settings_that_are_no_toml_are_refused():
    with pytest.raises(Misconfigured):
        between("roles", b"[", b"")
