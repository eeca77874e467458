"""A second opinion: npm's feelin on the suite's expressions and on made-up ones."""

from pathlib import Path

import pytest

from tests.conformance import clusters
from tests.conformance.feelin import folder
from tests.conformance.literal_cases import questions

CLUSTERS = clusters.read(Path(__file__).with_name("feelin_clusters.toml"))
GENERATED = {each: each.generated for each in CLUSTERS}
SUITE = {each: each.suite for each in CLUSTERS}
EXPRESSIONS, SEED = 6_000, 20261121


@pytest.fixture(scope="module")
def generated() -> clusters.Outcome:
    return clusters.compare_generated(EXPRESSIONS, SEED, folder())


@pytest.fixture(scope="module")
def suite(shared: Path) -> clusters.Outcome:
    place = folder()
    return clusters.compare(list(questions(shared / "data" / "tck")), place)


@pytest.mark.slow
def test_most_made_up_expressions_have_a_value(generated):
    assert generated.with_value > 0.75 * generated.asked


@pytest.mark.slow
def test_each_difference_on_a_made_up_expression_is_explained(generated):
    assert clusters.unexplained(generated.differences, GENERATED) == []


@pytest.mark.slow
def test_each_cluster_of_made_up_expressions_still_occurs(generated):
    assert clusters.idle(generated.differences, GENERATED) == []


@pytest.mark.slow
def test_each_difference_on_an_expression_of_the_suite_is_explained(suite):
    assert clusters.unexplained(suite.differences, SUITE) == []


@pytest.mark.slow
def test_each_cluster_of_the_suite_still_occurs(suite):
    assert clusters.idle(suite.differences, SUITE) == []


@pytest.mark.parametrize("cluster", CLUSTERS, ids=lambda each: each.name)
def test_each_cluster_says_who_is_right_by_which_clause(cluster):
    assert cluster.right in clusters.RIGHT
    assert cluster.clause
    assert cluster.why
