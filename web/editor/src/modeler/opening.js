// A file from elsewhere: the server mends what is safe, and says what it did and what is left.
import { hide, onClick, part, root, show } from "../shared/page.js";
import { Refusal, call } from "../shared/server.js";
import { fit } from "./fit.js";
import { asked } from "./many.js";

const LARGEST = 2_000_000; // bytes, as many as a draft may hold of a file

export class Opening {
  #given = "";
  #mended = "";

  constructor(modeler, keeper) {
    this.modeler = modeler;
    this.keeper = keeper;
    const input = part("file");
    onClick("open", () => input.click());
    input.addEventListener("change", () => this.#ask(input));
    onClick("mended-take", () => this.#take(this.#mended));
    onClick("mended-as-is", () => this.#take(this.#given));
    onClick("mended-drop", () => hide("mended"));
  }

  async #ask(input) {
    const [chosen] = input.files;
    input.value = "";
    hide("large");
    if (chosen.size > LARGEST) return show("large", { left: Math.ceil(chosen.size / 1000) });
    this.#given = await chosen.text();
    try {
      this.#tell(await call("POST", "/designs/mend", { body: this.#given }));
    } catch (wrong) {
      if (!(wrong instanceof Refusal)) throw wrong;
      show("unreadable", { why: wrong.message }, wrong.lines);
    }
  }

  #tell({ body, changes, left }) {
    this.#mended = body;
    const done = changes.map(({ text }) => text);
    show("mended", { changes: changes.length, left: left.length }, done);
    part("mended-left").replaceChildren(
      ...left.map(({ message }) => Object.assign(document.createElement("li"), { textContent: message })),
    );
    part("mended-as-is").hidden = !changes.length;
    part("bar-mended").focus();
  }

  async #take(body) {
    hide("mended");
    await asked(body);
    const before = (await this.modeler.saveXML({ format: true })).xml;
    try {
      const { warnings } = await this.modeler.importXML(body);
      if (warnings.length) throw new Error(warnings.map(({ message }) => message).join(" · "));
    } catch (wrong) {
      show("unreadable", { why: wrong.message });
      await this.modeler.importXML(before);
    }
    fit(this.modeler);
    root.dataset.ready = root.dataset.opened = "1";
    await this.keeper.changed();
  }
}
