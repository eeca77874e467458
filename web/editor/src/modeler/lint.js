// What is wrong with a drawing, said while it is drawn: rules of the library, a few of
// ours, and what the server found at the last save.
import { is, isAny } from "bpmnlint-utils";
import StaticResolver from "bpmnlint/lib/resolver/static-resolver";
import conditionalFlows from "bpmnlint/rules/conditional-flows";
import endEventRequired from "bpmnlint/rules/end-event-required";
import eventBasedGateway from "bpmnlint/rules/event-based-gateway";
import eventSubProcessStart from "bpmnlint/rules/event-sub-process-typed-start-event";
import noDisconnected from "bpmnlint/rules/no-disconnected";
import noDuplicateFlows from "bpmnlint/rules/no-duplicate-sequence-flows";
import noImplicitSplit from "bpmnlint/rules/no-implicit-split";
import singleEventDefinition from "bpmnlint/rules/single-event-definition";
import startEventRequired from "bpmnlint/rules/start-event-required";
import { isSaid } from "../shared/words.js";
import { body, operator, property } from "./extensions.js";

const rule = (applies, isRight, message) => () => ({
  check(node, reporter) {
    if (applies(node) && !isRight(node)) reporter.report(node.id, message);
  },
});
const isA = (type) => (node) => is(node, type);
const RESERVED = ["Start", "End", "Root"]; // the engine has elements of that name

// Each under the name that the server gives the same fault: it is said once.
const OWN = {
  "task-without-role": rule(isA("bpmn:UserTask"), (node) => property(node, "role"), "Choose the role that does this task"),
  "task-without-form": rule(
    isA("bpmn:UserTask"),
    (node) => property(node, "formKey") || property(node, "formJsonSchemaFilename"),
    "Choose the form of this task",
  ),
  "operator-missing": rule(isA("bpmn:ServiceTask"), (node) => operator(node)?.id, "Choose what is done here"),
  "decision-missing": rule(
    isA("bpmn:BusinessRuleTask"),
    (node) => body(node, "spiffworkflow:CalledDecisionId"),
    "Choose the decision table",
  ),
  "called-missing": rule(isA("bpmn:CallActivity"), (node) => node.calledElement, "Choose the process that is called"),
  "id-reserved": rule(isA("bpmn:FlowNode"), (node) => !RESERVED.includes(node.id), "The engine keeps this id for itself; choose another"),
  "timer-empty": rule(
    isA("bpmn:TimerEventDefinition"),
    (node) => node.timeDate ?? node.timeDuration ?? node.timeCycle,
    "Say when the timer goes off",
  ),
};
// Where the other name of a fault is the server's.
const LIBRARY = {
  "conditional-flows": conditionalFlows,
  "end-event-required": endEventRequired,
  "event-based-gateway": eventBasedGateway,
  "event-sub-process-typed-start-event": eventSubProcessStart,
  "no-disconnected": noDisconnected,
  "no-duplicate-sequence-flows": noDuplicateFlows,
  "no-implicit-split": noImplicitSplit,
  "single-event-definition": singleEventDefinition,
  "start-event-required": startEventRequired,
};

// [{element, rule, level, message}] as the server said after the last save
let found = [];

export function setFound(findings) {
  found = findings;
  findings.forEach(({ message }) => isSaid(message));
}

const ofServer = (level) => () => ({
  check(node, reporter) {
    if (!isAny(node, ["bpmn:BaseElement"]) || !node.id) return;
    const mine = found.filter((one) => one.element === node.id && one.level === level && !(one.rule in OWN));
    for (const one of mine) reporter.report(node.id, one.message);
  },
});

const rules = { ...LIBRARY, ...OWN, "server-error": ofServer("error"), "server-warning": ofServer("warning") };
const cache = Object.fromEntries(Object.entries(rules).map(([name, made]) => [`rule:bpmnlint/${name}`, made]));
const levels = Object.fromEntries(Object.keys(rules).map((name) => [name, "error"]));

export default {
  resolver: new StaticResolver(cache),
  config: { rules: { ...levels, "server-warning": "warn", "no-disconnected": "warn" } },
};
