// SPDX-License-Identifier: Apache-2.0
// A button that names a part of the page copies its words and then says so. Without the clipboard of a secure address they are
// marked and copied the old way; if that fails too they stay marked, and Ctrl+C does it.
function marked(part) {
  const range = document.createRange();
  range.selectNodeContents(part);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
  return document.execCommand("copy");
}

async function copy(part) {
  if (!navigator.clipboard) return marked(part);
  try {
    await navigator.clipboard.writeText(part.textContent.trim());
    return true;
  } catch {
    return marked(part);
  }
}

export function copying() {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      if (await copy(document.getElementById(button.dataset.copy))) button.textContent = button.dataset.done;
    });
  }
}
