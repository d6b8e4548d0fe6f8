// SPDX-License-Identifier: Apache-2.0
// Lists with bulk acts: one tick for the whole page, the number of rows chosen, and the colour of their rows.

function show(form) {
  const boxes = [...form.querySelectorAll('input[name="ids"]')];
  const chosen = boxes.filter((box) => box.checked).length;
  for (const box of boxes) box.closest("tr")?.classList.toggle("chosen", box.checked);
  for (const place of form.querySelectorAll("[data-chosen]")) place.textContent = chosen;
  for (const button of form.querySelectorAll(".bulk button")) button.disabled = !chosen;
  for (const all of form.querySelectorAll("[data-select-all]")) {
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  }
}

export function ticks() {
  for (const form of document.querySelectorAll("form[data-bulk]")) show(form);
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-bulk]");
    if (!form) return;
    if (event.target.matches("[data-select-all]"))
      for (const box of form.querySelectorAll('input[name="ids"]')) box.checked = event.target.checked;
    show(form);
  });
  document.addEventListener("htmx:afterSettle", () => document.querySelectorAll("form[data-bulk]").forEach(show));
}
