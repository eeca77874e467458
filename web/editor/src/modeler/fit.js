// The first look at a drawing: all of it if it can be read then, else where it begins.
const READABLE = 0.7;
const MARGIN = 24;
const PALETTE = 86; // what lies over the drawing on the left

export function fit(modeler) {
  const canvas = modeler.get("canvas");
  const { inner, outer } = canvas.viewbox();
  const left = modeler.get("palette", false) ? PALETTE : MARGIN;
  const room = { width: outer.width - left - MARGIN, height: outer.height - 2 * MARGIN };
  const whole = Math.min(1, room.width / inner.width, room.height / inner.height);
  const zoom = Math.max(whole, READABLE);
  const spare = (side) => room[side] - inner[side] * zoom;
  canvas.viewbox({
    x: inner.x - (left + Math.max(0, spare("width") / 2)) / zoom,
    y: inner.y - (MARGIN + spareAbove(modeler, inner, spare("height"), zoom)) / zoom,
    width: outer.width / zoom,
    height: outer.height / zoom,
  });
  if (whole < READABLE) modeler.get("minimap", false)?.open();
}

// Half of what is spare; of a drawing that is too high, that part where the process begins.
function spareAbove(modeler, inner, spare, zoom) {
  if (spare >= 0) return spare / 2;
  const [first] = modeler.get("elementRegistry").filter(({ type }) => type === "bpmn:StartEvent");
  const wanted = first ? (inner.y + inner.height / 2 - first.y) * zoom + spare / 2 : 0;
  return Math.min(0, Math.max(spare, wanted));
}
