// Reads and writes what stands in extension elements. One change is one command, so that
// undo takes it back whole; whatever else stands there stays as it is.
import { is } from "bpmn-js/lib/util/ModelUtil";

const PROPERTIES = "spiffworkflow:Properties";

const values = (bo) => bo.get("extensionElements")?.get("values") ?? [];
export const extension = (bo, type) => values(bo).find((one) => is(one, type));
export const property = (bo, name) =>
  extension(bo, PROPERTIES)?.get("values").find((one) => one.name === name)?.value ?? "";
export const body = (bo, type) => extension(bo, type)?.body ?? "";

export class Writer {
  static $inject = ["bpmnFactory", "modeling"];

  constructor(factory, modeling) {
    this.factory = factory;
    this.modeling = modeling;
  }

  // A property without a value is left out: the engine could not read it.
  property(element, bo, name, value) {
    const before = extension(bo, PROPERTIES)?.get("values") ?? [];
    const wanted = before.map((one) => (one.name === name ? { name, value } : one));
    if (!before.some((one) => one.name === name)) wanted.push({ name, value });
    const kept = wanted
      .filter((one) => one.name !== name || value)
      .map(({ name, value }) => this.#make("spiffworkflow:Property", { name, value }));
    const holder = kept.length ? this.#make(PROPERTIES, { values: kept }) : null;
    kept.forEach((one) => (one.$parent = holder));
    this.#replace(element, bo, PROPERTIES, holder);
  }

  body(element, bo, type, text) {
    this.#replace(element, bo, type, text ? this.#make(type, { body: text }) : null);
  }

  // operator: null, or {id, resultVariable, parameters: [{id, type, value}]}
  operator(element, operator) {
    const bo = element.businessObject;
    const old = extension(bo, "spiffworkflow:ServiceTaskOperator");
    this.#replace(element, bo, "spiffworkflow:ServiceTaskOperator", operator && this.#operator(operator, old));
  }

  #operator({ id, resultVariable, parameters }, old) {
    const list = this.#make("spiffworkflow:Parameters", {
      parameters: parameters.map((one) => this.#make("spiffworkflow:Parameter", one)),
    });
    list.parameters.forEach((one) => (one.$parent = list));
    const made = this.#make("spiffworkflow:ServiceTaskOperator", { id, parameterList: list });
    if (resultVariable) made.set("resultVariable", resultVariable);
    if (old?.retry) made.set("retry", old.retry);
    list.$parent = made;
    return made;
  }

  #replace(element, bo, type, next) {
    const before = values(bo);
    const at = before.findIndex((one) => is(one, type));
    const kept = before.filter((one) => !is(one, type));
    if (next) kept.splice(at < 0 ? kept.length : at, 0, next);
    const holder = this.factory.create("bpmn:ExtensionElements", { values: kept });
    holder.$parent = bo;
    kept.forEach((one) => (one.$parent = holder));
    const extensionElements = kept.length ? holder : undefined;
    this.modeling.updateModdleProperties(element, bo, { extensionElements });
  }

  #make(type, attributes) {
    return this.factory.create(type, attributes);
  }
}

export function operator(bo) {
  const found = extension(bo, "spiffworkflow:ServiceTaskOperator");
  if (!found) return null;
  const parameters = (found.parameterList?.get("parameters") ?? []).map(({ id, type, value }) => ({
    id,
    type,
    value: value ?? "",
  }));
  return { id: found.id ?? "", resultVariable: found.resultVariable ?? "", parameters };
}
