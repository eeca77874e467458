// dmn-js as we use it: tables first, in the reader's language.
import Modeler from "dmn-js/lib/Modeler";
import Viewer from "dmn-js/lib/NavigatedViewer";
import spiffworkflow from "../shared/moddle.json";
import { speakFor } from "../shared/hard_words.js";
import { part } from "../shared/page.js";
import { translator } from "../shared/words.js";
import dictionary from "./zh.js";

const translate = translator(dictionary);
const words = { translate: ["value", translate] };
const SPOKEN = {
  places: ".dmn-icon-drag, .context-menu, .context-menu-flex",
  words: ["Move Input", "Move Output", "Decision table context menu"],
};
const PARTS = ["drd", "decisionTable", "literalExpression", "boxedExpression"];

const options = () => ({
  container: part("canvas"),
  moddleExtensions: { spiffworkflow },
  ...Object.fromEntries(PARTS.map((one) => [one, { additionalModules: [words] }])),
});

export function editor() {
  speakFor(part("canvas"), SPOKEN, translate);
  return new Modeler(options());
}

export const viewer = () => new Viewer(options());

// The views of a file without the drawing of how they hang together, tables first.
export function tablesOf(tables) {
  const views = tables.getViews().filter(({ type }) => type !== "drd");
  const rank = ({ type }) => (type === "decisionTable" ? 0 : 1);
  return views.sort((a, b) => rank(a) - rank(b));
}
