// The table on the orders that came last: which row fires, and what is published says.
import { draft, file, filled, onClick, part } from "../shared/page.js";
import { Refusal, call } from "../shared/server.js";

export class Trials {
  #question = "";

  constructor(tables, text) {
    this.tables = tables;
    this.text = text;
    onClick("try", () => this.ask(true));
    tables.on("views.changed", () => this.ask());
    part("try-count").addEventListener("change", () => this.ask());
  }

  // The same is asked twice only by who wants it; an answer to an older question is forgotten.
  async ask(isAgain = false) {
    const decision = this.tables.getActiveView()?.element;
    if (decision?.$type !== "dmn:Decision") return;
    const asked = { key: file.key, decision: decision.id, body: await this.text(), count: Number(part("try-count").value) };
    const question = JSON.stringify(asked);
    if (question === this.#question && !isAgain) return;
    this.#question = question;
    say("asking", {});
    try {
      const { items } = await call("POST", `/drafts/${draft}/try`, asked);
      if (question === this.#question) this.#show(items);
    } catch (wrong) {
      if (!(wrong instanceof Refusal)) throw wrong;
      if (question !== this.#question) return;
      this.#question = "";
      say("wrong", { why: wrong.message });
      part("tried").replaceChildren();
    }
  }

  #show(items) {
    const changed = items.filter((one) => one.changed).length;
    say(items.length ? "done" : "empty", { count: items.length, changed });
    const sorted = [...items].sort((a, b) => b.changed - a.changed);
    part("tried").replaceChildren(...sorted.map(row));
  }
}

function say(name, facts) {
  const line = part("try-says");
  line.textContent = filled(line.dataset[name], facts);
}

function row({ order_no, draft: answer, now, changed }) {
  const line = document.createElement("tr");
  if (changed) line.className = "changed";
  const link = document.createElement("a");
  link.href = `/orders/${encodeURIComponent(order_no)}`;
  link.target = "_blank";
  link.textContent = order_no;
  line.append(cell(link), cell(rows(answer)), cell(given(answer)), cell(now ? given(now) : "–"), cell(sign(changed)));
  return line;
}

const rows = (answer) => answer.rows.join(", ") || "–";
const given = (answer) => answer.failure ?? (answer.written || "–");
const sign = (changed) => part("tried").dataset[changed ? "changed" : "same"];

function cell(content) {
  const made = document.createElement("td");
  made.append(content);
  return made;
}
