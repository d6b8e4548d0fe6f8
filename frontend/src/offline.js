// SPDX-License-Identifier: Apache-2.0
// Asks the browser to keep the offline page of this face (web/worker.py). Without it, or over plain HTTP, all goes on as before.

export function offline() {
  const { worker } = document.body.dataset;
  if (worker && "serviceWorker" in navigator) navigator.serviceWorker.register(worker).catch(() => {});
  for (const again of document.querySelectorAll("[data-again]"))
    again.addEventListener("click", (event) => {
      event.preventDefault();
      location.reload();
    });
}
