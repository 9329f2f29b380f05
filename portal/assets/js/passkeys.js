// Asks the device to make a passkey, or to answer with one; the form takes what it says to the portal.
export function startPasskeys(page) {
  for (const form of page.querySelectorAll("form[data-passkey]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask(form);
    });
    ask(form);
  }
}

async function ask(form) {
  const publicKey = readOptions(JSON.parse(form.dataset.options));
  const way = form.dataset.passkey; // "create" or "get"
  try {
    const answer = await navigator.credentials[way]({ publicKey });
    form.elements.credential.value = JSON.stringify(plain(answer));
  } catch {
    form.querySelector("[role=status]").textContent = form.dataset.failed;
    return;
  }
  form.submit();
}

function readOptions(options) {
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  for (const list of [options.excludeCredentials, options.allowCredentials]) {
    for (const key of list ?? []) key.id = bytes(key.id);
  }
  return options;
}

function plain({ id, rawId, type, response }) {
  const said = { transports: response.getTransports?.() };
  for (const part of [
    "clientDataJSON",
    "attestationObject",
    "authenticatorData",
    "signature",
    "userHandle",
  ]) {
    if (response[part]) said[part] = text(response[part]);
  }
  return { id, rawId: text(rawId), type, response: said };
}

function bytes(base64url) {
  const base64 = base64url.replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
}

function text(buffer) {
  const base64 = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return base64.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
