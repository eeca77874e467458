"""用例命令: ``spillway test`` plays what a process promises and says what broke."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner, Result

from runtime.cli.app import spillway

ROOT = Path(__file__).parents[2]
DEFAULTS = """
[defaults.order]
channel = "own"
external_no = "CASE-1"
placed_at = "2026-11-11T09:00:00+08:00"
paid_at = "2026-11-11T09:01:00+08:00"
total = "199.00"
paid = "199.00"
customer = { name = "李雷", credit = "good" }
ship_to = { province = "浙江省", city = "杭州市", building = "3栋" }
lines = [{ sku = "A-1", quantity = 1 }]
"""
CASE = """
[[case]]
name = {{ zh = "等级", en = "A grade" }}
order = {{ {order} }}
waits_at = "ship"
gives = {{ grade = "{grade}" }}
"""


@dataclass(frozen=True)
class Tree:
    """A copy of the seed to change, and the command on it."""

    home: Path

    @property
    def cases(self) -> Path:
        return self.home / "processes/order_main/cases.toml"

    def run(self, *words: str) -> Result:
        missing = f"sqlite:///{self.home}/none/spillway.db"
        environment = {"SPILLWAY_DATABASE_URL": missing}
        return CliRunner().invoke(spillway, ["test", *words], env=environment)

    def told(self, *words: str) -> Any:
        return orjson.loads(self.run(*words, "--json").stdout)

    def changes(self, place: str, old: str, new: str) -> None:
        file = self.home / place
        content = file.read_text("utf-8")
        assert old in content
        file.write_text(content.replace(old, new), "utf-8")


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    shutil.copytree(ROOT / "processes", tmp_path / "processes")
    shutil.copytree(ROOT / "forms", tmp_path / "forms")
    return Tree(tmp_path)


@pytest.fixture
def promised(tree: Tree) -> Callable[..., Any]:
    """Give what the command says of one promise: this order has that grade."""

    def promised(grade: str, order: str = "", *words: str) -> Any:
        case = CASE.format(order=order, grade=grade)
        tree.cases.write_text(DEFAULTS + case, "utf-8")
        return tree.told(str(tree.cases), *words)

    return promised


def passed(answer: Any) -> bool:
    return (answer["passed"], answer["failed"]) == (1, 0)


@pytest.mark.req("S0-07")
@pytest.mark.parametrize("tag", ["当日达", "投诉升级"])
def test_same_day_arrival_or_an_escalated_complaint_is_p0(promised, tag):
    assert passed(promised("P0", f'tags = ["{tag}"]'))


@pytest.mark.req("S0-08")
@pytest.mark.parametrize(
    "order",
    [
        'tags = ["加急"]',
        'kind = "rush"',
        'lines = [{ sku = "A-1", quantity = 1, fresh = true }]',
        'lines = [{ sku = "A-1", quantity = 1, fragile = true }]',
    ],
)
def test_a_rush_or_fresh_or_fragile_goods_are_p1(promised, order):
    assert passed(promised("P1", order))


@pytest.mark.req("S0-09")
@pytest.mark.parametrize("order", ["", 'remark = "送人"', 'tags = ["赠品"]'])
def test_an_order_that_no_rule_names_is_p2(promised, order):
    assert passed(promised("P2", order))


@pytest.mark.req("S0-10")
@pytest.mark.parametrize("kind", ["presale", "appointment"])
def test_presale_and_appointment_are_p3(promised, kind):
    assert passed(promised("P3", f'kind = "{kind}"'))


@pytest.mark.req("S0-07", "S0-10")
@pytest.mark.parametrize("kind", ["presale", "appointment"])
def test_a_higher_rule_lifts_presale_and_appointment(promised, kind):
    assert passed(promised("P0", f'kind = "{kind}", tags = ["当日达"]'))


@pytest.mark.req("S0-11")
@pytest.mark.parametrize(
    "remark", ["麻烦今天必须发哦", "今天必须发货，谢谢", "请务必今天发货"]
)
def test_a_remark_that_demands_shipping_today_is_p0(promised, remark):
    assert passed(promised("P0", f'remark = "{remark}"'))


@pytest.mark.req("S0-09", "S0-11")
@pytest.mark.parametrize(
    "remark", ["今天不用发", "今天先不发货", "不必今天发", "今天别发"]
)
def test_a_remark_that_declines_shipping_today_is_not(promised, remark):
    assert passed(promised("P2", f'remark = "{remark}"'))


def test_every_promise_of_the_seed_is_kept(tree):
    answer = tree.told(str(tree.home / "processes"))

    assert (answer["failed"], answer["passed"]) == (0, len(answer["cases"]))


def test_a_broken_promise_fails_the_command(tree, promised):
    promised("P1")

    assert tree.run(str(tree.cases)).exit_code == 1


def test_kept_promises_let_the_command_succeed(tree, promised):
    promised("P2")

    assert tree.run(str(tree.cases)).exit_code == 0


def test_a_broken_promise_is_told_with_what_was_found(promised):
    (case,) = promised("P1", "", "--lang", "en")["cases"]

    assert case["differences"] == [
        {
            "code": "case-other-value",
            "message": "Expected grade to be P1, found P2.",
        }
    ]


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh", ("未通过", "等级", "P1")), ("en", ("FAILED", "A grade", "P1"))],
)
def test_people_read_what_broke_in_their_language(tree, promised, language, words):
    promised("P1")

    told = tree.run(str(tree.cases), "--lang", language).stdout
    assert [each for each in words if each not in told] == []


def test_a_rule_changed_in_the_tree_is_played_at_once(tree):
    tree.changes("processes/shared/order_grading.dmn", '"当日达"', '"次日达"')

    answer = tree.told(str(tree.home / "processes/order_main"), "--lang", "en")
    broken = [each["name"]["en"] for each in answer["cases"] if not each["passed"]]
    assert "Same-day delivery is P0" in broken


def test_a_form_changed_beside_it_refuses_the_answers_of_cases(tree):
    tree.changes("forms/ship_order/schema.json", '"tracking_no"]', '"note"]')

    answer = tree.told(str(tree.home / "processes/order_main"))
    codes = {one["code"] for each in answer["cases"] for one in each["differences"]}
    assert codes == {"case-answer-refused"}


def test_cases_alone_are_played_on_what_init_would_publish(tree, promised):
    promised("P2")
    alone = tree.home / "alone/order_main"
    alone.mkdir(parents=True)
    shutil.move(tree.cases, alone)

    assert passed(tree.told(str(alone)))


def test_no_database_is_made(tree):
    tree.run(str(tree.home / "processes/order_approval"))

    assert not (tree.home / "none").exists()


def test_paths_without_cases_are_refused(tree):
    answer = tree.told(str(tree.home / "processes/shared"))

    assert answer["error"]["code"] == "cases-none"


def test_cases_without_their_diagram_are_refused(tree):
    (tree.home / "processes/order_main").rename(tree.home / "processes/order_other")

    (finding,) = tree.told(str(tree.home / "processes"))["error"]["findings"]
    assert finding["rule"] == "cases-without-process"


def test_all_faults_of_all_files_are_told_at_once(tree):
    tree.cases.write_text('[[case]]\nname = "x"\nends = "y"\n', "utf-8")
    (tree.home / "processes/order_approval/cases.toml").write_text("[[", "utf-8")

    findings = tree.told(str(tree.home / "processes"))["error"]["findings"]
    files = {each["file"] for each in findings}
    assert files == {
        "processes/order_main/cases.toml",
        "processes/order_approval/cases.toml",
    }


def test_a_path_that_is_not_there_is_refused(tree):
    answer = tree.told(str(tree.home / "nowhere"))

    assert answer["error"]["findings"][0]["rule"] == "path-missing"
