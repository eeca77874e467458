// What the tests of the editors ask a page: `looking` is there once this has run.
globalThis.looking = (() => {
  const data = [
    ".djs-label", ".djs-element", "textarea", "option[value]", "noscript", "[contenteditable]",
    ".cm-editor", "a.bjs-powered-by", ".findings-list", ".bjsl-dropdown :is(.message, .rule, .bjsl-id-hint)",
  ].join();
  const wait = (time) => new Promise((done) => setTimeout(done, time));

  // What people read on the page, in its tooltips and labels, without data.
  function read() {
    const editor = document.querySelector("#editor"), found = [];
    const texts = document.createTreeWalker(editor, NodeFilter.SHOW_TEXT);
    while (texts.nextNode())
      if (!texts.currentNode.parentElement.closest(data)) found.push(texts.currentNode.data.trim());
    for (const one of editor.querySelectorAll("[title], [aria-label], [placeholder]"))
      if (!one.closest(data))
        for (const name of ["title", "aria-label", "placeholder"]) found.push(one.getAttribute(name) ?? "");
    return found;
  }

  // Whether the mark of the library is seen, and nothing lies upon it.
  function mark() {
    const { x, y, width, height } = document.querySelector(".bjs-powered-by").getBoundingClientRect();
    const inside = [[1, 1], [width / 2, height / 2], [width - 1, height - 1]];
    return inside.every(([right, down]) =>
      document.elementFromPoint(x + right, y + down)?.closest(".bjs-powered-by"));
  }

  // Opens every panel and every menu of every element, and returns what was read.
  async function visit() {
    const modeler = spillway.modeler, said = new Set();
    const [chosen, menus] = [modeler.get("selection"), modeler.get("popupMenu")];
    const look = () => read().forEach((one) => said.add(one));
    for (const element of modeler.get("elementRegistry").filter((one) => !one.labelTarget && one.parent)) {
      chosen.select(element);
      await wait(25);
      for (const one of document.querySelectorAll(".bio-properties-panel-group-header:not(.open)")) one.click();
      await wait(10);
      look();
      for (const menu of ["bpmn-replace", ...(element.waypoints ? [] : ["bpmn-append", "bpmn-create"])]) {
        if (menus.isEmpty(element, menu)) continue;
        menus.open(element, menu, { x: 90, y: 90 });
        await wait(15);
        look();
        menus.close();
      }
    }
    return [...said];
  }

  return { read, mark, visit };
})();
