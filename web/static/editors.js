// Editors of the designer work without this script; it shows and saves while one types.
"use strict";

for (const form of document.querySelectorAll("form[data-editor]")) {
  const kept = `spillway-editor:${form.dataset.editor}`, quiet = { "X-Quiet": "1" };
  const pairs = () => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrf_token");
  const asText = () => JSON.stringify(pairs());
  const keep = () => { try { localStorage.setItem(kept, asText()); } catch { /* it is full or switched off */ } };
  const forget = () => { try { localStorage.removeItem(kept); } catch { /* nothing was kept */ } };
  let waiting = 0, turn = 0, last = asText();

  const tell = (words, kind = "note idle") => {
    const line = document.createElement("p");
    line.className = kind;
    line.setAttribute("role", "status");
    line.textContent = words;
    form.querySelector("#said").replaceChildren(line);
  };
  const send = async (act, button) => {
    const mine = ++turn, data = new FormData(form, button);
    if (!button) data.set("act", act);
    data.delete("file"); // the page holds its first rows
    const answer = await fetch(form.action, { method: "POST", body: form.enctype === "multipart/form-data" ? data : new URLSearchParams(data), headers: quiet }).catch(() => null);
    if (mine !== turn) return null;
    if (!answer || answer.status === 401 || answer.status >= 500) { keep(); tell(form.dataset.lost, "alert"); return null; }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return mine === turn && page.querySelector("form[data-editor]") ? { page, ok: answer.ok } : null;
  };
  const renew = (page, name) => {
    for (const old of document.querySelectorAll(`[data-part="${name}"]`)) {
      const next = page.querySelector(`[data-part="${name}"]`);
      if (next) old.replaceWith(document.importNode(next, true));
    }
  };
  // A card is known by its number; where cards change places, by its field.
  const opened = (byField) => new Set([...document.querySelectorAll("details[open]")].map((one) => placeOf(one, byField)));
  const placeOf = (one, byField) => {
    const card = one.closest("[data-card]"), all = card ? [...card.querySelectorAll("details")] : [...document.querySelectorAll("details:not([data-card] details)")];
    return `${(byField ? card?.dataset.card : card?.id) ?? ""}/${all.indexOf(one)}`;
  };
  // What is typed stays; what is said of it, and how it looks, is shown anew.
  const beside = (page) => {
    const open = opened();
    for (const name of ["said", "revision", "preview", "judged"]) renew(page, name);
    for (const one of document.querySelectorAll("#preview details")) if (open.size) one.open ||= open.has(placeOf(one));
    for (const one of page.querySelectorAll("[data-beside]")) {
      const old = document.getElementById(one.id);
      if (old) old.replaceChildren(...document.importNode(one, true).childNodes);
    }
    wake();
  };
  const whole = (page, button) => {
    const byField = /^(up|down|remove|duplicate|into|out)\./.test(button?.value ?? ""), open = opened(byField), fields = page.querySelector("form[data-editor] > fieldset");
    form.querySelector(":scope > fieldset").replaceWith(document.importNode(fields, true));
    for (const one of form.querySelectorAll("details")) one.open ||= open.has(placeOf(one, byField));
    beside(page);
    const again = button && [...form.querySelectorAll("button")].find((one) => one.value === follow(button.value, page));
    const first = form.querySelector(`${new URL(button?.formAction ?? location.href, location.href).hash || "#none"} details[open] input:not([type=hidden])`);
    (again ?? first)?.focus();
    last = asText();
  };
  // A field that moved up stands one place earlier, with its buttons.
  const follow = (act, page) => {
    const [verb, number] = act.split("."), by = { up: -1, down: 1 }[verb];
    return by ? `${verb}.${Math.max(0, Math.min(page.querySelectorAll("[data-card]").length - 1, Number(number) + by))}` : "";
  };
  const save = async () => {
    const now = asText();
    if (now === last) return;
    keep();
    tell(form.dataset.saving);
    const got = await send("save");
    if (!got) return;
    last = now;
    if (got.ok) forget();
    beside(got.page);
  };
  const soon = () => { clearTimeout(waiting); waiting = setTimeout(save, 1200); };
  const wake = () => document.querySelectorAll("form[data-preview]").forEach(awakenPreview);

  form.addEventListener("input", (event) => { if (event.target.type !== "file") soon(); });
  form.querySelector("input[type=file]")?.addEventListener("change", () => {
    clearTimeout(waiting);
    form.requestSubmit(form.querySelector("button[value=try]"));
  });
  form.addEventListener("change", (event) => {
    if (!event.target.matches("[data-shows]")) return;
    clearTimeout(waiting);
    const card = event.target.closest("[data-card]");
    send("look").then((got) => {
      if (!got) return;
      whole(got.page);
      document.getElementById(event.target.id)?.focus();
      card && soon();
    });
  });
  form.addEventListener("click", async (event) => {
    const button = event.target.closest("button[name=act]");
    if (!button || button.value === "save" || form.querySelector("input[type=file]")?.files.length) return;
    event.preventDefault();
    clearTimeout(waiting);
    const got = await send(button.value, button);
    if (!got) return;
    whole(got.page, button);
    if (/^(add|inner|look|when)/.test(button.value)) return; // a new field wants its title first
    last = "";
    soon();
  });
  form.addEventListener("submit", () => { clearTimeout(waiting); turn++; });
  // Alt and an arrow move the field that one is in.
  form.addEventListener("keydown", (event) => {
    const verb = { ArrowUp: "up", ArrowDown: "down" }[event.key], card = event.target.closest("[data-card]");
    if (!event.altKey || !verb || !card) return;
    event.preventDefault();
    card.querySelector(`button[value^="${verb}."]`)?.click();
  });
  // What an earlier visit could not save is offered again.
  const lost = (() => { try { return localStorage.getItem(kept); } catch { return null; } })();
  if (lost && lost !== asText()) {
    const offer = document.createElement("div");
    offer.className = "note idle";
    offer.setAttribute("role", "status");
    const words = document.createElement("p");
    words.textContent = form.dataset.back;
    const bring = document.createElement("button"), drop = document.createElement("button");
    for (const [one, said] of [[bring, form.dataset.bring], [drop, form.dataset.drop]]) {
      one.type = "button";
      one.className = "button";
      one.textContent = said;
    }
    const acts = document.createElement("div");
    acts.className = "beside";
    acts.append(bring, drop);
    offer.append(words, acts);
    form.querySelector("#said").append(offer);
    drop.addEventListener("click", () => { forget(); offer.remove(); });
    bring.addEventListener("click", async () => {
      const data = new URLSearchParams(JSON.parse(lost));
      data.set("csrf_token", form.querySelector("[name=csrf_token]").value);
      data.set("act", "look");
      const answer = await fetch(form.action, { method: "POST", body: data, headers: quiet }).catch(() => null);
      if (!answer?.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const name of ["source"]) {
        const old = form.querySelector(`[name=${name}]`), next = page.querySelector(`[name=${name}]`);
        if (old && next) old.value = next.value;
      }
      whole(page);
      last = "";
      soon();
    });
  } else if (lost) forget();
  wake();
}

// The preview shows and hides what hangs on an answer, as the page of a task does.
function awakenPreview(form) {
  if (form.dataset.awake) return;
  form.dataset.awake = "yes";
  const show = () => {
    const given = new FormData(form);
    for (const field of form.querySelectorAll("[data-when]")) {
      const isMet = given.getAll(field.dataset.when).some((one) => JSON.parse(field.dataset.values).includes(one));
      field.hidden = isMet === "unless" in field.dataset;
      for (const input of field.querySelectorAll("input, select, textarea")) input.disabled = field.hidden;
    }
  };
  form.addEventListener("change", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  show();
}
