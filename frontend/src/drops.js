// SPDX-License-Identifier: Apache-2.0
// A field for files that takes what is dropped or pasted on it, and says what was chosen and how big it is.

const size = (bytes) => (bytes < 1_048_576 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1_048_576).toFixed(1)} MB`);

function tell(drop) {
  const files = [...drop.querySelector('input[type="file"]').files];
  drop.querySelector("[data-drop-names]").textContent = files.map((file) => `${file.name}（${size(file.size)}）`).join("；");
}

function take(drop, files) {
  const input = drop.querySelector('input[type="file"]');
  if (!files.length) return;
  const chosen = new DataTransfer();
  for (const file of input.multiple ? files : [files[0]]) chosen.items.add(file);
  input.files = chosen.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

export function drops() {
  const dropOf = (event) => event.target.closest?.("[data-drop]");
  for (const kind of ["dragover", "dragleave", "drop"])
    document.addEventListener(kind, (event) => {
      const drop = dropOf(event);
      if (!drop) return;
      event.preventDefault();
      drop.classList.toggle("over", kind === "dragover");
      if (kind === "drop") take(drop, event.dataTransfer.files);
    });
  document.addEventListener("paste", (event) => {
    const drop = dropOf(event);
    if (drop && event.clipboardData.files.length) take(drop, event.clipboardData.files);
  });
  document.addEventListener("change", (event) => {
    const drop = dropOf(event);
    if (drop) tell(drop);
  });
}
