// A file may hold several tables: a tab each.
import { language, part } from "../shared/page.js";
import { tablesOf } from "./table.js";

export function tabs(tables) {
  const views = tablesOf(tables);
  const list = part("tabs");
  list.hidden = views.length < 2;
  list.replaceChildren(...views.map((view) => tab(tables, view)));
  tables.on("views.changed", ({ activeView }) => {
    [...list.children].forEach((one, at) =>
      one.setAttribute("aria-pressed", String(views[at].element === activeView?.element)),
    );
  });
}

function tab(tables, view) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = titleOf(view.element);
  button.setAttribute("aria-pressed", String(tables.getActiveView()?.element === view.element));
  button.addEventListener("click", () => tables.open(view));
  return button;
}

export function titleOf(decision) {
  const extensions = decision.extensionElements?.values ?? [];
  const properties = extensions.find((one) => one.$type === "spiffworkflow:Properties")?.values ?? [];
  const english = properties.find((one) => one.name === "name:en")?.value;
  const plain = decision.label || decision.name || decision.id;
  return language.startsWith("zh") ? plain : (english ?? plain);
}
