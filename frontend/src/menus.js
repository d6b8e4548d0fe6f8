// SPDX-License-Identifier: Apache-2.0
// A button that prints, and menus. A menu is a <details>, which opens by itself. This closes it: on Escape, and when the focus or a click goes elsewhere.

export function menus() {
  const open = () => document.querySelectorAll("details.drop-down[open]");
  const leave = (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  };
  document.addEventListener("click", leave);
  document.addEventListener("focusin", leave);
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  const here = document.querySelector(".draft-parts [aria-current]"); // on a phone the line may begin elsewhere
  if (here) here.parentElement.scrollLeft = here.offsetLeft - (here.parentElement.clientWidth - here.offsetWidth) / 2;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}
