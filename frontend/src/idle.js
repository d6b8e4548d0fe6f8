// SPDX-License-Identifier: Apache-2.0
// A login ends after a while without use. Two minutes before, this says so; Enter puts it off (security.md K9). Use in another
// tab counts too. The server notes use once a minute (organs/sessions.py), so the login may end that much earlier: we warn earlier.

const LEFT = 180_000;
const EVERY = 5_000;

export function idle() {
  const dialog = document.querySelector("dialog[data-idle]");
  if (!dialog?.showModal) return;
  const age = Number(dialog.dataset.idle) * 1_000;
  const [before, after] = dialog.querySelectorAll("[data-before], [data-after]");
  let seen = 0;
  const mark = () => {
    seen = Date.now();
    try {
      localStorage.setItem("seen", seen);
    } catch {
      /* storage is closed: this tab counts for itself */
    }
  };
  const last = () => {
    try {
      return Math.max(seen, Number(localStorage.getItem("seen")));
    } catch {
      return seen;
    }
  };
  const over = () => {
    before.hidden = true;
    after.hidden = false;
    after.querySelector("a").focus();
  };
  const look = () => {
    const left = last() + age - Date.now();
    if (left > LEFT) {
      if (dialog.open && after.hidden) dialog.close(); // somebody went on in another tab
    } else {
      if (!dialog.open) dialog.showModal();
      if (left <= 0 && after.hidden) over();
    }
  };
  const goOn = async () => {
    const answer = await fetch(dialog.dataset.extend, { redirect: "manual", cache: "no-store" }).catch(() => null);
    if (!answer?.ok) return over();
    mark();
    dialog.close();
  };
  mark();
  document.addEventListener("htmx:afterRequest", mark);
  dialog.querySelector("[data-go-on]").addEventListener("click", goOn);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault(); // Escape goes on too: whoever presses a key is there
    if (after.hidden) goOn();
  });
  setInterval(look, EVERY);
}
