// Entries of the properties panel: what is read, what is written, one command a change.
import {
  SelectEntry,
  TextAreaEntry,
  TextFieldEntry,
  isSelectEntryEdited,
  isTextAreaEntryEdited,
  isTextFieldEntryEdited,
} from "@bpmn-io/properties-panel";
import { h } from "@bpmn-io/properties-panel/preact";
import { useService } from "bpmn-js-properties-panel";
import { isThere } from "./catalogue.js";
import { body, property } from "./extensions.js";

// A name, say, is no name before all of it stands there: it is taken at Enter, or when one goes on.
const atEnd = () => Object.assign(() => {}, { cancel() {}, flush() {} });

// Each kind gets {id, label, help, get(element), set(writer, element, value), …}, perhaps
// refuse(element, value) → why it is not taken, isWhole: it is taken at its end only, and
// turn: the field begins anew when that changes. The library keeps a field, with what is
// typed in it, as long as its component and key are the same.
const entry = (kind, isEdited, more) => {
  function Entry({ element, what }) {
    const translate = useService("translate");
    const writer = useService("spillwayWriter");
    const debounce = useService("debounceInput");
    return h(kind, {
      key: `${element.id} ${what.turn ?? ""}`,
      element,
      id: what.id,
      label: translate(what.label, what.facts?.(translate)),
      description: what.help && translate(what.help),
      debounce: what.isWhole ? atEnd : debounce,
      translate,
      getValue: () => what.get(element),
      validate: what.refuse && ((value) => refused(what, element, value, translate)),
      setValue: (value, isRefused) => {
        if (!isRefused && (value ?? "") !== what.get(element)) what.set(writer, element, value ?? "");
      },
      ...more(what, element, translate),
    });
  }
  return (what) => ({ id: what.id, isEdited, component: Entry, what });
};

function refused(what, element, value, translate) {
  const why = value ? what.refuse(element, value) : null;
  return why && translate(why);
}

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
