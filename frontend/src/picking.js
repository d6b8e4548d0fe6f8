// SPDX-License-Identifier: Apache-2.0
// A choice of more than a field shows gets a field above it that leaves only those with the words typed there. Whoever is chosen
// stays, so that people are found one after the other.
const MOST = 8;

// Of checkboxes each stands in a box of its own; choices of a select are taken out, since not every browser hides them.
const KINDS = {
  "select[data-narrow]": {
    of: (select) => [select, [...select.options], (option) => option.selected],
    show: (select, left) => select.replaceChildren(...left),
  },
  "fieldset > div:has([type=checkbox][data-narrow])": {
    of: (box) => [box, [...box.children], (one) => one.querySelector("input").checked],
    show: (box, left) => [...box.children].forEach((one) => (one.hidden = !left.includes(one))),
  },
};

function finder(words, below, find) {
  const input = document.createElement("input");
  input.type = "search";
  input.placeholder = words;
  input.setAttribute("aria-label", words);
  input.setAttribute("aria-controls", below.id);
  input.addEventListener("input", () => find(input.value.trim().toLowerCase()));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault(); // looks for people, and sends nothing
  });
  below.before(input);
}

export function picking() {
  for (const [selector, { of, show }] of Object.entries(KINDS)) {
    for (const field of document.querySelectorAll(selector)) {
      const [below, every, chosen] = of(field);
      if (every.length <= MOST) continue;
      below.classList.add("many");
      const words = (field.dataset.narrow ? field : field.querySelector("[data-narrow]")).dataset.narrow;
      finder(words, below, (wanted) =>
        show(below, every.filter((one) => chosen(one) || one.textContent.toLowerCase().includes(wanted))),
      );
    }
  }
}
