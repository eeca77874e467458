"""The list of all rules, as ``docs/rules.md`` has it: written from the examples.

``python -m tests.contracts.checks.listing`` writes it anew.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from runtime.bootstrap import build
from runtime.designer.checks.registry import checks
from runtime.designer.mending.registry import by_rule
from runtime.engine.machine import Engine
from runtime.kernel.errors import Finding
from runtime.kernel.settings import Settings
from tests.contracts.checks import gates
from tests.contracts.checks.examples import NAMES, example, wrong

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "rules.md"
HEAD = """# 检查规则 · Rules

What `spillway lint`, `spillway deploy`, the editors and the page of a draft say of a
diagram. An **error** keeps it from being published, a **warning** is advice. Each rule
has an example that it is told of, and one that is right. “Fix it for me” stands where a
mending is offered. This page is written by `python -m tests.contracts.checks.listing`,
and a test compares.

编辑器、草稿页、`spillway lint` 和 `spillway deploy` 使用的全部规则。
“错误”更正后才能发布，“提醒”供参考。每条规则都有一个反例和一个正例。

In the examples of the gates, `{{role=cs}}` stands for settings of an element, `a>b` for
a way from a to b, `a>b?rule` for one with a condition.
"""
WEIGHTS = {"error": "错误 · error", "warning": "提醒 · warning"}


def page(engine: Engine) -> str:
    """Return the whole page."""
    told = "\n".join(
        [*_gates(engine), "## 给作者的检查 · Checks for authors\n", *_checks(engine)]
    )
    return f"{HEAD}\n## 发布前的门禁 · Gates before publishing\n\n{told}"


def _gates(engine: Engine) -> Iterator[str]:
    for rule in sorted(gates.examples()):
        found = gates.said_of(engine, rule, "bad")
        yield from _rule(next(one for one in found if one.rule == rule))
        for which, name in (("bad", "反例 · bad"), ("good", "正例 · good")):
            shown = str(gates.examples()[rule][which]).strip()
            yield f"{name}:\n\n```xml\n{shown}\n```\n" if shown else f"{name}: –\n"


def _checks(engine: Engine) -> Iterator[str]:
    for name in NAMES:
        seen: set[str] = set()
        for found in wrong(engine, name):
            if found.rule not in seen:
                seen.add(found.rule)
                yield from _rule(found, checks()[name].rules[found.rule])
        links = (
            f"[{said}]({os.path.relpath(example(name, which), PAGE.parent)})"
            for which, said in (("bad", "反例 · bad"), ("good", "正例 · good"))
        )
        yield f"{' / '.join(links)}\n"


def _rule(found: Finding, level: str = "") -> Iterator[str]:
    mended = ", 可代为修正 · fix it for me" if found.rule in by_rule() else ""
    yield f"### {found.rule}\n\n{WEIGHTS[level or found.level]}{mended}\n"
    for language in ("zh", "en"):
        yield f"- {_one_line(found.text.say(language))}"
    yield ""


def _one_line(sentence: str) -> str:
    return re.sub(r"\s+", " ", sentence).replace("<", "&lt;").strip()


def main() -> None:
    """Write the page."""
    with TemporaryDirectory() as home:
        runtime = build(Settings.read({}, f"sqlite:///{home}/spillway.db"))
        PAGE.write_text(page(runtime.engine), "utf-8")
        runtime.close()


if __name__ == "__main__":
    main()
