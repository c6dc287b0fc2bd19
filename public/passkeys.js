// Makes passkeys, signs in and confirms with them. Without it, or where the browser has none, the
// buttons stay hidden and the password works on.
//
// A button is `data-passkey="register"`, `"sign-in"` or `"phone"`, hidden, with `aria-describedby`
// naming where to say what went wrong. Of its form, the field `name` is what a new passkey is called,
// `password` what shows that it is still they who make one, and `next` where to go when signed in. To
// confirm, the answer goes into the field `passkey`, and the form is sent with it.

const PATHS = {
  register: "/passkeys/register",
  "sign-in": "/passkeys/sign-in",
  phone: "/passkeys/phone",
};

/** The field of the form that goes with the question, and the one that goes with the answer. */
const ASKED = { register: "password" };
const FIELDS = { register: "name", "sign-in": "next" };

/** What the browser's refusals mean, by their name. */
const REFUSALS = {
  NotAllowedError: "That was cancelled, or took too long. Try again.",
  InvalidStateError: "This device already has a passkey for your account.",
  SecurityError: "Passkeys do not work at this address. Open the workspace by its name, with https.",
  NotSupportedError: "This device cannot make a passkey that works here. Try another.",
};

const UNREACHABLE = "The server cannot be reached. Try again when you are online.";

/** A refusal with a sentence for people. */
class Refused extends Error {}

function bytes(text) {
  const padded = text.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(padded), (character) => character.charCodeAt(0));
}

function text(buffer) {
  const characters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte));
  return btoa(characters.join("")).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

async function post(path, body) {
  let response;
  try {
    response = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Refused(UNREACHABLE);
  }
  const answer = await response.json().catch(() => null);
  if (!response.ok || answer === null) {
    throw new Refused(answer?.error?.message ?? "That did not work. Reload the page and try again.");
  }
  return answer;
}

function withBytes(credentials) {
  return credentials.map((credential) => ({ ...credential, id: bytes(credential.id) }));
}

/** What a device makes or signs, as the server reads it. */
async function ask(kind, task) {
  const challenge = bytes(task.challenge);
  if (kind === "register") {
    const user = { ...task.user, id: bytes(task.user.id) };
    const excludeCredentials = withBytes(task.excludeCredentials);
    const publicKey = { ...task, challenge, user, excludeCredentials };
    const made = await navigator.credentials.create({ publicKey });
    return credential(made, {
      attestationObject: text(made.response.attestationObject),
      transports: made.response.getTransports?.() ?? [],
    });
  }
  const allowCredentials = withBytes(task.allowCredentials);
  const publicKey = { ...task, challenge, allowCredentials };
  const signed = await navigator.credentials.get({ publicKey });
  const { authenticatorData, signature, userHandle } = signed.response;
  return credential(signed, {
    authenticatorData: text(authenticatorData),
    signature: text(signature),
    userHandle: userHandle === null ? null : text(userHandle),
  });
}

function credential(answer, response) {
  return {
    id: answer.id,
    rawId: text(answer.rawId),
    type: answer.type,
    authenticatorAttachment: answer.authenticatorAttachment ?? null,
    clientExtensionResults: {},
    response: { clientDataJSON: text(answer.response.clientDataJSON), ...response },
  };
}

/** The value of a form's field, by its name; nothing if there is none. */
function fields(form, name) {
  const field = name && form?.elements.namedItem(name);
  return field ? { [name]: field.value } : {};
}

async function run(button) {
  const kind = button.dataset.passkey;
  const problem = document.getElementById(button.getAttribute("aria-describedby"));
  problem.textContent = "";
  button.disabled = true;
  try {
    const task = await post(`${PATHS[kind]}/start`, fields(button.form, ASKED[kind]));
    const answer = await ask(kind, task);
    const confirms = button.form?.elements.namedItem("passkey");
    if (confirms) {
      confirms.value = JSON.stringify(answer);
      button.form.submit();
      return;
    }
    const body = { credential: answer, ...fields(button.form, FIELDS[kind]) };
    const { location } = await post(`${PATHS[kind]}/finish`, body);
    window.location.assign(location);
  } catch (error) {
    const isOurs = error instanceof Refused;
    problem.textContent = isOurs ? error.message : (REFUSALS[error.name] ?? REFUSALS.NotAllowedError);
    button.disabled = false;
    button.focus();
  }
}

if (window.isSecureContext && window.PublicKeyCredential) {
  for (const button of document.querySelectorAll("button[data-passkey]")) {
    button.addEventListener("click", () => run(button));
    button.hidden = false;
  }
  for (const form of document.querySelectorAll("form[data-passkey-form]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const button = form.querySelector("button[data-passkey]");
      if (!button.disabled) {
        run(button);
      }
    });
  }
}
