"""Each import contract sees a deliberate breach, in a small tree of the same names."""

import subprocess
import sys

import pytest

from tests.arch.law import ROOT

# module → the import that it must not have; each contract is broken once or more
BREACHES = {
    "runtime/kernel/low.py": "import runtime.engine",
    "runtime/feel/low.py": "import runtime.dmn",
    "runtime/jobs/low.py": "import runtime.orders",
    "runtime/connectors/side.py": "import runtime.designer",
    "runtime/insight/low.py": "import runtime.cli",
    "runtime/orders/grading/near.py": "import runtime.orders.intake",
    "runtime/orders/order/queries.py": "import runtime.orders.order.steps",
    "runtime/orders/grading/rules.py": "import sqlalchemy",
    "runtime/dmn/stores.py": "import sqlalchemy.orm",
    "runtime/orders/order/second.py": "import SpiffWorkflow.bpmn",
    "runtime/engine/design/late.py": "import runtime.engine.run",
    "runtime/engine/spiff/stores.py": "import sqlalchemy",
    "runtime/engine/pages.py": "import flask",
}
PACKAGES = (
    *("web", "runtime", "runtime/cli", "runtime/bootstrap", "runtime/insight"),
    *("runtime/designer", "runtime/connectors", "runtime/identity", "runtime/engine"),
    *("runtime/engine/design", "runtime/engine/run", "runtime/engine/spiff"),
    *("runtime/jobs", "runtime/dmn", "runtime/feel"),
    *("runtime/kernel", "runtime/orders", "runtime/orders/order"),
    *("runtime/orders/intake", "runtime/orders/grading"),
)
LAWFUL = {
    "runtime/orders/order/steps.py": "import runtime.orders.order.rules",
    "runtime/orders/order/rules.py": "import runtime.kernel",
    "runtime/orders/intake/steps.py": "import runtime.orders.order.rules",
    "runtime/engine/spiff/tasks.py": "import SpiffWorkflow.task",
    "web/pages.py": "import flask",
    "web/serving.py": "import runtime.bootstrap",
    "runtime/cli/serve.py": "import web.serving",
}


def check(folder, modules):
    """Run import-linter with our contracts over a tree of empty packages."""
    for package in PACKAGES:
        (folder / package).mkdir(parents=True)
        (folder / package / "__init__.py").touch()
    for module, line in modules.items():
        (folder / module).write_text(f"{line}\n")
    (folder / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text("utf-8"))
    program = (
        "import sys; from importlinter.cli import lint_imports_command as run; run()"
    )
    return subprocess.run(
        [sys.executable, "-c", program, "--no-cache"],
        cwd=folder,
        env={"COLUMNS": "300"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    return check(tmp_path_factory.mktemp("broken"), {**LAWFUL, **BREACHES})


@pytest.mark.parametrize("module", BREACHES)
def test_a_forbidden_import_is_named(broken, module):
    importer = module.removesuffix(".py").replace("/", ".")

    assert f"{importer} -> " in broken.stdout


def test_a_tree_with_breaches_is_refused(broken):
    assert broken.returncode == 1


def test_a_tree_without_them_passes(tmp_path):
    done = check(tmp_path, LAWFUL)

    assert done.returncode == 0, done.stdout
