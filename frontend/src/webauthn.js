// SPDX-License-Identifier: Apache-2.0
// Asks a security key the question that the form carries (data-key) and sends its answer with the form. A form with
// data-key-new makes a new credential. Where a page knows neither script nor keys, its other ways remain.

const toBytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function prepared({ publicKey }) {
  const ids = (several) => several?.map((one) => ({ ...one, id: toBytes(one.id) }));
  const made = { ...publicKey, challenge: toBytes(publicKey.challenge) };
  if (publicKey.user) made.user = { ...publicKey.user, id: toBytes(publicKey.user.id) };
  if (publicKey.excludeCredentials) made.excludeCredentials = ids(publicKey.excludeCredentials);
  if (publicKey.allowCredentials) made.allowCredentials = ids(publicKey.allowCredentials);
  return { publicKey: made };
}

function told(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = toText(credential.response[name]);
  }
  const { id, type, authenticatorAttachment } = credential;
  const clientExtensionResults = credential.getClientExtensionResults();
  return { id, rawId: id, type, authenticatorAttachment, response, clientExtensionResults };
}

async function ask(form) {
  const question = prepared(JSON.parse(form.dataset.key));
  const failed = form.querySelector("[data-key-failed]");
  failed.hidden = true;
  try {
    const isNew = "keyNew" in form.dataset;
    const credential = await (isNew ? navigator.credentials.create(question) : navigator.credentials.get(question));
    form.elements.credential.value = JSON.stringify(told(credential));
    form.submit();
  } catch {
    failed.hidden = false; // she took her hand away, or the key is not one of hers
  }
}

export function webauthn() {
  if (!window.PublicKeyCredential) return;
  for (const form of document.querySelectorAll("form[data-key]")) {
    const button = form.querySelector("[data-key-ask]");
    button.hidden = false;
    button.addEventListener("click", () => ask(form));
  }
}
