// Script shortens the way and is never the only one: without it every form
// works, and the server says what is wrong.

const errors = document.querySelector('[data-fm="errors"]')
if (errors) {
  errors.focus()
}

// The words are those of the page, in its language. A message with a number in
// it has a form for each way in which that language counts.
const lang = document.documentElement.lang
const words = document.body.dataset
const counted = (message, n) => {
  const forms = JSON.parse(message)
  return (forms[new Intl.PluralRules(lang).select(n)] ?? forms.other).replace(/%(\[1\])?d/, n.toLocaleString(lang))
}

// An answer such as "None of these" and the others take each other's marks
// away.
for (const group of document.querySelectorAll('[data-fm="checkboxes"]')) {
  group.addEventListener("change", event => {
    const chosen = event.target
    if (chosen.type !== "checkbox" || !chosen.checked) return
    for (const other of group.querySelectorAll("input[type=checkbox]")) {
      if (other !== chosen && ("exclusive" in chosen.dataset || "exclusive" in other.dataset)) other.checked = false
    }
  })
}

// later tells a reader of the screen what changed when they stop typing, and
// not at every letter.
function later(area, said) {
  const aloud = document.createElement("div")
  aloud.className = "govuk-visually-hidden"
  aloud.setAttribute("aria-live", "polite")
  area.append(aloud)
  let timer
  return () => {
    clearTimeout(timer)
    timer = setTimeout(() => { aloud.textContent = said() }, 1000)
  }
}

for (const text of document.querySelectorAll("textarea[data-limit]")) {
  const limit = Number(text.dataset.limit)
  const hint = document.getElementById(`${text.id}-limit`)
  // Characters as the server counts them, not halves of them.
  const left = () => limit - Array.from(text.value).length
  const say = () => left() < 0 ? counted(words.over, -left()) : counted(words.left, left())
  const tell = later(hint.parentElement, say)
  const show = () => {
    hint.textContent = say()
    hint.classList.toggle("govuk-error-message", left() < 0)
  }
  show()
  text.addEventListener("input", () => { show(); tell() })
}

for (const budget of document.querySelectorAll('[data-fm="budget"]')) {
  const place = document.createElement("p")
  place.className = "fm-parts__total"
  place.lang = lang
  const say = () => {
    const sum = Array.from(budget.querySelectorAll("input[type=text]"), input => Number(input.value.replace(/[\s,]/g, "")) || 0).reduce((a, b) => a + b, 0)
    const left = Number(budget.dataset.total) - sum
    return left < 0 ? counted(words.overshare, -left) : left > 0 ? counted(words.share, left) : words.shared
  }
  budget.append(place)
  const tell = later(budget, say)
  const show = () => { place.textContent = say() }
  show()
  budget.addEventListener("input", () => { show(); tell() })
}

// A second press of a button sends nothing a second time. Going back to the
// page makes the button good again.
for (const form of document.forms) {
  form.addEventListener("submit", event => {
    if (form.dataset.sent) event.preventDefault()
    form.dataset.sent = "yes"
  })
}
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent
})
