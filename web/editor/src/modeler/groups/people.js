// What people do: who, with which form, until when, what first.
import { is } from "bpmn-js/lib/util/ModelUtil";
import { catalogue, forms, roles, titled } from "../catalogue.js";
import { area, choice, inBody, inProperty, text } from "../entries.js";
import { isExpert } from "../expert.js";

const TIMES = [
  ["PT15M", "15 minutes"], ["PT30M", "30 minutes"], ["PT45M", "45 minutes"], ["PT1H", "1 hour"],
  ["PT2H", "2 hours"], ["PT4H", "4 hours"], ["PT8H", "8 hours"], ["P1D", "1 day"], ["P2D", "2 days"],
  ["P7D", "7 days"],
];

const times = (_, translate) => [
  ...TIMES.map(([value, words]) => [value, translate(words)]),
  ...catalogue.levels.map(({ key, title }) => [key, titled(title, key)]),
];

const otherTasks = (element) =>
  tasksBeside(element).map((one) => [one.id, one.name ? `${one.name} (${one.id})` : one.id]);

function tasksBeside(element) {
  let root = element.businessObject;
  while (root.$parent && !is(root, "bpmn:Process")) root = root.$parent;
  return userTasks(root).filter((one) => one !== element.businessObject);
}

const userTasks = (holder) =>
  (holder.flowElements ?? []).flatMap((one) => (is(one, "bpmn:UserTask") ? [one] : userTasks(one)));

export function people(element) {
  if (!is(element, "bpmn:UserTask")) return null;
  const entries = [
    inProperty(choice, "role", { label: "Role", help: "Who finds this task in the inbox", options: roles }),
    inProperty(choice, "formKey", { label: "Form", options: forms }),
    inProperty(choice, "sla", { label: "To be done within", options: times }),
    inProperty(text, "sla", {
      id: "spillway-sla-exact",
      label: "Within, exactly",
      help: "A duration such as PT90M, or a formula after an equals sign",
    }),
    inProperty(choice, "fourEyes", {
      label: "Four eyes",
      help: "Whoever did that step may not do this one",
      options: otherTasks,
    }),
    inProperty(text, "priority", { label: "Priority", help: "A formula such as: grade" }),
    inProperty(area, "batch", { label: "May be completed in a batch when", help: 'A formula such as: grade = "P2"' }),
  ];
  return { id: "spillway-people", label: "Who does it, how fast", entries: [...entries, ...(isExpert() ? answers() : [])] };
}

const answers = () => [
  inProperty(text, "stage", { label: "Stage", help: "The stage that an order is in while this waits" }),
  inBody(text, "VariableName", { label: "Keep the answer under", help: "One name for the whole answer; without it each field has its own" }),
];
