// Entries of the properties panel: what is read, what is written, one command a change.
import {
  SelectEntry,
  TextAreaEntry,
  TextFieldEntry,
  isSelectEntryEdited,
  isTextAreaEntryEdited,
  isTextFieldEntryEdited,
} from "@bpmn-io/properties-panel";
import { useService } from "bpmn-js-properties-panel";
import { isThere } from "./catalogue.js";
import { body, property } from "./extensions.js";

// Each kind gets {id, label, help, get(element), set(writer, element, value), …}.
const entry = (kind, isEdited, more) => (what) => ({
  id: what.id,
  isEdited,
  component: function Entry({ element }) {
    const translate = useService("translate");
    const writer = useService("spillwayWriter");
    const debounce = useService("debounceInput");
    return kind({
      element,
      id: what.id,
      label: translate(what.label, what.facts?.(translate)),
      description: what.help && translate(what.help),
      debounce,
      translate,
      getValue: () => what.get(element),
      setValue: (value) => what.set(writer, element, value ?? ""),
      ...more(what, element, translate),
    });
  },
});

export const text = entry(TextFieldEntry, isTextFieldEntryEdited, () => ({}));
export const area = entry(TextAreaEntry, isTextAreaEntryEdited, ({ rows }) => ({
  rows: rows ?? 2,
  monospace: true,
  autoResize: true,
}));
// options(element) → [[value, words, isPlain]]; words that are data are not translated
export const choice = entry(SelectEntry, isSelectEntryEdited, ({ options, get }, element, translate) => ({
  getOptions: () => {
    const known = options(element, translate);
    const held = get(element);
    const isKnown = !held || known.some(([value]) => value === held);
    const named = isThere ? translate("{value} (not known here)", { value: held }) : held;
    const all = isKnown ? known : [...known, [held, named]];
    return [{ value: "", label: translate("Choose…") }, ...all.map(([value, label]) => ({ value, label }))];
  },
}));

// The same for what stands in properties, and for texts of extension elements.
export const inProperty = (kind, name, what) =>
  kind({
    id: `spillway-${name.replace(":", "-")}`,
    get: (element) => property(bearer(element), name),
    set: (writer, element, value) => writer.property(element, bearer(element), name, value),
    ...what,
  });

export const inBody = (kind, type, what) =>
  kind({
    id: `spillway-${type}`,
    get: (element) => body(bearerOf(what, element), `spiffworkflow:${type}`),
    set: (writer, element, value) =>
      writer.body(element, bearerOf(what, element), `spiffworkflow:${type}`, value),
    ...what,
  });

const bearerOf = (what, element) => (what.bearer ?? bearer)(element);

// A pool shows the process that it holds.
export function bearer(element) {
  const bo = element.businessObject;
  return bo.$type === "bpmn:Participant" && bo.processRef ? bo.processRef : bo;
}
