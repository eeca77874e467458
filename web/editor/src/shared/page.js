// What the page says about itself, and the bars in which it speaks to people.

export const root = document.getElementById("editor");
export const language = document.documentElement.lang;
export const mayWrite = root.dataset.writes === "1";
export const draft = root.dataset.draft;
export const person = root.dataset.person;
export const file = { kind: root.dataset.kind, key: root.dataset.key };

export const part = (name) => root.querySelector(`[data-part="${name}"]`);

export const filled = (sentence, facts = {}) =>
  sentence.replace(/{(\w+)}/g, (whole, name) => (name in facts ? facts[name] : whole));

export const clock = (moment) =>
  new Date(moment).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });

// A bar has its sentence in data-say, with {facts} to fill in, and perhaps a list.
export function show(name, facts = {}, lines = []) {
  const bar = part(`bar-${name}`);
  const said = bar.querySelector("[data-say]");
  said.textContent = filled(said.dataset.say, facts);
  const list = bar.querySelector("ul");
  list?.replaceChildren(...lines.map((one) => item(one)));
  bar.hidden = false;
}

export function hide(name) {
  part(`bar-${name}`).hidden = true;
}

export function onClick(name, act) {
  part(name)?.addEventListener("click", act);
}

export function say(name, facts = {}) {
  const line = part("kept");
  line.textContent = filled(line.dataset[name], facts);
  line.dataset.state = name;
}

function item(words) {
  const line = document.createElement("li");
  line.textContent = words;
  return line;
}

// Hands the text to the browser as a file to keep.
export function download(body, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([body], { type: "application/xml" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
