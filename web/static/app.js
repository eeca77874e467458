// Everything works without this script; it only makes it quicker.
"use strict";

// A form is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
});
// The back button shows the page as it was kept: its forms may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// A diagram wider than its box opens at the step where the order waits.
for (const box of document.querySelectorAll(".canvas")) {
  const here = box.querySelector(".sd-here");
  if (!here) continue;
  const left = here.getBoundingClientRect().left - box.getBoundingClientRect().left;
  box.scrollLeft = left - box.clientWidth / 2 + 40;
}
