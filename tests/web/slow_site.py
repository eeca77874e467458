"""A site with a slow page and a slow job: each says that it began, then waits.

They wait for somebody to open the pipe of their name in the folder of the shop.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from runtime import bootstrap
from runtime.identity import people
from runtime.kernel.settings import Settings
from tests.story import CS
from tests.visitors import PASSWORD
from web import serving
from web.context import public


def say(line: str) -> None:
    """Print a JSON object that the test waits for."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def wait(folder: Path, name: str) -> None:
    """Say that something began, then wait until its pipe is opened."""
    say(f'{{"begun": "{name}"}}')
    (folder / name).open("rb").close()


def main() -> None:
    """Serve until stopped."""
    folder = Path(sys.argv[1])
    runtime = bootstrap.build(Settings.read(os.environ))
    trail = runtime.engine.trail
    make = serving.create_app

    @public
    def slow() -> str:
        wait(folder, "page")
        with runtime.work() as work:
            people.set_password(work, trail, people.get(work.read, CS).id, PASSWORD)
        return "answered"

    class Lane:
        name = "slow"
        is_done = False

        def tick(self) -> int:
            if not self.is_done:
                wait(folder, "job")
                say('{"done": "job"}')
            self.is_done = True
            return 0

    def with_slow_page(served: Any) -> Any:
        app = make(served)
        app.add_url_rule("/slow", "slow", slow)
        return app

    serving.create_app = with_slow_page
    bootstrap.lanes = lambda served: [[Lane()]]
    serving.serve(runtime, "127.0.0.1", 0, lambda at: say(f'{{"address": "{at}"}}'))
    say('{"ended": true}')


if __name__ == "__main__":
    main()
