// Ways and events: conditions, what a message brings along, shortcuts, repetition.
import { getBusinessObject, is, isAny } from "bpmn-js/lib/util/ModelUtil";
import { policies } from "../catalogue.js";
import { area, choice, inBody, inProperty, text } from "../entries.js";

const CHOOSING = ["bpmn:ExclusiveGateway", "bpmn:InclusiveGateway"];
const LOOP = "bpmn:MultiInstanceLoopCharacteristics";

export function condition(element) {
  const source = element.source && getBusinessObject(element.source);
  const isChosen = is(element, "bpmn:SequenceFlow") && source && isAny(source, CHOOSING);
  if (!isChosen || source.default === element.businessObject) return null;
  const when = area({
    id: "spillway-condition",
    label: "This way when",
    help: "A formula such as: total > 5000",
    rows: 2,
    get: (one) => one.businessObject.conditionExpression?.body ?? "",
    set: (writer, one, value) => {
      const made = value && writer.factory.create("bpmn:FormalExpression", { body: value });
      if (made) made.$parent = one.businessObject;
      writer.modeling.updateProperties(one, { conditionExpression: made || undefined });
    },
  });
  return { id: "spillway-condition", label: "Condition", entries: [when] };
}

const MESSAGE = "bpmn:MessageEventDefinition";
const messageOf = (element) =>
  element.businessObject.eventDefinitions?.find((one) => is(one, MESSAGE));

export function shortcut(element) {
  if (!is(element, "bpmn:BoundaryEvent") || !messageOf(element)) return null;
  const which = inProperty(choice, "bypassPolicy", {
    label: "Bypass policy",
    help: "Who may go this way past the task, and when",
    options: policies,
  });
  return { id: "spillway-bypass", label: "Bypass", entries: [which] };
}

export function payload(element) {
  const isTask = isAny(element, ["bpmn:SendTask", "bpmn:ReceiveTask"]);
  const bearer = isTask ? element.businessObject : messageOf(element);
  if (!bearer) return null;
  const isSent = isAny(element, ["bpmn:SendTask", "bpmn:ThrowEvent"]);
  const where = { bearer: (one) => (isTask ? one.businessObject : messageOf(one)) };
  const entry = isSent
    ? inBody(area, "MessagePayload", { ...where, label: "What it brings along", help: "A formula" })
    : inBody(text, "MessageVariable", { ...where, label: "Keep what it brings under" });
  return { id: "spillway-payload", label: "What the message brings", entries: [entry] };
}

// Which message a task sends: the panel of the library asks only those that receive.
export function sent(element) {
  if (!is(element, "bpmn:SendTask")) return null;
  const message = choice({
    id: "spillway-sent",
    label: "Message",
    options: (one) => messages(one).map(({ id, name }) => [id, name ?? id]),
    get: (one) => one.businessObject.messageRef?.id ?? "",
    set: (writer, one, id) => {
      const messageRef = messages(one).find((each) => each.id === id);
      writer.modeling.updateProperties(one, { messageRef });
    },
  });
  return { id: "spillway-sent", label: "Message", entries: [message] };
}

function messages(element) {
  let root = element.businessObject;
  while (root.$parent) root = root.$parent;
  return (root.rootElements ?? []).filter((one) => is(one, "bpmn:Message"));
}

const loopOf = (element) => element.businessObject.loopCharacteristics;

// The list is a formula in a place where others keep the id of a data object.
export function repetition(element) {
  const loop = loopOf(element);
  if (!loop || !is(loop, LOOP)) return null;
  const change = (writer, one, properties) =>
    writer.modeling.updateModdleProperties(one, loopOf(one), properties);
  const list = area({
    id: "spillway-loop-list",
    label: "For each of",
    help: "A formula that gives a list",
    rows: 1,
    get: (one) => loopOf(one)?.loopDataInputRef?.id ?? "",
    set: (writer, one, id) =>
      change(writer, one, { loopDataInputRef: id ? writer.factory.create("bpmn:DataInput", { id }) : undefined }),
  });
  const item = text({
    id: "spillway-loop-item",
    label: "Each is called",
    get: (one) => loopOf(one)?.inputDataItem?.id ?? "",
    set: (writer, one, id) => {
      const made = id && writer.factory.create("bpmn:DataInput", { id });
      if (made) made.$parent = loopOf(one);
      change(writer, one, { inputDataItem: made || undefined });
    },
  });
  return { id: "spillway-loop", label: "Repetition", entries: [list, item] };
}
