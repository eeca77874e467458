// The page of a process: draw, see what is wrong, keep.
import "./styles.js";
import { download, file, mayWrite, onClick, part, root, show } from "../shared/page.js";
import { Keeper } from "../shared/keeping.js";
import { Session } from "../shared/session.js";
import { missing } from "../shared/words.js";
import * as catalogue from "./catalogue.js";
import { isExpert, setExpert } from "./expert.js";
import { Findings } from "./findings.js";
import { fit } from "./fit.js";
import { drawing, view } from "./drawing.js";
import { asked } from "./many.js";
import { Opening } from "./opening.js";
import { frames, takesAtEnter } from "./typing.js";

const given = part("body").value;

async function start() {
  await asked(given);
  if (!mayWrite) return read([]);
  const offered = catalogue.load().catch(() => show("catalogue"));
  const modeler = drawing();
  const keeper = new Keeper(async () => (await modeler.saveXML({ format: true })).xml, given);
  const { body, isRestored } = new Session(given).begin(keeper);
  const warnings = await opened(modeler, body);
  if (warnings === null) return;
  if (warnings.length) return (modeler.destroy(), read(warnings));
  drawOn(modeler, keeper, isRestored);
  await offered;
  await settled(modeler.get("selection"));
  modeler.get("eventBus").fire("propertiesPanel.providersChanged"); // there is something to choose from now
}

// The panel follows a choice some frames later; told of anything else before, it goes back to the choice before.
async function settled(selection) {
  let before;
  do {
    [before] = selection.get();
    await frames(3);
  } while (selection.get()[0] !== before);
}

async function opened(modeler, body) {
  try {
    return (await modeler.importXML(body)).warnings;
  } catch (wrong) {
    show("unreadable", { why: wrong.message });
    finished();
    return null;
  }
}

function drawOn(modeler, keeper, isRestored) {
  fit(modeler);
  const findings = new Findings(modeler);
  modeler.get("linting").toggle(true);
  keeper.onKept(() => findings.ask());
  modeler.on("commandStack.changed", () => {
    keeper.changed(); // a listener that returns something is the last that is asked
    buttons(modeler);
  });
  new Opening(modeler, keeper);
  controls(modeler, keeper);
  takesAtEnter(part("panel"));
  if (isRestored) keeper.changed();
  findings.ask();
  Object.assign(window, { spillway: { modeler, missing } });
  finished();
}

// What must not be saved can still be looked at.
async function read(warnings) {
  const viewer = view();
  const found = await opened(viewer, given);
  if (found === null) return;
  if (warnings.length) show("unknown", {}, warnings.map(({ message }) => message.split("\n")[0]));
  root.dataset.reading = "1";
  fit(viewer);
  onClick("download", () => download(given, `${file.key}.bpmn`));
  Object.assign(window, { spillway: { modeler: viewer, missing, warnings: found } });
  finished();
}

function controls(modeler, keeper) {
  const stack = modeler.get("commandStack");
  onClick("undo", () => stack.undo());
  onClick("redo", () => stack.redo());
  onClick("search", () => modeler.get("searchPad").toggle());
  onClick("simulate", () => modeler.get("toggleMode").toggleMode());
  onClick("download", async () => download((await modeler.saveXML({ format: true })).xml, `${file.key}.bpmn`));
  const expert = part("expert");
  expert.checked = isExpert();
  expert.addEventListener("change", () => {
    setExpert(expert.checked);
    modeler.get("palette")._rebuild();
    modeler.get("eventBus").fire("propertiesPanel.providersChanged");
  });
  buttons(modeler);
}

function buttons(modeler) {
  const stack = modeler.get("commandStack");
  part("undo").disabled = !stack.canUndo();
  part("redo").disabled = !stack.canRedo();
}

function finished() {
  root.dataset.ready = "1";
  performance.mark("spillway-ready");
}

// A screen too narrow to draw on says where else the process is changed.
const narrow = matchMedia("(max-width: 760px)");
if (narrow.matches) {
  narrow.addEventListener("change", start, { once: true });
  finished();
} else start();
