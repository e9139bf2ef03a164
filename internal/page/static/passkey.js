// Passkeys can only be used by script. The form has the request in its data attributes, and
// the response is sent with it.

const bytes = text => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), c => c.charCodeAt(0))

const text = buffer => buffer && btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")

const known = list => (list ?? []).map(one => ({ ...one, id: bytes(one.id) }))

async function ask(kind, options, signal) {
  options.challenge = bytes(options.challenge)
  if (kind === "create") {
    options.user.id = bytes(options.user.id)
    options.excludeCredentials = known(options.excludeCredentials)
    return navigator.credentials.create({ publicKey: options, signal })
  }
  options.allowCredentials = known(options.allowCredentials)
  return navigator.credentials.get({ publicKey: options, signal })
}

function answer(credential) {
  const given = credential.response
  const response = { clientDataJSON: text(given.clientDataJSON) }
  if (given.attestationObject) {
    response.attestationObject = text(given.attestationObject)
    response.transports = given.getTransports?.() ?? []
  } else {
    response.authenticatorData = text(given.authenticatorData)
    response.signature = text(given.signature)
    response.userHandle = text(given.userHandle)
  }
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: {},
    response,
  })
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("[data-passkey-button]")
  const status = form.querySelector("[data-passkey-status]")
  if (!window.PublicKeyCredential) continue // the page explains the alternatives
  form.querySelector("[data-passkey-without]").hidden = true
  form.querySelector("[data-passkey-with]").hidden = false
  let asking
  const start = async () => {
    asking?.abort()
    asking = new AbortController()
    const { signal } = asking
    status.textContent = form.dataset.waiting
    try {
      const credential = await ask(form.dataset.passkey, JSON.parse(form.dataset.options), signal)
      form.elements.credential.value = answer(credential)
      status.textContent = ""
      form.submit()
    } catch (error) {
      if (signal.aborted) return
      status.textContent = error.name === "InvalidStateError" ? form.dataset.known : form.dataset.failed
    }
  }
  button.addEventListener("click", start)
  form.addEventListener("submit", event => { // also for the Enter key
    event.preventDefault()
    start()
  })
  // The user has just asked to sign in.
  if (form.dataset.passkey === "get" && "now" in form.dataset) start()
}
