"""The budgets: what the product promises, on two cores.

Each figure of the bench that has a promise stands here under its own name.
"""

from __future__ import annotations

from runtime.cli.bench.figures import Budget

NOBODY_PERCENT = Budget(82, at_least=True)  # of orders need nobody (S1-06)
IMPORT_RATE = Budget(2_500, 4_000, at_least=True)
IMPORT_RATIO = Budget(6, 10, at_least=True)
IMPORT_POSTGRES = Budget(2_000, 3_300, at_least=True)
STATE_BYTES = Budget(1_000, 700)
STEP_BYTES = Budget(1_200, 600)
FINISHED_BYTES = Budget(2_000 + 1_200, 1_500 + 600)  # with its one user step
REWORK_RATIO = Budget(1.3, 1.1)
DECISIONS_US = Budget(40, 15)
FEEL_US = Budget(1, 0.4)
FEEL_RATIO = Budget(6)
FEEL_COMPILE_US = Budget(150)
TABLE_US = Budget(500)
FEEL_LINES = Budget(20_000, at_least=True)
DECIDE_LINES = Budget(5_000, at_least=True)
INBOX_MS = Budget(1)
STEP_P50_MS = Budget(4, 2.5)
STEP_P99_MS = Budget(12)
STEP_STATEMENTS = Budget(12, 10)
STEP_COMMITS = Budget(1)
IMPORT_MEGABYTES = Budget(200, 130)
EFFECT_MEGABYTES = Budget(200, 130)
START_SECONDS = Budget(2, 1)
SERVE_SECONDS = Budget(2, 1)
REST_ORDER_MS = Budget(5, 3)
REST_ARRIVING_MS = Budget(20, 8)
REST_LOOP_MS = Budget(150, 60)
PAGE_INBOX_MS = Budget(20)
PAGE_BYTES = Budget(60_000, 40_000)
PAGE_REQUESTS = Budget(5)
EDITOR_BYTES = Budget(550_000)
EDITOR_MS = Budget(2_000)
REST_RATE = Budget(250, 450, at_least=True)
BYPASS_MS = Budget(20)
BYPASS_STATEMENTS = Budget(4)
