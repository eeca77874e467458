// Everything works without this script; it only makes it quicker.
"use strict";

// Parts of a page that may be shown anew, as they were sent: see polling, at the end.
const asSent = (place) => place.outerHTML.replace(/name="(csrf_token|once)" value="[^"]*"/g, "");
const known = new Map([...document.querySelectorAll("[data-live]")].map((one) => [one.id, asSent(one)]));

// A form is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
});
// The back button shows the page as it was kept: its forms may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// What a page holds comes to life at the start, and a part of it when it is shown anew.
const awakened = [];
const awaken = (act) => { awakened.push(act); act(); };

// A diagram wider than its box opens at the step where the order waits.
awaken(() => {
  for (const box of document.querySelectorAll(".canvas:not([data-seen])")) {
    box.dataset.seen = "yes";
    const here = box.querySelector(".sd-here");
    if (!here) continue;
    const left = here.getBoundingClientRect().left - box.getBoundingClientRect().left;
    box.scrollLeft = left - box.clientWidth / 2 + 40;
  }
});

// Inbox and task: time left is told by the server's clock, not by this computer's.
for (const place of document.querySelectorAll("[data-now]")) {
  const ahead = Date.parse(place.dataset.now) - Date.now();
  const fill = (template, facts) => template.replace(/\{(\w+)\}/g, (all, name) => facts[name] ?? all);
  const span = (seconds) => {
    const d = Math.floor(seconds / 86400), h = Math.floor(seconds / 3600), m = Math.floor(seconds / 60);
    if (d > 0) return fill(place.dataset.days, { d, h: h % 24 });
    return h > 0 ? fill(place.dataset.hours, { h, m: m % 60 }) : fill(place.dataset.minutes, { m });
  };
  const tick = () => {
    const now = Date.now() + ahead;
    for (const pill of document.querySelectorAll("[data-due]")) {
      const due = Date.parse(pill.dataset.due), left = Math.trunc((due - now) / 1000);
      const isSoon = (due - now) * 4 < due - Date.parse(pill.dataset.since);
      const said = fill(left < 0 ? place.dataset.over : place.dataset.left, { span: span(Math.abs(left)) });
      if (pill.textContent !== said) pill.textContent = said;
      pill.className = `sla ${left < 0 ? "late" : isSoon ? "warn" : "ok"}`;
    }
  };
  setInterval(tick, 10000);
}

// Inbox: what is ticked is counted; J, K, X and Enter work on rows, / goes to the search.
let rows = [];
const countTicked = () => {
  const bulk = document.querySelector(".bulk");
  if (!bulk) return;
  const count = document.querySelectorAll(".inbox .pick :checked").length, says = bulk.querySelector(".bulk-says");
  bulk.hidden = count === 0;
  says.textContent = says.dataset.count.replace("{n}", count);
};
document.addEventListener("change", countTicked);
window.addEventListener("pageshow", countTicked);
let here = -1;
awaken(() => {
  rows = [...document.querySelectorAll(".inbox .row")];
  here = rows.findIndex((row) => row.contains(document.activeElement));
  rows[here]?.classList.add("here");
  countTicked();
});
const moveTo = (next) => {
  rows[here]?.classList.remove("here");
  here = Math.max(0, Math.min(rows.length - 1, next));
  rows[here].classList.add("here");
  rows[here].querySelector(".main").focus();
  rows[here].scrollIntoView({ block: "nearest" });
};
document.addEventListener("keydown", (event) => {
  const isTyping = event.target.matches("input:not([type=checkbox]), textarea, select");
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  const search = document.querySelector('[data-key="/"]'), key = event.key.toLowerCase();
  if (key === "/" && search) search.focus();
  else if (rows.length && key === "j") moveTo(here + 1);
  else if (rows.length && key === "k") moveTo(here - 1);
  else if (here >= 0 && key === "x") rows[here].querySelector(".pick input").click();
  else return;
  event.preventDefault();
});

// Task: a field that hangs on another one is shown when it is asked for.
awaken(() => { for (const form of document.querySelectorAll("form[data-fields]:not([data-seen])")) {
  form.dataset.seen = "yes";
  const show = () => {
    const given = new FormData(form);
    for (const field of form.querySelectorAll("[data-when]")) {
      const wanted = JSON.parse(field.dataset.values);
      const isMet = given.getAll(field.dataset.when).some((one) => wanted.includes(one));
      field.hidden = isMet === "unless" in field.dataset;
      for (const input of field.querySelectorAll("input, select, textarea")) input.disabled = field.hidden;
    }
  };
  if (!form.querySelector(".acts")) continue;
  form.addEventListener("change", show);
  show();
} });
// A scanner ends with Enter: that goes to the next field and does not send the form.
document.addEventListener("keydown", (event) => {
  const scan = event.target;
  if (event.key !== "Enter" || !scan.matches("input.scan")) return;
  event.preventDefault();
  const all = [...scan.form.elements].filter((one) => one.offsetParent !== null);
  all[all.indexOf(scan) + 1]?.focus();
});
// The field a page opens at has the focus before the page is drawn: of a scan that comes at
// once no character is lost. A page opened at a place of its own is left there.
if (!location.hash) document.querySelector("[autofocus]")?.focus();
document.getElementById("faults")?.focus();

// Polling: while a page is looked at, it asks whether what it shows is still right, and shows
// anew what changed; never a part in which somebody types or has typed, ticked or chosen.
const polled = document.querySelector("main[data-poll]");
const isChanged = (field) => {
  if (field.matches("select")) {
    const first = [...field.options].findIndex((one) => one.defaultSelected);
    return field.selectedIndex !== Math.max(0, first);
  }
  if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
  const asServed = field.cloneNode(); // it tidies what it is given as the field did: a time, a number
  asServed.value = field.defaultValue;
  return field.value !== asServed.value;
};
const fieldsOf = (place) => [...place.querySelectorAll("input:not([type=hidden]), textarea, select")];
const isTouched = (place) => fieldsOf(place).some((field) => isChanged(field) || field === document.activeElement);
// Somebody quick types or chooses before a script is there, which then asks for it at its start.
const early = (place) => fieldsOf(place).filter(isChanged);
const tellNews = (news) => {
  for (const one of document.querySelectorAll("[data-poll-says]")) one.hidden = one.dataset.pollSays !== news;
};
const replacePart = (old, next) => {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const open = [...old.querySelectorAll("details")].map((one) => one.open);
  old.replaceChildren(...document.importNode(next, true).childNodes);
  for (const [n, one] of old.querySelectorAll("details").entries()) one.open = open[n] ?? one.open;
  const like = (one) => focused && one.tagName === focused.tagName && one.getAttribute("href") === focused.getAttribute("href") && one.value === focused.value;
  [...old.querySelectorAll("a, button")].find(like)?.focus();
};
// Take over what differs in a page that was read; tell whether all of it could be shown.
const takeOver = (fresh) => {
  let isWhole = true;
  const token = fresh.querySelector('[name="csrf_token"]')?.value;
  for (const old of document.querySelectorAll("[data-live]")) {
    const next = old.isConnected && fresh.getElementById(old.id);
    if (!next || known.get(old.id) === asSent(next)) continue;
    if (isTouched(old)) { isWhole = false; continue; }
    replacePart(old, next);
    known.set(old.id, asSent(next));
  }
  for (const one of document.querySelectorAll('[name="csrf_token"]')) if (token) one.value = token;
  for (const act of awakened) act();
  return isWhole;
};
if (polled) {
  const every = document.getElementById("polling").dataset.every * 1000, headers = { "X-Poll": "1" };
  const read = (answer) => answer.text().then((html) => new DOMParser().parseFromString(html, "text/html"));
  let mark = polled.dataset.poll, wait = every, timer = 0, isOut = false, isAsking = false;
  const again = () => {
    clearTimeout(timer);
    if (!document.hidden && !isOut) timer = setTimeout(ask, wait);
  };
  const ask = async () => {
    if (isAsking || document.hidden) return;
    isAsking = true;
    try {
      const answer = await fetch(location.href, { headers: { ...headers, "If-None-Match": mark }, cache: "no-store" });
      isOut = answer.status === 401;
      if (isOut) tellNews("out");
      else if (answer.status === 304) { tellNews(mark === polled.dataset.poll ? "" : "new"); wait = every; }
      else if (answer.ok) await show(answer);
      else throw new Error(answer.status);
    } catch { tellNews("lost"); wait = Math.min(wait * 2, 300000); }
    isAsking = false;
    again();
  };
  // polled.dataset.poll is what stands on the page, mark what was read last: they differ
  // while a part that changed waits for somebody who types in the old one.
  const show = async (answer) => {
    const fresh = await read(answer), isWhole = takeOver(fresh);
    mark = answer.headers.get("ETag") ?? mark;
    if (isWhole) polled.dataset.poll = mark;
    tellNews(isWhole ? "" : "new");
    wait = every;
  };
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { wait = every; ask(); } });
  again();

  // A form that only adds to the page is sent beside it: what was typed elsewhere stays.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (event.defaultPrevented || !("quiet" in form.dataset)) return;
    event.preventDefault();
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers }).catch(() => null);
    const isHere = answer?.ok && new URL(answer.url).pathname === location.pathname;
    if (!isHere) { HTMLFormElement.prototype.submit.call(form); return; } // its own page says what is wrong
    form.reset();
    if (form.contains(document.activeElement)) document.activeElement.blur();
    delete form.dataset.sent;
    await show(answer);
  });
}

// Keys: ? shows them all. Whoever has switched them off, or looks at the list, meets none of the others.
const keysHelp = document.getElementById("keys");
document.addEventListener("keydown", (event) => {
  const isTyping = event.target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey || event.key.length > 1) return;
  const isOff = document.body.dataset.keys === "off";
  if (isOff || keysHelp?.open) event.stopPropagation();
  if (isOff || event.key !== "?" || !keysHelp) return;
  event.preventDefault();
  if (keysHelp.open) keysHelp.close(); else keysHelp.showModal();
}, true);
keysHelp?.querySelector("button").addEventListener("click", () => keysHelp.close());

// Photos are made smaller before they are sent, and shown; a form waits for that.
const LONGEST = 1600, WORTH = 400000;
const shrunk = async (file) => {
  if (!["image/jpeg", "image/png", "image/webp"].includes(file.type) || file.size < WORTH) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const bytes = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    if (!bytes || bytes.size >= file.size) return file;
    return new File([bytes], file.name.replace(/\.\w{1,5}$/, "") + ".jpg", { type: "image/jpeg" });
  } catch { return file; }
};
const preview = (file) => {
  const place = document.createElement("span"), picture = document.createElement("img");
  place.className = "thumb";
  picture.alt = file.name;
  picture.src = URL.createObjectURL(file);
  place.append(picture);
  return place;
};
const isBusy = (form) => [...form.elements].some((one) => one.busy);
for (const input of document.querySelectorAll("input[data-shrinks]")) {
  const previews = document.createElement("div"), says = document.createElement("p");
  previews.className = "previews";
  says.className = "help";
  says.setAttribute("role", "status");
  input.after(previews, says);
  input.addEventListener("change", async () => {
    const turn = input.busy = {}, smaller = new DataTransfer();
    says.textContent = input.dataset.shrinks;
    for (const file of [...input.files]) smaller.items.add(await shrunk(file));
    if (input.busy !== turn) return;
    input.files = smaller.files;
    for (const picture of previews.querySelectorAll("img")) URL.revokeObjectURL(picture.src);
    previews.replaceChildren(...[...input.files].filter((file) => file.type.startsWith("image/")).map(preview));
    says.textContent = "";
    input.busy = null;
    const form = input.form, waiting = form.waiting;
    if (!waiting || isBusy(form)) return;
    delete form.waiting;
    form.requestSubmit(waiting === form ? null : waiting);
  });
  if (input.files.length) input.dispatchEvent(new Event("change"));
}
document.addEventListener("submit", (event) => {
  if (!isBusy(event.target)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  event.target.waiting = event.submitter ?? event.target;
}, true);

// Trying rules: the answer follows what is typed; a chosen name is put where the cursor is.
for (const form of document.querySelectorAll("form[data-try]")) {
  const place = document.getElementById("tried"), first = form.querySelector("[data-first]");
  let waiting = 0, latest = 0;
  const ask = async () => {
    const mine = ++latest;
    const sent = await fetch(form.action, { method: "POST", body: new FormData(form) }).catch(() => null);
    if (!sent || mine !== latest || sent.redirected) return;
    const page = new DOMParser().parseFromString(await sent.text(), "text/html"), next = page.getElementById("tried");
    if (next && mine === latest) place.replaceChildren(...document.importNode(next, true).childNodes);
  };
  const soon = () => { clearTimeout(waiting); waiting = setTimeout(ask, 300); };
  form.addEventListener("input", (event) => { if (event.target.name !== "order") soon(); });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); clearTimeout(waiting); ask(); }
  });
  form.addEventListener("click", (event) => {
    const name = event.target.closest("[data-insert]");
    if (!name || !first) return;
    first.setRangeText(name.dataset.insert, first.selectionStart, first.selectionEnd, "end");
    first.focus();
    soon();
  });
  if (early(form).length) soon();
}
