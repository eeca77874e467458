// What is wrong with the tables, on their rows and cells and in the list.
import { file, filled, part } from "../shared/page.js";
import { Checking, list } from "../shared/findings.js";
import { marks } from "./marks.js";
import { tablesOf } from "./table.js";
import { titleOf } from "./tabs.js";

export class Findings {
  constructor(tables) {
    this.tables = tables;
    this.checking = new Checking();
    this.found = []; // what the server said last
  }

  async ask() {
    const items = await this.checking.ask();
    if (items) this.found = once(items);
    this.#show(this.found);
  }

  #show(all) {
    const isHere = (one) => one.kind === file.kind && one.key === file.key;
    const here = all.filter(isHere).map((one) => ({ ...one, place: this.#place(one.element) }));
    marks(here);
    const there = all.filter((one) => !isHere(one));
    list([...here.map((one) => this.#entry(one)), ...there.map(elsewhere)], this.checking.state);
  }

  // Which table and which row an element stands in.
  #place(id) {
    for (const view of tablesOf(this.tables)) {
      const rules = view.element.decisionLogic?.rule ?? [];
      const at = rules.findIndex((rule) => rule.id === id || cells(rule).some((cell) => cell.id === id));
      if (at >= 0) return { view, row: at + 1, rule: rules[at].id, cell: rules[at].id === id ? null : id };
    }
    return null;
  }

  #entry({ level, message, element, place }) {
    if (!place) return { level, message, where: element };
    const row = filled(part("findings").dataset.row, { row: place.row });
    const where = `${titleOf(place.view.element)} · ${row}`;
    return { level, message, where, go: () => this.#go(place) };
  }

  async #go({ view, rule, cell }) {
    if (this.tables.getActiveView()?.element !== view.element) await this.tables.open(view);
    const wanted = cell ? `[data-element-id="${CSS.escape(cell)}"]` : `[data-row-id="${CSS.escape(rule)}"]`;
    const found = part("canvas").querySelector(`td${wanted}`);
    found?.scrollIntoView({ block: "nearest", inline: "nearest" });
    (found?.querySelector("[contenteditable]") ?? found)?.focus(); // an element of the table follows the focus
  }
}

const cells = (rule) => [...(rule.inputEntry ?? []), ...(rule.outputEntry ?? [])];
const elsewhere = ({ file, element, level, message }) => ({
  level,
  message,
  where: [file, element].filter(Boolean).join(" · "),
});

// The same fault may come from every process that uses a table.
function once(items) {
  const seen = new Map(items.map((one) => [[one.file, one.element, one.rule, one.message].join("\n"), one]));
  return [...seen.values()];
}
