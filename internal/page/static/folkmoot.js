// Scripts are optional: without them every form works, and the server reports errors.

const errors = document.querySelector('[data-fm="errors"]')
if (errors) {
  errors.focus()
}

// Messages are in data attributes of the page, in its language. A message with a number
// has a form for each plural category of the language.
const lang = document.documentElement.lang
const words = document.body.dataset
const counted = (message, n) => {
  const forms = JSON.parse(message)
  return (forms[new Intl.PluralRules(lang).select(n)] ?? forms.other).replace(/%(\[1\])?d/, n.toLocaleString(lang))
}

// Selecting an exclusive answer, such as "None of these", clears the others, and the other
// way round.
for (const group of document.querySelectorAll('[data-fm="checkboxes"]')) {
  group.addEventListener("change", event => {
    const chosen = event.target
    if (chosen.type !== "checkbox" || !chosen.checked) return
    for (const other of group.querySelectorAll("input[type=checkbox]")) {
      if (other !== chosen && ("exclusive" in chosen.dataset || "exclusive" in other.dataset)) other.checked = false
    }
  })
}

// later announces a change to screen readers when the user stops typing, not at every letter.
function later(area, message) {
  const live = document.createElement("div")
  live.className = "govuk-visually-hidden"
  live.setAttribute("aria-live", "polite")
  area.append(live)
  let timer
  return () => {
    clearTimeout(timer)
    timer = setTimeout(() => { live.textContent = message() }, 1000)
  }
}

for (const text of document.querySelectorAll("textarea[data-limit]")) {
  const limit = Number(text.dataset.limit)
  const hint = document.getElementById(`${text.id}-limit`)
  // Count code points, as the server does, not UTF-16 units.
  const left = () => limit - Array.from(text.value).length
  const say = () => left() < 0 ? counted(words.over, -left()) : counted(words.left, left())
  const announce = later(hint.parentElement, say)
  const show = () => {
    hint.textContent = say()
    hint.classList.toggle("govuk-error-message", left() < 0)
  }
  show()
  text.addEventListener("input", () => { show(); announce() })
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
  const announce = later(budget, say)
  const show = () => { place.textContent = say() }
  show()
  budget.addEventListener("input", () => { show(); announce() })
}

// A form is sent only once, even if the button is pressed twice. Going back to the page
// allows sending it again.
for (const form of document.forms) {
  form.addEventListener("submit", event => {
    if (form.dataset.sent) event.preventDefault()
    form.dataset.sent = "yes"
  })
}
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent
})
