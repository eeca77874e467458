// What is wrong, on the elements and in the list: rules that run here at each change, and
// the server's at each save.
import { file } from "../shared/page.js";
import { Checking, list } from "../shared/findings.js";
import { setFound } from "./lint.js";

const LEVELS = { error: "error", warn: "warning", info: "info" };

export class Findings {
  constructor(modeler) {
    this.modeler = modeler;
    this.elsewhere = [];
    this.checking = new Checking();
    modeler.on("linting.completed", ({ issues }) => this.#show(issues));
  }

  async ask() {
    const items = await this.checking.ask();
    if (!items) return this.modeler.get("linting").update();
    const isHere = (one) => one.kind === file.kind && one.key === file.key && this.#element(one.element);
    setFound(items.filter(isHere));
    this.elsewhere = items.filter((one) => !isHere(one));
    this.modeler.get("linting").update();
  }

  #show(issues) {
    const translate = this.modeler.get("translate");
    const here = Object.entries(issues).flatMap(([id, reports]) =>
      reports.map(({ message, category, actualElementId }) => ({
        level: LEVELS[category] ?? "error",
        message: translate(message),
        where: this.#name(actualElementId ?? id),
        go: () => this.#go(id),
      })),
    );
    const there = this.elsewhere.map(({ file, element, level, message }) => ({
      level,
      message,
      where: [file, element].filter(Boolean).join(" · "),
    }));
    list([...here, ...there], this.checking.state);
  }

  #element(id) {
    const bo = this.#definitions(id);
    return this.modeler.get("elementRegistry").get(id) ?? bo;
  }

  // A process that stands in a pool is no shape of its own.
  #definitions(id) {
    return this.modeler.getDefinitions().rootElements.find((one) => one.id === id);
  }

  #name(id) {
    const bo = this.modeler.get("elementRegistry").get(id)?.businessObject ?? this.#definitions(id);
    return bo?.name || id;
  }

  #go(id) {
    const element = this.modeler.get("elementRegistry").get(id);
    this.modeler.get("canvas").scrollToElement(element);
    this.modeler.get("selection").select(element);
    this.modeler.get("canvas").focus();
  }
}
