// Words of the libraries and of the panels in the reader's language; what is not in the
// dictionary is noted in `missing`, which a test reads.
import { language } from "./page.js";

export const missing = new Set();
const said = new Set(); // sentences that come from the server, in the reader's language

export const isSaid = (sentence) => said.add(sentence);

export function translator(dictionary) {
  const isForeign = language.startsWith("zh");
  return (template, facts = {}) => {
    const known = isForeign ? dictionary[template] : template;
    if (known === undefined && !said.has(template)) missing.add(template);
    return (known ?? template).replace(/{([^}]+)}/g, (whole, name) => facts[name] ?? whole);
  };
}
