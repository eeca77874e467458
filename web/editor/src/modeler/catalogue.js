// What the installation offers: roles, forms, tables, operators and so on.
import { draft, language } from "../shared/page.js";
import { call } from "../shared/server.js";

const EMPTY = { roles: [], forms: [], decisions: [], operators: [], policies: [], processes: [], levels: [], messages: [], signals: [] };
export let catalogue = EMPTY;
export let isThere = false; // until then nobody can tell what is not known here

export async function load() {
  catalogue = { ...EMPTY, ...(await call("GET", `/designs/catalogue?draft=${draft}`)) };
  isThere = true;
}

export const titled = (title, key) => {
  const said = language.startsWith("zh") ? title?.zh : title?.en;
  return said ? `${said} (${key})` : key;
};
export const roles = () => catalogue.roles.map(({ id, title }) => [id, titled(title, id)]);
export const forms = () => catalogue.forms.map(({ key, title }) => [key, titled(title, key)]);
export const decisions = () => catalogue.decisions.map(({ id, title }) => [id, titled(title, id)]);
export const policies = () => catalogue.policies.map(({ key, title }) => [key, titled(title, key)]);
export const processes = () => catalogue.processes.map(({ key, title }) => [key, titled(title, key)]);
export const operators = () => catalogue.operators.map(({ name, title }) => [name, titled(title, name)]);
export const operatorOf = (name) => catalogue.operators.find((one) => one.name === name);
