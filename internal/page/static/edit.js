// Saves the form of a record while it is filled in, and warns before leaving text that is not
// saved. Without this script the button Save draft does the same.

const form = document.querySelector('form[data-fm="edit"]')
const line = document.querySelector('[data-fm="saved"]')
const pause = 3000 // milliseconds after the last key
let unsaved = form?.dataset.unsaved === "yes", sending = false, timer

async function save() {
  clearTimeout(timer)
  if (!unsaved || sending || form.dataset.autosave !== "yes") return
  sending = true
  unsaved = false
  const body = new URLSearchParams(new FormData(form))
  body.set("do", "autosave")
  const answer = await fetch(form.action, { method: "POST", body, keepalive: body.toString().length < 60000 }).catch(() => null)
  const said = await answer?.json().catch(() => null)
  sending = false
  if (answer?.ok && said) {
    form.action = said.action
    form.elements.version.value = said.version
    form.elements.seen.value = said.seen
    form.elements.key?.remove()
    line.textContent = said.say
    if (location.pathname !== new URL(form.action).pathname) history.replaceState(null, "", form.action)
    if (unsaved) timer = setTimeout(save, pause)
    return
  }
  unsaved = true
  line.textContent = said?.say ?? form.dataset.failed
  if (answer?.status === 409) form.dataset.autosave = "no" // the person has to compare first
  else timer = setTimeout(save, pause * 5)
}

if (form) {
  form.addEventListener("input", () => {
    unsaved = true
    clearTimeout(timer)
    timer = setTimeout(save, pause)
  })
  if (unsaved) timer = setTimeout(save, pause)
  document.addEventListener("visibilitychange", () => { if (document.hidden) save() })
  form.addEventListener("submit", () => {
    clearTimeout(timer)
    unsaved = false
  })
  addEventListener("beforeunload", event => { if (unsaved) event.preventDefault() })
}
