// SPDX-License-Identifier: Apache-2.0
// Freshness: each [data-poll] asks its address every 4 s for one small integer. The browser sends the ETag it has, so an
// unchanged answer has no body. A changed one raises "changed", on which the element's own hx-get loads it anew.
import htmx from "htmx.org/dist/htmx.esm.js";

const EVERY = 4_000;

async function ask(element) {
  const answer = await fetch(element.dataset.poll, { cache: "no-cache", headers: { "X-Requested-With": "fetch" } });
  if (!answer.ok) return;
  const version = (await answer.text()).trim();
  if (version === element.dataset.version) return;
  element.dataset.version = version;
  htmx.trigger(element, "changed");
}

export function polling() {
  setInterval(() => {
    if (document.hidden) return;
    for (const element of document.querySelectorAll("[data-poll]")) ask(element).catch(() => {}); // offline: the next round asks again
  }, EVERY);
}
