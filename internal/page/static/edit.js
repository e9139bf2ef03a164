// Saves the form of a record while it is filled in, warns before leaving text that is not saved, and
// copies originals next to translations. Without this script the buttons do the same.

const pause = 3000 // milliseconds after the last key

// Copies the original of a translation into its field, or those of all empty fields of a section.
function copyOriginal(event) {
  const button = event.target.closest('[data-fm="copy"], [data-fm="copy-all"]')
  if (!button) return
  event.preventDefault()
  const all = button.dataset.fm === "copy-all"
  for (const one of all ? button.closest("section").querySelectorAll('[data-fm="copy"]') : [button]) {
    const field = document.getElementById(one.dataset.to)
    if (all && field.value.trim()) continue
    field.value = document.getElementById(one.dataset.from).textContent
    field.dispatchEvent(new Event("input", { bubbles: true }))
    if (!all) field.focus()
  }
}

// Shows what the check finds about what was saved, in the list above the form.
function showFindings(found) {
  const box = document.querySelector('[data-fm="findings"]')
  if (!box || !found) return
  box.hidden = found.length === 0
  box.querySelector("ul").replaceChildren(...found.map(one => {
    const item = document.createElement("li"), tag = document.createElement("strong"), link = document.createElement("a")
    tag.className = `govuk-tag govuk-tag--${one.colour}`
    tag.textContent = one.tag
    link.className = "govuk-link"
    link.href = one.href
    link.textContent = one.text
    item.append(tag, " ", one.version ? `${one.version}: ` : "", link)
    return item
  }))
}

const keyPause = 200 // milliseconds after the last key, before names are looked up

// Looks up the names that have what is being typed, as suggestions for a field that has too many to list.
function lookUp(form) {
  const timers = new WeakMap()
  form.addEventListener("input", event => {
    const input = event.target
    if (!input.dataset.find) return
    clearTimeout(timers.get(input))
    timers.set(input, setTimeout(async () => {
      const typed = input.value, list = input.list, url = new URL(form.action)
      if (!typed.trim() || [...list.options].some(option => option.value === typed)) return
      url.searchParams.set("find", input.dataset.find)
      url.searchParams.set("words", typed)
      const found = await fetch(url).then(answer => answer.ok ? answer.json() : null).catch(() => null)
      if (!found || input.value !== typed) return
      list.replaceChildren(...found.map(one => {
        const option = document.createElement("option")
        option.value = one.name
        if (one.lang) option.lang = one.lang
        return option
      }))
    }, keyPause))
  })
}

// Watches a form. One with data-autosave="no" is not saved, but leaving it warns.
function watch(form) {
  const line = form.querySelector('[data-fm="saved"]')
  let unsaved = form.dataset.unsaved === "yes", sending = false, timer

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
      if (form.elements.seen) form.elements.seen.value = said.seen
      form.elements.key?.remove()
      line.textContent = said.say
      for (const advice of form.querySelectorAll("[data-advice]")) {
        advice.textContent = said.advice?.[advice.dataset.advice] ?? ""
        advice.hidden = !advice.textContent
      }
      if (!unsaved) showFindings(said.findings) // otherwise they are about an earlier text
      if (location.pathname !== new URL(form.action).pathname) history.replaceState(null, "", form.action)
      if (unsaved) timer = setTimeout(save, pause)
      if (said.incomplete) unsaved = true // something typed cannot be saved yet; the person is warned before leaving it
      return
    }
    unsaved = true
    line.textContent = said?.say ?? form.dataset.failed
    if (answer?.status === 409) form.dataset.autosave = "no" // the person has to compare first
    else timer = setTimeout(save, pause * 5)
  }

  form.addEventListener("input", () => {
    unsaved = true
    clearTimeout(timer)
    timer = setTimeout(save, pause)
  })
  form.addEventListener("change", event => { // room for another one, where several are picked by name
    const input = event.target
    if (!input.name.endsWith("-more") || !input.value || input.nextElementSibling?.name === input.name) return
    const another = input.cloneNode()
    another.value = ""
    another.id += "-more"
    another.setAttribute("aria-label", input.labels[0]?.textContent ?? input.ariaLabel)
    input.after(another)
  })
  if (unsaved) timer = setTimeout(save, pause)
  form.addEventListener("click", copyOriginal)
  document.addEventListener("visibilitychange", () => { if (document.hidden) save() })
  form.addEventListener("submit", () => {
    clearTimeout(timer)
    unsaved = false
  })
  addEventListener("beforeunload", event => { if (unsaved) event.preventDefault() })
}

document.querySelectorAll('form[data-fm="edit"]').forEach(form => {
  watch(form)
  lookUp(form)
})
