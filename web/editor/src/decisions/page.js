// The page of decision tables: change rows, see what is wrong with them, try them.
import "./styles.js";
import { download, file, mayWrite, onClick, part, root, show } from "../shared/page.js";
import { Keeper } from "../shared/keeping.js";
import { Session } from "../shared/session.js";
import { missing } from "../shared/words.js";
import { Findings } from "./findings.js";
import { Trials } from "./trials.js";
import { editor, tablesOf, viewer } from "./table.js";
import { tabs } from "./tabs.js";

const given = part("body").value;

async function start() {
  if (!mayWrite) return read([]);
  const tables = editor();
  const text = async () => (await tables.saveXML({ format: true })).xml;
  const keeper = new Keeper(text, given);
  const { body, isRestored } = new Session(given).begin(keeper);
  const warnings = await opened(tables, body);
  if (warnings === null) return;
  if (warnings.length) return (tables.destroy(), read(warnings));
  const findings = new Findings(tables);
  const trials = new Trials(tables, text);
  keeper.onKept(() => (findings.ask(), trials.ask()));
  follow(tables, keeper);
  if (isRestored) keeper.changed();
  onClick("download", async () => download(await text(), `${file.key}.dmn`));
  findings.ask();
  trials.ask();
  finished(tables);
}

async function opened(tables, body) {
  try {
    const { warnings } = await tables.importXML(body, { open: false });
    await tables.open(tablesOf(tables)[0]);
    tabs(tables);
    return warnings;
  } catch (wrong) {
    show("unreadable", { why: wrong.message });
    root.dataset.ready = "1";
    return null;
  }
}

// Every table has its own stack of commands; each is followed once it is opened.
function follow(tables, keeper) {
  const seen = new Set();
  const watch = (view) => {
    if (!view || seen.has(view)) return;
    seen.add(view);
    view.on("commandStack.changed", () => (keeper.changed(), buttons(tables)));
  };
  watch(tables.getActiveViewer());
  tables.on("views.changed", () => (watch(tables.getActiveViewer()), buttons(tables)));
  onClick("undo", () => stack(tables)?.undo());
  onClick("redo", () => stack(tables)?.redo());
  buttons(tables);
}

const stack = (tables) => tables.getActiveViewer()?.get("commandStack", false);

function buttons(tables) {
  part("undo").disabled = !stack(tables)?.canUndo();
  part("redo").disabled = !stack(tables)?.canRedo();
}

async function read(warnings) {
  const tables = viewer();
  await opened(tables, given);
  if (warnings.length) show("unknown", {}, warnings.map(({ message }) => message.split("\n")[0]));
  root.dataset.reading = "1";
  onClick("download", () => download(given, `${file.key}.dmn`));
  finished(tables);
}

function finished(tables) {
  root.dataset.ready = "1";
  performance.mark("spillway-ready");
  Object.assign(window, { spillway: { tables, missing } });
}

start();
