"""性能预算: the bench measures what it says, beside a reference that does the same."""

import csv
import json
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from runtime.cli.app import spillway
from runtime.cli.bench.figures import Budget, Figure, Reference, Unit, Verdict
from runtime.cli.bench.ground import Ground, Sizes
from runtime.cli.bench.intake import run_import
from runtime.cli.bench.reference import Stock
from runtime.cli.bench.sample import write_report
from runtime.cli.bench.surroundings import Surroundings
from runtime.kernel.texts import text
from runtime.orders.intake.readers import open_rows
from runtime.orders.intake.rules import read_row

NAMES = (
    *("approval", "bypass", "decisions", "effect", "feel", "finished", "import"),
    *("inbox", "lines", "memory", "pages", "rest", "rework", "start", "state", "step"),
    "table",
)
TINY = ("--orders", "12", "--rows", "200", "--rounds", "1", "--json")
RATIO = Budget(6, 10, at_least=True)
LIMIT = Budget(40, 15)


def invoke(*words: str, postgres: str = "") -> Result:
    return CliRunner(env={"PG_URL": postgres}).invoke(spillway, ["bench", *words])


@cache
def report(name: str) -> dict[str, Any]:
    """Measure once, tiny; the tests look at what came out."""
    result = invoke(*TINY, "--only", name)
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def figure(value: float, **given: Any) -> Figure:
    return Figure("x", text("bench-start"), value, Unit.COUNT, **given)


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    file = tmp_path / "orders.csv"
    write_report(file, 60)
    return Ground(tmp_path, Sizes(60, 100, 1), file, "tmall", None, lambda _: None)


@pytest.fixture
def rows(tmp_path: Path) -> list[dict[str, str]]:
    write_report(tmp_path / "r.csv", 2_000)
    with (tmp_path / "r.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_every_figure_of_a_measurement_is_above_zero(name: str) -> None:
    values = [one["value"] for one in report(name)["figures"]]

    assert values
    assert min(values) > 0


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_every_figure_with_a_budget_has_a_verdict(name: str) -> None:
    promised = [
        one["verdict"]
        for one in report(name)["figures"]
        if one["budget"] or one["ratio_budget"]
    ]

    assert promised
    assert None not in promised


@pytest.mark.slow
def test_an_import_stands_beside_three_ways_to_use_the_stock_classes() -> None:
    references = {one["reference_title"] for one in report("import")["figures"]}

    assert len(references) == 3


@pytest.mark.slow
def test_the_state_is_weighed_at_each_place_where_the_main_process_waits() -> None:
    names = {one["name"] for one in report("state")["figures"]}

    assert names == {
        "state-wait_for_payment",
        "state-resolve_hold",
        "state-sales_confirm",
        "state-finance_price_check",
        "state-warehouse_reserve",
        "state-supervisor_approve",
        "state-custom_review",
        "state-ship",
        "state-worst",
    }


@pytest.mark.slow
def test_a_user_step_is_one_commit() -> None:
    found = {one["name"]: one["value"] for one in report("step")["figures"]}

    assert found["step-commits"] == 1


@pytest.mark.slow
def test_a_bypass_over_http_stands_beside_completing_the_same_task() -> None:
    found = {one["name"]: one["reference_title"] for one in report("bypass")["figures"]}
    plain = {found[one] for one in ("bypass-p50", "bypass-shipped-p50")}

    assert plain == {text("bench-bypass-plain").say("zh")}


@pytest.mark.slow
def test_a_bypass_takes_at_most_four_statements_more_than_completing() -> None:
    found = {one["name"]: one["value"] for one in report("bypass")["figures"]}

    assert found["bypass-statements"] <= 4


@pytest.mark.slow
def test_the_report_says_on_what_machine_it_was_measured() -> None:
    assert set(report("feel")["machine"]) == {
        *("cores", "python", "sqlite", "system", "load", "pace_ms")
    }


@pytest.mark.slow
@pytest.mark.postgres
def test_postgresql_is_measured_when_there_is_a_server(postgres_url: str) -> None:
    result = invoke(*TINY, "--only", "postgres", postgres=postgres_url)

    assert [one["value"] > 0 for one in json.loads(result.stdout)["figures"]] == [True]


@pytest.mark.slow
def test_without_feelin_its_reference_is_left_out_with_a_word(tmp_path: Path) -> None:
    result = invoke(*TINY, "--only", "feel", "--node-tools", str(tmp_path))

    names = [one["name"] for one in json.loads(result.stdout)["figures"]]
    assert names == ["feel", "feel-compile", "feel-compile-typical"]
    assert "feelin" in result.stderr


@pytest.mark.req("S1-03", "D-16")
def test_three_approvals_of_47_minutes_are_the_row_before() -> None:
    figures = {one["name"]: one for one in report("approval")["figures"]}
    chain = figures["approval-chain"]

    assert (chain["value"], chain["reference"]) == (141, 0)
    assert "2.35" in chain["title"]
    assert figures["approval-mean"]["reference"] == 141


@pytest.mark.req("S1-06")
def test_the_share_of_orders_that_needed_nobody_stands_beside_82_per_cent() -> None:
    figures = {one["name"]: one for one in report("approval")["figures"]}
    share = figures["approval-share"]

    assert 0 < share["value"] < 100
    assert share["budget"]["must"] == 82


def test_without_a_server_postgresql_is_left_out() -> None:
    assert report("postgres")["figures"] == []


def test_an_unknown_measurement_is_refused_with_the_known_ones() -> None:
    result = invoke("--only", "speed", "--json")

    assert result.exit_code == 1
    assert "rework" in json.loads(result.stdout)["error"]["message"]


def test_measuring_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    invoke(*TINY, "--only", "state")

    assert list(tmp_path.iterdir()) == []


def test_fourteen_of_a_hundred_made_up_orders_are_not_paid(
    rows: list[dict[str, str]],
) -> None:
    unpaid = sum(row["订单付款时间"] == "" for row in rows)

    assert 0.12 < unpaid / len(rows) < 0.16


def test_two_of_the_made_up_orders_are_above_5000(rows: list[dict[str, str]]) -> None:
    assert sum(float(row["总金额"]) > 5_000 for row in rows) == 2


def test_made_up_orders_go_where_real_ones_go(ground: Ground) -> None:
    with ground.installation() as runtime:
        result = run_import(runtime, ground.file, ground.channel)

    assert result.created == 60
    assert set(result.places) == {
        "straight_through",
        "waiting_payment",
        "waiting_person",
    }
    assert result.places["waiting_person"] == 2


def test_the_reference_brings_each_order_to_the_same_place(ground: Ground) -> None:
    with ground.installation() as runtime, open_rows(ground.file) as source:
        around = Surroundings(runtime, ground.channel)
        stock = Stock(around)
        orders = [
            read_row(around.channel, row, is_table=True).order for row in source.rows
        ]
        ours = [around.start(order) for order in orders]
        theirs = [stock.start(order) for order in orders]

    # an escalation comes from within: nothing waits for it here
    assert [one.waiting - {"photo_owed"} for one in theirs] == [
        {wait.element.id for wait in outcome.waits} for outcome in ours
    ]


@pytest.mark.parametrize(
    ("value", "budget", "verdict"),
    [
        (12, RATIO, Verdict.STRETCH),
        (10, RATIO, Verdict.STRETCH),
        (6, RATIO, Verdict.MUST),
        (5.9, RATIO, Verdict.MISSED),
        (15, LIMIT, Verdict.STRETCH),
        (40, LIMIT, Verdict.MUST),
        (40.1, LIMIT, Verdict.MISSED),
        (1, Budget(1), Verdict.MUST),
    ],
)
def test_a_budget_is_kept_at_its_limit(
    value: float, budget: Budget, verdict: Verdict
) -> None:
    assert figure(value, budget=budget).verdict is verdict


def test_a_figure_is_as_good_as_the_worse_of_value_and_ratio() -> None:
    beside = Reference(text("bench-start"), 20)

    found = figure(100, reference=beside, budget=Budget(100), ratio_budget=RATIO)

    assert found.verdict is Verdict.MISSED
