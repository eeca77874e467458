// Calls of the interface: an answer, or a Refusal with its status and what was said.
import { language, root } from "./page.js";

export class Refusal extends Error {
  constructor(status, said) {
    super(said.detail ?? String(status));
    this.status = status;
    this.said = said;
    this.lines = Object.values(said.errors ?? {}).flat().filter((one) => typeof one === "string");
  }
}

export const UNREACHABLE = 0;
const PATIENCE = 20000; // milliseconds for an answer

export async function call(method, path, body) {
  const headers = { Accept: "application/json", "Accept-Language": language };
  if (method !== "GET") headers["X-CSRFToken"] = root.dataset.csrf;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const answer = await fetch(`/api/v1${path}`, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE),
  }).catch(() => null);
  const said = await answer?.json().catch(() => null); // it may break off
  if (!answer || (answer.ok && !said)) throw new Refusal(UNREACHABLE, unheard());
  if (!answer.ok) throw new Refusal(answer.status, said ?? unheard());
  return said;
}

const unheard = () => ({ detail: root.dataset.lost });
