// Enter takes what was typed in a field of one line, and the cursor stays. A field that begins
// anew after that has added the one before it, which is gone on with.
export function takesAtEnter(panel) {
  panel.addEventListener("keydown", (event) => {
    const typed = event.target;
    // Enter of an input method chooses a word
    if (event.key !== "Enter" || event.isComposing || !typed.matches("input[type=text]")) return;
    const { id } = typed;
    typed.blur();
    typed.focus();
    frames(3).then(() => {
      if (typed.isConnected) return;
      const entry = document.getElementById(id)?.closest("[data-entry-id]");
      entry?.previousElementSibling?.querySelector("input, textarea")?.focus();
    });
  });
}

// The panel shows what changed some frames later.
export async function frames(count) {
  for (let frame = 0; frame < count; frame += 1) await new Promise(requestAnimationFrame);
}
