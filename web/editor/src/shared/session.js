// What was being done here when the browser was closed: it goes on, or people are asked.
import { hide, onClick, show } from "./page.js";

const WANTED = "spillway-restore";

export class Session {
  constructor(given) {
    this.given = given;
  }

  // Goes on with what this browser kept; where somebody saved since, people are asked.
  begin(keeper) {
    const isWanted = sessionStorage.getItem(WANTED) === "1";
    sessionStorage.removeItem(WANTED);
    const held = keeper.found();
    if (!held) return { body: this.given, isRestored: false };
    if (held.goesOn || isWanted) {
      show("restored", { at: held.at });
      return { body: held.body, isRestored: true };
    }
    this.#ask(keeper, held);
    return { body: this.given, isRestored: false };
  }

  #ask(keeper, { at }) {
    show("found", { at });
    keeper.setAside();
    onClick("found-take", async () => {
      await keeper.takeUp();
      sessionStorage.setItem(WANTED, "1");
      location.reload();
    });
    onClick("found-drop", () => {
      keeper.drop();
      hide("found");
    });
  }
}
