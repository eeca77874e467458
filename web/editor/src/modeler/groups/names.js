// Names: the drawing speaks Chinese, the English name stands beside it.
import { is, isAny } from "bpmn-js/lib/util/ModelUtil";
import { inProperty, text } from "../entries.js";
import { isExpert } from "../expert.js";

const NAMED = ["bpmn:FlowNode", "bpmn:SequenceFlow", "bpmn:Process", "bpmn:Participant", "bpmn:Lane"];
const FOR_ALL = ["name", "processName"];
const FOR_EXPERTS = ["id", "processId"];

export function names(element, general) {
  const wanted = isExpert() ? [...FOR_ALL, ...FOR_EXPERTS] : FOR_ALL;
  const entries = general.entries.filter((one) => wanted.includes(one.id));
  if (isAny(element, NAMED)) {
    const english = inProperty(text, "name:en", { label: "Name in English" });
    entries.splice(is(element, "bpmn:Participant") ? entries.length : 1, 0, english);
  }
  return { ...general, entries };
}
