// The list of what is wrong, of which each entry leads to its place.
import { draft, filled, part } from "./page.js";
import { call } from "./server.js";

const LEVELS = ["error", "warning", "info"];

// What the server says of the draft as it is kept. An answer that comes after that to a
// later question is forgotten, and one that does not come is not taken for a good one.
export class Checking {
  state = "asking"; // asking | asked | failed
  #last = 0;

  async ask() {
    const mine = ++this.#last;
    const answer = await call("GET", `/drafts/${draft}/lint`).catch(() => null);
    if (mine !== this.#last) return null;
    this.state = answer ? "asked" : "failed";
    return answer?.items ?? null;
  }
}

// findings: [{level, message, where, go}], the worst first; state: see above
export function list(findings, state) {
  const sorted = [...findings].sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
  part("findings").replaceChildren(...sorted.map(entry));
  const count = (level) => findings.filter((one) => one.level === level).length;
  const line = part("findings-count");
  const [errors, warnings] = [count("error"), count("warning")];
  const said = errors + warnings ? line.dataset.some : line.dataset[state];
  line.textContent = filled(said, { errors, warnings });
  line.dataset.level = errors ? "error" : warnings || state === "failed" ? "warning" : state;
}

function entry({ level, message, where, go }) {
  const line = document.createElement("li");
  line.dataset.level = level;
  const act = document.createElement(go ? "button" : "span");
  if (go) {
    act.type = "button";
    act.addEventListener("click", go);
  }
  const name = document.createElement("b");
  name.textContent = where;
  act.append(name, " ", message);
  line.append(act);
  return line;
}
