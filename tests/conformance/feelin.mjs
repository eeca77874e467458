// Answers JSON Lines {"id", "expr", "context"} with what npm's feelin makes of them:
// {"id", "value"} as [kind, …] or {"id", "error"}. Usage: node feelin.mjs FOLDER, the
// folder that holds node_modules.
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const place = join(process.argv[2], "node_modules", "feelin", "dist", "index.js");
const feelin = await import(pathToFileURL(place));
const { evaluate, isFunction, isRange } = feelin;
const TEMPORAL = [
  [feelin.FeelDate, () => "date"],
  [feelin.FeelTime, () => "time"],
  [feelin.FeelDateTime, () => "date and time"],
  [
    feelin.FeelDuration,
    (value) =>
      value.yearsMonths ? "years and months duration" : "days and time duration",
  ],
];

function read([kind, value]) {
  if (kind === "null") return null;
  if (kind === "number") return Number(value);
  if (kind === "list") return value.map(read);
  if (kind === "context") {
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, read(v)]));
  }
  if (kind === "boolean" || kind === "string") return value;
  const called = kind.endsWith("duration") ? "duration" : kind;
  return evaluate(`${called}(${JSON.stringify(value)})`).value;
}

function write(value) {
  if (value === null || value === undefined) return ["null", null];
  if (typeof value === "number") return ["number", String(value)];
  if (typeof value === "boolean" || typeof value === "string") {
    return [typeof value, value];
  }
  if (Array.isArray(value)) return ["list", value.map(write)];
  for (const [type, name] of TEMPORAL) {
    if (value instanceof type) return [name(value), String(value)];
  }
  if (isFunction(value) || typeof value === "function") return ["function", null];
  if (isRange(value)) return ["range", range(value)];
  return [
    "context",
    Object.fromEntries(Object.entries(value).map(([k, v]) => [k, write(v)])),
  ];
}

function range(value) {
  return {
    start: write(value.start),
    end: write(value.end),
    "start included": write(value["start included"]),
    "end included": write(value["end included"]),
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, expr, context } = JSON.parse(line);
  let answer;
  try {
    answer = { id, value: write(evaluate(expr, read(["context", context])).value) };
  } catch (fault) {
    answer = { id, error: String(fault.message ?? fault) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
