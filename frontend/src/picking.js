// SPDX-License-Identifier: Apache-2.0
// A select field with more choices than it shows gets a field above it that leaves only those with the words typed there. What is
// chosen stays, so that people are found one after the other; choices are taken out, since not every browser hides them.
const MOST = 8;

function narrow(select, every, words) {
  const wanted = words.trim().toLowerCase();
  select.replaceChildren(...every.filter((option) => option.selected || option.text.toLowerCase().includes(wanted)));
}

export function picking() {
  for (const select of document.querySelectorAll("select[data-narrow]")) {
    const every = [...select.options];
    if (every.length <= MOST) continue;
    const input = document.createElement("input");
    input.type = "search";
    input.placeholder = select.dataset.narrow;
    input.setAttribute("aria-label", select.dataset.narrow);
    input.setAttribute("aria-controls", select.id);
    input.addEventListener("input", () => narrow(select, every, input.value));
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault(); // looks for people, and sends nothing
    });
    select.before(input);
  }
}
