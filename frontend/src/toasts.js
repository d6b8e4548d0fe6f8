// SPDX-License-Identifier: Apache-2.0
// A toast stays until it is closed: whoever reads slowly is not hurried (WCAG 2.2.1).

export function toasts() {
  for (const button of document.querySelectorAll("[data-close]")) {
    button.hidden = false;
    button.addEventListener("click", () => button.closest(".toast").remove());
  }
}
