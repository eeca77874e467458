// A simulation under way is kept in this browser: a reload, a log-in that ends or a closed page lose nothing of it.
"use strict";

for (const place of document.querySelectorAll("[data-simulation]")) {
  const name = `spillway-simulation:${place.dataset.simulation}`;
  const keep = (what) => { try { localStorage.setItem(name, JSON.stringify(what)); } catch { /* it is full or switched off */ } };
  const forget = () => { try { localStorage.removeItem(name); } catch { /* nothing was kept */ } };
  const kept = (() => { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } })();
  const script = place.querySelector("[name=script]");
  const offer = place.querySelector("#under-way");
  const told = place.querySelector("[data-under-way]");
  if (told && kept?.script) {
    told.querySelector("[data-title]").textContent = kept.title;
    told.hidden = false;
    place.querySelector("[data-none]").hidden = true;
  }

  // Every field that one types in, by its place on the page; what a form carries along is not typed.
  const fields = [...place.querySelectorAll("input, textarea, select")].filter((one) => one.name && one.type !== "hidden" && one !== script && !one.hidden);
  const isTick = (one) => one.type === "radio" || one.type === "checkbox";
  const typed = () => fields.map((one) => (isTick(one) ? one.checked : one.value));

  if (offer && kept?.script) {
    offer.querySelector("[name=script]").value = kept.script;
    offer.querySelector("[data-title]").textContent = kept.title;
    offer.hidden = false;
    offer.querySelector("[data-forget]").addEventListener("click", () => { forget(); offer.hidden = true; });
  }
  if (offer || !script) continue;
  const now = () => keep({ script: script.value, title: document.querySelector("h1").textContent, typed: typed() });
  if (kept?.script === script.value && kept.typed?.length === fields.length) {
    const newer = new Set(early(place).map((one) => one.name));
    fields.forEach((one, at) => {
      const was = kept.typed[at];
      if (newer.has(one.name)) return;
      if (isTick(one) ? one.checked === was : one.value === was) return;
      if (isTick(one)) one.checked = was; else one.value = was;
      one.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
  now();
  place.addEventListener("input", now);
  place.addEventListener("change", now);
}
