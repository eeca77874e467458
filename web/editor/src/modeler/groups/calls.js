// What is asked of others: services, tables, other processes, formulas.
import { is } from "bpmn-js/lib/util/ModelUtil";
import { decisions, operatorOf, operators, processes } from "../catalogue.js";
import { area, choice, inBody, text } from "../entries.js";
import { isExpert } from "../expert.js";
import { operator } from "../extensions.js";

const NONE = { id: "", resultVariable: "", parameters: [] };
const held = (element) => operator(element.businessObject) ?? NONE;

export function service(element) {
  if (!is(element, "bpmn:ServiceTask")) return null;
  const entries = [
    choice({
      id: "spillway-operator",
      label: "Operator",
      help: "What is done here without people",
      options: operators,
      get: (one) => held(one).id,
      set: (writer, one, id) => writer.operator(one, id ? chosen(one, id) : null),
    }),
    text({
      id: "spillway-result",
      label: "Keep the result under",
      get: (one) => held(one).resultVariable,
      set: (writer, one, value) => writer.operator(one, { ...held(one), resultVariable: value }),
    }),
    ...held(element).parameters.map(parameter),
  ];
  if (held(element).id) entries.push(another(held(element).parameters.length));
  return { id: "spillway-service", label: "Operator", entries };
}

// Another operator brings its own parameters; those of the same name keep their value.
function chosen(element, id) {
  const old = held(element);
  const wanted = operatorOf(id)?.parameters ?? [];
  const given = (name) => old.parameters.find((one) => one.id === name)?.value ?? "";
  const parameters = wanted.map(({ name, type }) => ({ id: name, type, value: given(name) }));
  return { id, resultVariable: old.resultVariable, parameters: parameters.length ? parameters : old.parameters };
}

const TYPES = ["any", "boolean", "context", "date", "date and time", "list", "number", "string", "time"];

// What a parameter takes in words; of a list of something, that it is a list.
const typed = (type, translate) => {
  const [, base] = type?.match(/^([a-z ]+)/) ?? [];
  return TYPES.includes(base) ? translate(base) : (type ?? "");
};

const parameter = ({ id, type }) =>
  area({
    id: `spillway-parameter-${id}`,
    label: type ? "Parameter {name} ({type})" : "Parameter {name}",
    facts: (translate) => ({ name: id, type: typed(type, translate) }),
    rows: 1,
    get: (element) => held(element).parameters.find((one) => one.id === id)?.value ?? "",
    set: (writer, element, value) => {
      const parameters = held(element).parameters.map((one) => (one.id === id ? { ...one, value } : one));
      writer.operator(element, { ...held(element), parameters });
    },
  });

const another = (turn) =>
  text({
    id: "spillway-parameter-new",
    isWhole: true,
    turn,
    label: "One more parameter",
    help: "Its name; its value is a formula that you write next",
    get: () => "",
    refuse: (element, name) => {
      if (!/^[A-Za-z_]\w*$/.test(name)) return "A name has letters, digits and _, and begins with no digit";
      return held(element).parameters.some((one) => one.id === name) ? "There is one of that name" : null;
    },
    set: (writer, element, name) => {
      const old = held(element);
      writer.operator(element, { ...old, parameters: [...old.parameters, { id: name, type: "any", value: "" }] });
    },
  });

export function decision(element) {
  if (!is(element, "bpmn:BusinessRuleTask")) return null;
  const which = inBody(choice, "CalledDecisionId", { label: "Decision table", options: decisions });
  return { id: "spillway-decision", label: "Decision", entries: [which] };
}

export function called(element) {
  if (!is(element, "bpmn:CallActivity")) return null;
  const which = choice({
    id: "spillway-called",
    label: "Process that is called",
    options: processes,
    get: (one) => one.businessObject.get("calledElement") ?? "",
    set: (writer, one, value) => writer.modeling.updateProperties(one, { calledElement: value || undefined }),
  });
  return { id: "spillway-call", label: "Call", entries: [which] };
}

export function script(element) {
  if (is(element, "bpmn:ScriptTask")) return group([written()]);
  const isTask = is(element, "bpmn:Activity");
  return isTask && isExpert() ? group([around("PreScript", "Before it"), around("PostScript", "After it")]) : null;
}

const group = (entries) => ({ id: "spillway-script", label: "Formulas", entries });
const HELP = "Names and formulas, such as { total: price * 2 }";
const around = (type, label) => inBody(area, type, { label, help: HELP });
const written = () =>
  area({
    id: "spillway-script-text",
    label: "What is worked out",
    help: HELP,
    rows: 4,
    get: (element) => element.businessObject.get("script") ?? "",
    set: (writer, element, value) => {
      const script = value || undefined;
      writer.modeling.updateProperties(element, { script, scriptFormat: script && "feel" });
    },
  });
