"""npm's feelin as a reference for FEEL, where node and the package are at hand."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from runtime.cli.bench.ground import Ground
from runtime.kernel.errors import Misconfigured
from runtime.kernel.texts import text

WITHIN_SECONDS = 120
# feelin parses a text each time it is asked; it has no way to compile one
_SCRIPT = """
import { join } from "node:path";
import { pathToFileURL } from "node:url";
const [folder, text, times] = process.argv.slice(1);
const place = join(folder, "node_modules", "feelin", "dist", "index.js");
const { evaluate } = await import(pathToFileURL(place));
const scope = { amount: 199, credit: "good" };
const ask = (count) => {
  for (let i = 0; i < count; i += 1) {
    if (evaluate(text, scope).value !== true) throw new Error("expected true");
  }
};
ask(Number(times));
const before = process.hrtime.bigint();
ask(Number(times));
console.log(Number(process.hrtime.bigint() - before) / 1000 / Number(times));
"""


def find_feelin(ground: Ground) -> Path | None:
    """Return the folder of feelin; without node or the package say so, None."""
    folder = ground.node_tools
    if shutil.which("node") is None:
        ground.note(text("bench-no-node"))
        return None
    if folder is None or not (folder / "node_modules" / "feelin").is_dir():
        ground.note(text("bench-no-feelin"))
        return None
    return folder.absolute()


def microseconds(folder: Path, condition: str, times: int) -> float:
    """Return what one evaluation costs feelin, the machine of JavaScript warm.

    Raises Misconfigured when feelin does not answer true.
    """
    words = ["node", "--input-type=module", "-e", _SCRIPT]
    done = subprocess.run(
        [*words, str(folder), condition, str(times)],
        capture_output=True,
        text=True,
        timeout=WITHIN_SECONDS,
        check=False,
    )
    if done.returncode:
        raise Misconfigured("bench-child-failed", why=done.stderr[-300:])
    return float(done.stdout)
