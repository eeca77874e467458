// The library of the simulation speaks English alone, as do corners of the others.
import { speakFor } from "../shared/hard_words.js";
import { part } from "../shared/page.js";

const SPOKEN = {
  places:
    ".bts-palette, .bts-log, .bts-notifications, .bts-set-animation-speed, .bts-toggle-mode, .bts-scopes, .bts-context-pad",
  patterns: [
    [/^Set animation speed = (.*)$/, "Set animation speed = {what}"],
    [/^Focus process instance (.*)$/, "Focus process instance {what}"],
  ],
  words: [
    "Slow", "Normal", "Fast", "Token Simulation", "Toggle Simulation Log", "Simulation Log", "Reset Simulation", "Play/Pause Simulation",
  "Pause Simulation", "Play Simulation", "Set Sequence Flow", "Trigger Event", "Add pause point",
  "Remove pause point", "Finished", "Found unsupported elements", "Not supported", "No Entries", "Process",
  "Start Event", "End Event", "Intermediate Event", "Boundary Event", "User Task", "Service Task", "Script Task",
  "Business Rule Task", "Manual Task", "Receive Task", "Send Task", "Task", "Call Activity", "Exclusive Gateway",
  "Parallel Gateway", "Inclusive Gateway", "Toggle Token Simulation", "Close",
  ],
};

const MENU = {
  places: ".djs-popup",
  words: ["Results"],
  patterns: [[/^(\d+)\s+results? found$/, "{what} found"]],
};
const PANEL = { places: ".bio-properties-panel-open-feel-popup", words: ["Open pop-up editor"] };

class Words {
  static $inject = ["canvas", "translate"];

  constructor(canvas, translate) {
    speakFor(canvas.getContainer(), SPOKEN, translate);
    speakFor(canvas.getContainer(), MENU, translate);
    speakFor(part("panel"), PANEL, translate);
  }
}

export default { __init__: ["spillwaySimulationWords"], spillwaySimulationWords: ["type", Words] };
