// Palette and menus offer what we run; what is seldom needed, experts alone are offered.
import { isExpert } from "./expert.js";

// by the end of the address that an entry has: `replace-with-…`, `append-…`, `create-…`
const REFUSED =
  /conditional|compensation|complex|transaction|ad-?hoc|link|cancel|multiple|data-store|data-input|data-output|instantiate|element-template/;
const SELDOM =
  /signal|escalation|inclusive|event-based|manual|send-task|receive-task|none-intermediate|subprocess|event-subprocess|data-object|group|participant|lane|error|loop|multi|terminate|non-interrupting|collapsed|call-activity-|space-tool|text-annotation/;
// What starts an event sub-process must not end what it stands in.
const INTERRUPTING = /replace-with-(message|timer|signal|escalation|error)-start$/;

const isOffered = (id) => !REFUSED.test(id) && (isExpert() || !SELDOM.test(id));

const only = (keep) => (entries) =>
  Object.fromEntries(Object.entries(entries).filter(([id]) => keep(id)));

const inEventSubProcess = (element) => element.parent?.businessObject?.triggeredByEvent === true;

class Menus {
  static $inject = ["popupMenu", "palette", "contextPad"];

  constructor(popupMenu, palette, contextPad) {
    for (const menu of ["bpmn-append", "bpmn-create", "bpmn-replace"])
      popupMenu.registerProvider(menu, 100, {
        getPopupMenuEntries: (element) =>
          only((id) => isOffered(id) && !(inEventSubProcess(element) && INTERRUPTING.test(id))),
        getPopupMenuHeaderEntries: () => only(isOffered),
      });
    palette.registerProvider(100, { getPaletteEntries: () => only(isOffered) });
    contextPad.registerProvider(100, {
      getContextPadEntries: () => only((id) => !REFUSED.test(id)),
      getMultiElementContextPadEntries: () => only((id) => !REFUSED.test(id)),
    });
  }
}

export default { __init__: ["spillwayMenus"], spillwayMenus: ["type", Menus] };
