"""Small by rule."""

from tests.arch.law import ROOT, refuse, shape, sources

CODE = sources("runtime", "web")
TESTS = sources("tests")
MODULES = frozenset(file.module for file in CODE)
COMPOSITION = frozenset({"runtime.bootstrap", "web.ui"})  # they list the parts


def outside_migrations(files):
    """A migration creates all the tables of its release in one function."""
    return [file for file in files if "/migrations/" not in file.path]


def test_no_module_is_longer_than_a_reader_can_hold():
    refuse(shape.long_modules([*CODE, *TESTS]))


def test_no_function_does_more_than_it_says():
    refuse(shape.long_functions(outside_migrations([*CODE, *TESTS])))


def test_no_function_asks_for_more_than_six_things():
    refuse(shape.wide_functions([*CODE, *TESTS]))


def test_only_the_composition_root_knows_many_parts():
    refuse(shape.fan_out(CODE, MODULES, exempt=COMPOSITION))


def test_no_file_or_folder_is_a_drawer():
    refuse(shape.drawers(file.path for file in [*CODE, *TESTS]))


def test_a_test_fits_on_a_page():
    refuse(shape.crowded_tests(TESTS))


def test_a_test_states_one_fact():
    refuse(shape.branching_tests(TESTS))


def test_every_folder_of_tests_is_a_tier_that_make_runs():
    tiers = (ROOT / "Makefile").read_text("utf-8").partition("TIERS := ")[2]
    folders = {file.relative_to(ROOT).parts[1] for file in files_of_tests()}

    assert folders <= {"arch", *tiers.splitlines()[0].split()}


def files_of_tests():
    return list((ROOT / "tests").rglob("test_*.py"))
