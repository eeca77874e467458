// A drawing of very many elements keeps a browser busy for long: people are asked first.
import { hide, onClick, root, show } from "../shared/page.js";

const MOST = 1000; // shapes and lines

export async function asked(body) {
  const count = body.match(/\bbpmnElement\s*=/g)?.length ?? 0;
  if (count <= MOST) return;
  show("many", { left: count });
  root.dataset.ready = "1";
  await new Promise((done) => onClick("many-draw", done));
  delete root.dataset.ready;
  hide("many");
  await new Promise((done) => setTimeout(done, 50)); // so that the bar is gone before the work begins
}
