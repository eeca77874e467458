// Rows and cells with a fault are marked by rules of a style sheet: the table draws its
// cells anew whenever it likes, and would forget a class.
const sheet = new CSSStyleSheet();
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

const SIGNS = { error: "✕", warning: "!", info: "i" };
const COLOURS = { error: ["late", "late-bg"], warning: ["warn", "warn-bg"], info: ["muted", "hover"] };
const quoted = (id) => `"${CSS.escape(id)}"`;

export function marks(findings) {
  const placed = findings.filter(({ place }) => place);
  sheet.replaceSync(placed.flatMap(({ level, place }) => rules(level, place)).join("\n"));
}

function rules(level, { rule, cell }) {
  const [ink, ground] = COLOURS[level] ?? COLOURS.error;
  const row = `.tjs-table td.rule-index[data-row-id=${quoted(rule)}]`;
  const found = [
    `${row} { background: var(--${ground}) !important; color: var(--${ink}) !important; font-weight: 700; }`,
    `${row}::after { content: " ${SIGNS[level] ?? SIGNS.error}"; }`,
  ];
  if (cell) found.push(`.tjs-table td[data-element-id=${quoted(cell)}] { box-shadow: inset 0 0 0 2px var(--${ink}); }`);
  return found;
}
