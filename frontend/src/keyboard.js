// SPDX-License-Identifier: Apache-2.0
// "/" search, j and k rows, Enter opens, e does the next act. Focus itself is the cursor, so Enter needs nothing of ours.

const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
const rows = () => [...document.querySelectorAll("[data-row]")];
const opener = (row) => row.querySelector("[data-open]") ?? row.querySelector("a[href]");

function step(by) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(document.activeElement?.closest("[data-row]"));
  const to = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1);
  opener(all[to])?.focus();
}

function act() {
  const row = document.activeElement?.closest("[data-row]");
  const next = row?.querySelector("[data-act]") ?? document.querySelector("[data-next], .page-head [data-act], .page .btn.primary");
  next?.click();
}

const keys = {
  "/": () => document.querySelector("[data-search]")?.focus(),
  j: () => step(1),
  k: () => step(-1),
  e: act,
};

export function keyboard() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    if (!(event.key in keys)) return;
    event.preventDefault();
    keys[event.key]();
  });
}
