// The properties panel: groups of our own, and those of the library that a process needs.
import { Group } from "@bpmn-io/properties-panel";
import { Writer } from "./extensions.js";
import { called, decision, script, service } from "./groups/calls.js";
import { condition, payload, repetition, sent, shortcut } from "./groups/flow.js";
import { names } from "./groups/names.js";
import { people } from "./groups/people.js";
import { process } from "./groups/process.js";
import { time } from "./groups/time.js";

const OWN = [people, service, decision, called, script, condition, time, shortcut, sent, payload, repetition, process];
const TAKEN = ["message", "signal", "escalation", "error", "multiInstance", "documentation"];

class Provider {
  static $inject = ["propertiesPanel", "translate"];

  constructor(panel, translate) {
    this.translate = translate;
    panel.registerProvider(400, this);
  }

  getGroups(element) {
    return (groups) => {
      const general = groups.find((one) => one.id === "general");
      const own = OWN.map((group) => group(element)).filter(Boolean).map((one) => this.#group(one));
      const taken = TAKEN.map((id) => groups.find((one) => one.id === id)).filter(Boolean);
      const all = [{ ...names(element, general), shouldOpen: true }, ...own, ...taken];
      return all.map((one) => ({ ...one, translate: this.translate }));
    };
  }

  #group(group) {
    return { ...group, label: this.translate(group.label), component: Group, shouldOpen: true };
  }
}

export default {
  __init__: ["spillwayProvider"],
  spillwayProvider: ["type", Provider],
  spillwayWriter: ["type", Writer],
};
