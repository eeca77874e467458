// Editors of the designer work without this script; it shows and saves while one types.
"use strict";

const PAUSE = 1200, AGAIN = 5000, PATIENCE = 20000; // milliseconds: typing, a failed try, an answer

for (const form of document.querySelectorAll("form[data-editor]")) {
  const kept = `spillway-editor:${form.dataset.editor}`, aside = `${kept}:aside`, quiet = { "X-Quiet": "1" };
  const pairs = () => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrf_token");
  // Two texts are the same whatever they were written upon.
  const bare = (all) => JSON.stringify(all.filter(([name]) => name !== "revision" && name !== "source"));
  const asText = () => bare(pairs());
  const read = (place) => { try { return JSON.parse(localStorage.getItem(place)); } catch { return null; } };
  const keep = (all = pairs(), place = kept) => { try { localStorage.setItem(place, JSON.stringify(all)); } catch { /* it is full or switched off */ } };
  const forget = (place = kept) => { try { localStorage.removeItem(place); } catch { /* nothing was kept */ } };
  // Who was late is told so until they press the button: nothing is written over by itself.
  const clash = () => form.querySelector("#said [data-clash]");
  let waiting = 0, turn = 0, last = asText();
  let queue = Promise.resolve(), sending = 0; // one after the other, each upon what the one before made
  let unanswered = null; // a save that may have arrived: said again before anything newer
  let isLeaving = false; // the page that comes may have been read before a save under way

  const tell = (words, kind = "note idle") => {
    if (form.querySelector("#said > [role=status]")?.dataset.words === words) return; // read out once
    const line = document.createElement("p");
    line.className = kind;
    line.setAttribute("role", "status");
    line.dataset.words = line.textContent = words;
    form.querySelector("#said").replaceChildren(...[clash(), line].filter(Boolean));
  };
  // Why nothing was saved; whoever is to log in again finds the way there.
  const complain = (status, page) => {
    const { lost, ended, refused } = form.dataset;
    if (status !== 401) return tell(page ? refused.replace("{why}", page.querySelector("main [role=alert]")?.textContent ?? page.title) : lost, "alert");
    tell(ended, "alert");
    const way = document.createElement("a");
    [way.href, way.textContent, way.target, way.rel] = [form.dataset.door, form.dataset.enter, "_blank", "noopener"];
    const line = form.querySelector("#said > [role=status]");
    if (!line.querySelector("a")) line.append(" ", way);
  };
  const post = async (body) => {
    const answer = await fetch(form.action, { method: "POST", body, headers: quiet, signal: AbortSignal.timeout(PATIENCE) }).catch(() => null);
    const html = await answer?.text().catch(() => null), page = new DOMParser().parseFromString(html ?? "", "text/html");
    const isLost = typeof html !== "string" || answer.status >= 500 || [401, 429].includes(answer.status);
    if (!isLost && page.querySelector("form[data-editor]")) {
      renew(page, "revision");
      const told = page.querySelector("#said [data-clash]");
      if (told && !clash()) {
        form.querySelector("#said").replaceChildren(document.importNode(told, true));
        renew(page, "acts");
      }
      return { page, ok: answer.ok };
    }
    const isFault = answer?.status === 500; // it answered: nothing was saved
    complain(answer?.status, isLost && !isFault ? null : page);
    return { isLost, isFault };
  };
  const settle = async () => {
    if (!unanswered) return true;
    const { isLost, isFault } = await post(unanswered);
    if (!isLost || isFault) unanswered = null;
    return !unanswered && !clash();
  };
  const ask = async (act) => {
    const data = new FormData(form), text = asText();
    data.set("act", act);
    data.delete("file"); // the page holds its first rows
    const body = form.enctype === "multipart/form-data" ? data : new URLSearchParams(data), got = await post(body);
    if (got.isLost && !got.isFault && act === "save") unanswered = body;
    return { ...got, text };
  };
  // What is asked later goes before what was asked and is not answered.
  const send = (act) => {
    const mine = ++turn;
    sending++;
    const sent = queue.then(async () => {
      try {
        if (mine !== turn || !(await settle())) return null;
        const got = await ask(act);
        return mine === turn ? got : null;
      } finally { sending--; }
    });
    queue = sent.catch(() => null);
    return sent;
  };
  // What was typed while the server thought is not written over: it is asked with that once more.
  const change = async (act) => {
    for (;;) {
      const isSaved = asText() === last;
      if (!isSaved) keep();
      const got = await send(act);
      if (!got?.page) return null;
      if (got.text === asText()) return { ...got, isSaved };
    }
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
    const open = opened(), told = clash();
    for (const name of ["said", "revision", "preview", "judged"]) renew(page, name);
    if (told && !clash()) form.querySelector("#said").prepend(told);
    for (const one of document.querySelectorAll("#preview details")) if (open.size) one.open ||= open.has(placeOf(one));
    for (const one of page.querySelectorAll("[data-beside]")) {
      const old = document.getElementById(one.id);
      if (old) old.replaceChildren(...document.importNode(one, true).childNodes);
    }
    wake();
  };
  const whole = ({ page, isSaved }, button) => {
    const byField = /^(up|down|remove|duplicate|into|out)\./.test(button?.value ?? ""), open = opened(byField), fields = page.querySelector("form[data-editor] > fieldset");
    form.querySelector(":scope > fieldset").replaceWith(document.importNode(fields, true));
    for (const one of form.querySelectorAll("details")) one.open ||= open.has(placeOf(one, byField));
    beside(page);
    const again = button && [...form.querySelectorAll("button")].find((one) => one.value === follow(button.value, page));
    const first = form.querySelector(`${new URL(button?.formAction ?? location.href, location.href).hash || "#none"} details[open] input:not([type=hidden])`);
    (again ?? first)?.focus();
    last = isSaved ? asText() : "";
  };
  // A field that moved up stands one place earlier, with its buttons.
  const follow = (act, page) => {
    const [verb, number] = act.split("."), by = { up: -1, down: 1 }[verb];
    return by ? `${verb}.${Math.max(0, Math.min(page.querySelectorAll("[data-card]").length - 1, Number(number) + by))}` : "";
  };
  const save = async () => {
    if (sending) return soon();
    if (asText() === last && !unanswered) return forget(); // it is again as it was
    keep();
    if (clash()) return;
    if (!unanswered) tell(form.dataset.saving);
    const got = await send("save");
    if (got?.page) {
      last = got.text;
      beside(got.page);
      if (got.ok && asText() !== last) tell(form.dataset.saving);
      else if (got.ok && !isLeaving) forget();
    } else if (unanswered || got?.isLost) soon(AGAIN);
  };
  const soon = (pause = PAUSE) => { clearTimeout(waiting); waiting = setTimeout(save, pause); };
  const wake = () => document.querySelectorAll("form[data-preview]").forEach(awakenPreview);

  form.addEventListener("input", (event) => {
    isLeaving = false;
    if (event.target.type === "file") return;
    keep();
    soon();
  });
  form.querySelector("input[type=file]")?.addEventListener("change", () => {
    clearTimeout(waiting);
    form.requestSubmit(form.querySelector("button[value=try]"));
  });
  form.addEventListener("change", (event) => {
    if (!event.target.matches("[data-shows]")) return;
    clearTimeout(waiting);
    const card = event.target.closest("[data-card]");
    change("look").then((got) => {
      if (!got) return soon(AGAIN);
      whole(got);
      document.getElementById(event.target.id)?.focus();
      card && soon();
    });
  });
  form.addEventListener("click", async (event) => {
    const button = event.target.closest("button[name=act]");
    if (!button || button.value === "save" || form.querySelector("input[type=file]")?.files.length) return;
    event.preventDefault();
    clearTimeout(waiting);
    const got = await change(button.value);
    if (!got) return soon(AGAIN);
    whole(got, button);
    if (/^(add|inner|look|when)/.test(button.value)) return; // a new field wants its title first
    last = "";
    soon();
  });
  let isGoing = false;
  form.addEventListener("submit", (event) => {
    clearTimeout(waiting);
    turn++;
    if (asText() !== last && event.submitter?.value === "save") keep();
    if (isGoing || !(sending || unanswered)) return;
    event.preventDefault();
    event.stopPropagation(); // it is not sent yet
    const knew = clash();
    tell(form.dataset.saving);
    queue = queue.then(settle).then(() => {
      form.querySelector("#said > [role=status]")?.remove();
      if (clash() && !knew) return;
      isGoing = true;
      form.requestSubmit(event.submitter);
    });
  });
  window.addEventListener("pageshow", () => { isGoing = isLeaving = false; });
  window.addEventListener("beforeunload", () => { isLeaving = true; });
  window.addEventListener("online", () => soon(0));
  window.addEventListener("focus", () => unanswered && soon(0));
  // Alt and an arrow move the field that one is in.
  form.addEventListener("keydown", (event) => {
    const verb = { ArrowUp: "up", ArrowDown: "down" }[event.key], card = event.target.closest("[data-card]");
    if (!event.altKey || !verb || !card) return;
    event.preventDefault();
    card.querySelector(`button[value^="${verb}."]`)?.click();
  });
  // What an earlier visit could not save is offered again, until somebody takes it or leaves it.
  const upon = (all) => all.find(([name]) => name === "revision")?.[1], begun = upon(pairs());
  // The address names the revision that a button of this page saved.
  const saved = Number(new URLSearchParams(location.search).get("saved"));
  const mayWrite = !form.querySelector(":scope > fieldset").disabled;
  const isNew = (all) => all && bare(all) !== asText() && !(saved > Number(upon(all)));
  const lost = [kept, aside].map(read).find(isNew);
  if (mayWrite) forget();
  if (mayWrite && lost) {
    keep(lost, aside);
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
    form.querySelector("#said").before(offer);
    drop.addEventListener("click", () => { forget(aside); offer.remove(); });
    bring.addEventListener("click", async () => {
      clearTimeout(waiting);
      await save(); // what was typed meanwhile is in the draft, then
      const data = new URLSearchParams(lost);
      data.set("csrf_token", form.querySelector("[name=csrf_token]").value);
      data.set("act", "look");
      if (upon(lost) === begun) data.set("revision", upon(pairs())); // nobody else saved since
      const { page } = await post(data);
      if (!page) return;
      for (const name of ["source"]) {
        const old = form.querySelector(`[name=${name}]`), next = page.querySelector(`[name=${name}]`);
        if (old && next) old.value = next.value;
      }
      whole({ page });
      keep();
      forget(aside);
      offer.remove();
      soon();
    });
  } else if (mayWrite) forget(aside);
  for (const one of mayWrite ? early(form) : []) {
    last = "";
    one.dispatchEvent(new Event(one.matches("[data-shows], [type=file]") ? "change" : "input", { bubbles: true }));
  }
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
