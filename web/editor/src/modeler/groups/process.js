// The process as a whole: whose it is, who may start it.
import { is } from "bpmn-js/lib/util/ModelUtil";
import { roles } from "../catalogue.js";
import { bearer, choice, inProperty } from "../entries.js";

export function process(element) {
  if (!is(bearer(element), "bpmn:Process")) return null;
  return {
    id: "spillway-process",
    label: "Responsibility",
    entries: [
      inProperty(choice, "owner", { label: "Owner", options: roles }),
      inProperty(choice, "startRole", { label: "Who may start it", options: roles }),
    ],
  };
}
