// node build.mjs FOLDER: bundles the two editors into FOLDER, a page each.
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const [folder] = process.argv.slice(2);
if (!folder) throw new Error("Expected the folder to build into: node build.mjs FOLDER");

// Icon fonts come five times over; every browser we serve reads woff2.
const woff2Only = {
  name: "woff2-only",
  setup({ onLoad }) {
    onLoad({ filter: /-font[\\/]css[\\/](bpmn|dmn)\.css$/ }, async ({ path: file }) => {
      const css = await readFile(file, "utf8");
      const woff2 = css.match(/url\('([^'?]+\.woff2)[^']*'\)/)[1];
      const [first, ...others] = css.replace(/\/\*[^]*?\*\//g, "").match(/src:[^;]+;/g);
      const lean = others.reduce((left, one) => left.replace(one, ""), css);
      const source = `src: url("${woff2}") format("woff2");`;
      return { contents: lean.replace(first, source), loader: "css" };
    });
  },
};

// The policy of contents refuses style attributes and elements. What icons say there, they
// can say in attributes of their own; what the panel says there, our style sheet says; the
// editor of formulas has sheets without elements, but takes them only where there is no head.
const noInlineStyles = {
  name: "no-inline-styles",
  setup({ onLoad }) {
    onLoad({ filter: /(Align|Distribute)ElementsIcons\.js$/ }, ({ path: file }) =>
      changed(file, /style="([^"]*)"/g, (_, style) =>
        style.split(";").filter(Boolean).map((one) => one.trim().replace(/:\s*(.*)/, '="$1"')).join(" ")));
    onLoad({ filter: /bpmn-js-properties-panel[\\/]dist[\\/]index\.esm\.js$/ }, ({ path: file }) =>
      changed(file, 'style="height: 100%" ', ""));
    onLoad({ filter: /style-mod[\\/].*style-mod\.(js|cjs)$/ }, ({ path: file }) =>
      changed(file, "!root.head && root.adoptedStyleSheets", "root.adoptedStyleSheets"));
    onLoad({ filter: /token-simulation.*[\\/](ShowScopes|Log|Notifications|TokenCount|ElementNotifications)\.js$/ }, ({ path: file }) =>
      changed(file, 'style="', 'data-style="')); // which simulation.js takes over
    onLoad({ filter: /decision-table[\\/].*DragAndDrop\.js$/ }, ({ path: file }) => changed(file, /<span style="[^"]*"/g, "<span"));
  },
};

async function changed(file, what, how) {
  const before = await readFile(file, "utf8");
  const contents = before.replaceAll(what, how);
  if (contents === before) throw new Error(`Expected ${what} in ${file}: look at the new version`);
  return { contents, loader: "js" };
}

// Writes the licence of every package of which something is in the bundles.
async function writeLicences(inputs, file) {
  const folders = new Set(inputs.map((one) => one.match(/.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0]).filter(Boolean));
  const texts = [];
  for (const folder of [...folders].sort()) {
    const files = await readdir(path.join(here, folder));
    const licence = files.find((one) => /^licen[cs]e/i.test(one));
    const { name, version, license } = JSON.parse(await readFile(path.join(here, folder, "package.json"), "utf8"));
    const text = licence ? await readFile(path.join(here, folder, licence), "utf8") : "";
    texts.push(`${name} ${version} (${license ?? "see below"})\n\n${text.trim()}\n`);
  }
  await writeFile(file, texts.join(`\n${"-".repeat(72)}\n\n`));
}

const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: { modeler: "src/modeler/page.js", decisions: "src/decisions/page.js" },
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  outdir: path.resolve(folder),
  assetNames: "fonts/[name]-[hash]",
  loader: { ".woff2": "file", ".svg": "dataurl" },
  jsx: "automatic",
  jsxImportSource: "preact",
  legalComments: "linked",
  logLevel: "warning",
  metafile: true,
  plugins: [woff2Only, noInlineStyles],
});
await writeLicences(Object.keys(metafile.inputs), path.join(folder, "LICENSES.txt"));
