// The look at recorded orders goes on by itself, page after page, until all were looked at.
"use strict";

const part = (page, id) => page.querySelector(`#${id}`);

// Counts of a further page are added to those that stand here, row by row.
const addUp = (mine, theirs) => {
  const bodies = [...theirs.querySelectorAll("[data-sums]")];
  [...mine.querySelectorAll("[data-sums]")].forEach((body, at) => {
    for (const row of bodies[at].rows) {
      const same = [...body.rows].find((one) => one.dataset.key === row.dataset.key);
      if (!same) { body.append(row.cloneNode(true)); continue; }
      const count = same.cells[same.cells.length - 1];
      count.textContent = Number(count.textContent) + Number(row.cells[row.cells.length - 1].textContent);
    }
  });
  mine.hidden = mine.hidden && theirs.hidden;
};

const goOn = async () => {
  const sum = part(document, "effect-sum");
  const next = sum?.dataset.next;
  if (!next) return;
  const answer = await fetch(next, { headers: { "X-Poll": "1" } });
  if (!answer.ok || answer.redirected) return; // the button to go on stands there
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!part(page, "effect-sum")) return;
  for (const id of ["effect-counts", "effect-uncompared"]) addUp(part(document, id), part(page, id));
  const list = part(document, "effect-orders");
  list.querySelector("[data-list]").append(...part(page, "effect-orders").querySelectorAll("[data-list] > li"));
  list.hidden = list.hidden && part(page, "effect-orders").hidden;
  sum.replaceWith(part(page, "effect-sum"));
  await goOn();
};

goOn().catch(() => {}); // without a network the button to go on stands there
