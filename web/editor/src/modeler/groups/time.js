// When a timer goes off.
import { is } from "bpmn-js/lib/util/ModelUtil";
import { choice, text } from "../entries.js";

const TIMER = "bpmn:TimerEventDefinition";
const KINDS = [["timeDuration", "After a while"], ["timeDate", "At a moment"], ["timeCycle", "Again and again"]];
const timerOf = (element) => element.businessObject.eventDefinitions?.find((one) => is(one, TIMER));
const kindOf = (element) => KINDS.map(([name]) => name).find((name) => timerOf(element)?.get(name)) ?? "";
const writtenAs = (element) => timerOf(element)?.get(kindOf(element) || "timeDate")?.body ?? "";

export function time(element) {
  if (!timerOf(element)) return null;
  const entries = [
    choice({
      id: "spillway-timer-kind",
      label: "Type",
      options: (_, translate) => KINDS.map(([name, words]) => [name, translate(words)]),
      get: kindOf,
      set: (writer, one, kind) => set(writer, one, kind, writtenAs(one)),
    }),
    text({
      id: "spillway-timer",
      label: "When",
      help: "PT4H is four hours, R3/PT1H three times an hour apart; or a formula",
      get: writtenAs,
      set: (writer, one, body) => set(writer, one, kindOf(one) || "timeDuration", body),
    }),
  ];
  return { id: "spillway-timer", label: "Timer", entries };
}

function set(writer, element, kind, body) {
  const timer = timerOf(element);
  const made = kind && writer.factory.create("bpmn:FormalExpression", { body });
  if (made) made.$parent = timer;
  const properties = Object.fromEntries(KINDS.map(([name]) => [name, name === kind ? made : undefined]));
  writer.modeling.updateModdleProperties(element, timer, properties);
}
