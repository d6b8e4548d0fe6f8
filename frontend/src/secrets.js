// SPDX-License-Identifier: Apache-2.0
// The button beside a password shows what was typed, for as long as it is pressed in.

export function secrets() {
  for (const button of document.querySelectorAll("[data-show]")) {
    const input = button.parentElement.querySelector("input");
    button.hidden = false;
    button.addEventListener("click", () => {
      const shown = input.type === "password";
      input.type = shown ? "text" : "password";
      button.setAttribute("aria-pressed", String(shown));
    });
  }
}
