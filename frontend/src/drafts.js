// SPDX-License-Identifier: Apache-2.0
// What was typed into a form stays on this computer until it was sent (S0-47). Passwords, files, hidden fields and fields
// marked data-private (personal data: the computer may be shared) are never kept. Logging out takes all drafts away.

const DAYS = 7;
const person = document.body.dataset.user;
const keyOf = (form) => `draft:${person}:${location.pathname}:${form.dataset.draft}`;
const kept = (field) =>
  field.name && !field.disabled && !field.readOnly && !("private" in field.dataset) &&
  !["hidden", "password", "file", "submit", "button"].includes(field.type);

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null; // another version wrote it, or storage is closed
  }
}

function write(key, draft) {
  try {
    localStorage.setItem(key, JSON.stringify(draft));
  } catch {
    /* full or closed: a draft is a convenience, the form works without */
  }
}

function valuesOf(form) {
  const values = {};
  for (const field of [...form.elements].filter(kept)) {
    if (field.type === "checkbox" || field.type === "radio") {
      values[field.name] ??= [];
      if (field.checked) values[field.name].push(field.value);
    } else if (field.multiple && field.options) {
      values[field.name] = [...field.selectedOptions].map((option) => option.value);
    } else values[field.name] = field.value;
  }
  return values;
}

function restore(form, values) {
  for (const field of [...form.elements].filter(kept)) {
    const value = values[field.name];
    if (value === undefined) continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = value.includes(field.value);
    else if (field.multiple && field.options) for (const option of field.options) option.selected = value.includes(option.value);
    else field.value = value;
  }
}

function offer(form, key) {
  const draft = read(key);
  if (!draft || "bound" in form.dataset) return; // the server already gave back what was typed
  if (JSON.stringify(draft.values) === JSON.stringify(valuesOf(form))) return;
  restore(form, draft.values);
  const line = form.querySelector("[data-draft-line]");
  if (!line) return;
  line.hidden = false; // "sv" writes a moment as we do: 2026-11-21 14:05
  line.querySelector("[data-draft-time]").textContent = new Date(draft.at).toLocaleString("sv").slice(0, 16);
  line.querySelector("[data-draft-drop]").addEventListener("click", () => {
    localStorage.removeItem(key);
    form.reset();
    line.hidden = true;
  });
}

/** The draft that was sent from the page before goes, unless this page says that it was refused. */
function settle() {
  const sent = sessionStorage.getItem("draft-sent");
  sessionStorage.removeItem("draft-sent");
  if (sent && !document.querySelector("[data-error]")) localStorage.removeItem(sent);
}

function forget(test) {
  for (const key of Object.keys(localStorage)) if (key.startsWith("draft:") && test(key)) localStorage.removeItem(key);
}

export function drafts() {
  if (!person) return;
  try {
    forget((key) => Date.now() - (read(key)?.at ?? 0) > DAYS * 86_400_000);
    settle();
  } catch {
    return; // storage is closed in this browser
  }
  document.querySelector("[data-logout]")?.addEventListener("submit", () => forget(() => true));
  for (const form of document.querySelectorAll("form[data-draft]")) {
    const key = keyOf(form);
    let timer;
    const save = () => write(key, { at: Date.now(), values: valuesOf(form) });
    offer(form, key);
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(save, 400);
    });
    form.addEventListener("submit", () => {
      clearTimeout(timer);
      save();
      sessionStorage.setItem("draft-sent", key);
    });
  }
}
