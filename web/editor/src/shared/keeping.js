// Nothing that was drawn is ever lost: it is kept in this browser at once, and in the
// draft soon after; who loses a race is asked, and both are kept.
import { clock, draft, file, hide, mayWrite, onClick, person, root, say, show } from "./page.js";
import { UNREACHABLE, call } from "./server.js";

const PAUSE = 900; // milliseconds without a change before it is sent
const AGAIN = 5000; // before it is tried once more
// No answer, or that of something in between: it may have been saved all the same.
const isLost = (status) => status === UNREACHABLE || status > 500;
// Nothing was said of what was drawn.
const isLater = (status) => isLost(status) || [401, 429, 500].includes(status);
const BARS = { 401: "expired", 429: "offline" };
const barOf = (status) => BARS[status] ?? (isLost(status) ? "offline" : "refused");
const place = `spillway-draft:${person}:${draft}/${file.kind}/${file.key}`;
const aside = `${place}:aside`; // what people were asked about and have not decided
const address = `/drafts/${draft}/files/${file.kind}/${encodeURIComponent(file.key)}`;

export class Keeper {
  #take; // () → what is drawn now, as text
  #kept = () => {}; // called after each save
  #revision = root.dataset.revision ? Number(root.dataset.revision) : null;
  #last; // the text that the draft has
  #timer;
  #isDirty = false;
  #isBusy = false;
  #isDone = false; // something was saved from this page
  #isFailing = false; // the last try failed, and was told
  #written = null; // what this page left in the browser
  #isHeld = false; // somebody is being asked
  #unanswered = null; // what may have arrived: said again before anything newer
  #isLeaving = false; // the page that comes may have been read before a save under way

  constructor(take, last) {
    this.#take = take;
    this.#last = last;
    onClick("save", () => this.save());
    onClick("clash-mine", () => this.#overwrite());
    onClick("clash-theirs", () => this.#giveUp());
    window.addEventListener("online", () => this.save());
    window.addEventListener("beforeunload", () => {
      this.#isLeaving = true;
    });
    window.addEventListener("focus", () => this.save());
    document.addEventListener("keydown", (event) => this.#onKey(event));
  }

  onKept(act) {
    this.#kept = act;
  }

  // What this browser kept and the draft has not: the text, and whether it can simply go on.
  found() {
    for (const one of [place, aside]) {
      if (read(one)?.body === this.#last) localStorage.removeItem(one);
    }
    const held = read(place) ?? read(aside);
    if (!held) return null;
    return { body: held.body, at: clock(held.at), goesOn: held.revision === this.#revision };
  }

  // What was found waits until people take it or leave it, also while they draw on.
  setAside() {
    move(place, aside);
  }

  async takeUp() {
    await this.save();
    const drawn = this.#isDirty ? localStorage.getItem(place) : null;
    move(aside, place);
    if (drawn !== null) localStorage.setItem(aside, drawn);
  }

  drop() {
    localStorage.removeItem(aside);
  }

  async changed() {
    if (!mayWrite) return;
    this.#isDirty = true;
    this.#isLeaving = false;
    say("unsaved");
    this.#wait(PAUSE);
    this.#write(await this.#take());
  }

  async save() {
    if (this.#isBusy || this.#isHeld || !this.#isDirty) return;
    await this.#send(this.#revision);
  }

  async #send(revision) {
    clearTimeout(this.#timer);
    this.#isBusy = true;
    this.#isDirty = this.#unanswered !== null;
    let body;
    try {
      body = this.#unanswered ?? (await this.#take());
      if (!this.#isFailing) say("saving");
      const { revision: made } = await call("PUT", address, { body, revision });
      this.#unanswered = null;
      this.#done(body, made);
    } catch (refused) {
      if (isLost(refused.status)) this.#unanswered = body;
      else if (![401, 429].includes(refused.status)) this.#unanswered = null;
      this.#refused(refused, body);
    } finally {
      this.#isBusy = false;
    }
  }

  #done(body, revision) {
    this.#revision = revision;
    this.#last = body;
    this.#isFailing = false;
    this.#leave(body);
    this.#only(null);
    if (this.#isDone) hide("restored"); // what was gone on with is told until something newer is saved
    this.#isDone = true;
    say(this.#isDirty ? "unsaved" : "saved", { at: clock(Date.now()) });
    if (this.#isDirty) this.#wait(PAUSE);
    this.#kept();
  }

  // What was refused is not sent again before something else is drawn.
  #refused(refused, body) {
    const isNewer = this.#isDirty;
    this.#isDirty = true;
    if (refused.status === undefined) throw refused;
    if (!isNewer) this.#write(body);
    if (!this.#isFailing) say("unsaved");
    this.#isFailing = true;
    const { said, status } = refused;
    clearTimeout(this.#timer);
    if (status === 409 && said.code === "draft-clash") return this.#clash(said);
    this.#only(barOf(status), { why: refused.message }, refused.lines);
    if (isLater(status)) this.#wait(AGAIN);
    else if (isNewer) this.#wait(PAUSE);
  }

  // What was saved is kept no longer; what was drawn since goes on from it.
  #leave(body) {
    const held = read(place);
    if (held?.body === body) {
      if (!this.#isLeaving) localStorage.removeItem(place);
    } else if (held && held.body === this.#written) this.#write(held.body);
  }

  #write(body) {
    this.#written = body;
    write({ body, revision: this.#revision, at: Date.now() });
  }

  #only(name, facts, lines) {
    for (const one of ["offline", "expired", "clash", "refused"]) if (one !== name) hide(one);
    if (name) show(name, facts, lines);
  }

  #clash(said) {
    this.#isHeld = true;
    this.theirs = said.revision;
    this.#only("clash", { who: said.saved_by, at: clock(said.saved_at) });
  }

  async #overwrite() {
    this.#isHeld = false;
    hide("clash");
    await this.#send(this.theirs);
  }

  #giveUp() {
    localStorage.removeItem(place);
    location.reload();
  }

  #wait(pause) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.save(), pause);
  }

  #onKey(event) {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    this.save();
  }
}

function read(from) {
  try {
    return JSON.parse(localStorage.getItem(from));
  } catch {
    return null;
  }
}

function move(from, to) {
  const held = localStorage.getItem(from);
  if (held === null) return;
  localStorage.removeItem(from); // there may be no room for both
  localStorage.setItem(to, held);
}

// A browser without room for it still has the page itself.
function write(held) {
  try {
    localStorage.setItem(place, JSON.stringify(held));
  } catch {
    say("unsaved");
  }
}
