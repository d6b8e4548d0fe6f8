// SPDX-License-Identifier: Apache-2.0
// Lists: one tick for the whole page, the number of rows chosen here and on other pages, the colour of their rows; what is
// ticked is kept when a page is turned. The boxes stand in the table and belong to the form by their form attribute.

const boxesOf = (form) => [...form.elements].filter((box) => box.name === "ids");
let changed = false;

function show(form) {
  const boxes = boxesOf(form);
  const chosen = boxes.filter((box) => box.checked).length;
  const every = form.querySelector("[data-all]")?.checked;
  for (const box of boxes) box.closest("tr, li")?.classList.toggle("chosen", box.checked);
  for (const place of form.querySelectorAll("[data-chosen]")) place.textContent = chosen + Number(form.dataset.kept || 0);
  for (const button of form.querySelectorAll('button[name="act"]')) button.disabled = !chosen && !every && !Number(form.dataset.kept || 0);
  for (const button of form.querySelectorAll("[data-remember]")) button.hidden = true; // turning the page remembers
  for (const all of [...form.elements].filter((box) => box.matches("[data-select-all]"))) {
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  }
}

function keep(form) {
  changed = false;
  return fetch(form.dataset.keep, { method: "POST", body: new FormData(form), headers: { "X-Requested-With": "fetch" }, keepalive: true });
}

export function ticks() {
  for (const form of document.querySelectorAll("form[data-bulk]")) show(form);
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (!form?.matches("[data-bulk]")) return;
    if (event.target.matches("[data-select-all]")) for (const box of boxesOf(form)) box.checked = event.target.checked;
    if (event.target.matches('[data-select-all], [name="ids"]')) changed = true;
    show(form);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".pager a[href]");
    const form = document.querySelector("form[data-bulk]");
    if (!link || !form || !changed || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    keep(form).finally(() => location.assign(link.href));
  });
  document.addEventListener("submit", (event) => {
    const form = document.querySelector("form[data-bulk]");
    if (!form || !changed || !event.target.closest(".pager")) return;
    event.preventDefault();
    keep(form).finally(() => event.target.submit());
  });
  document.addEventListener("htmx:afterSettle", () => document.querySelectorAll("form[data-bulk]").forEach(show));
}
