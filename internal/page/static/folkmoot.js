// Scripts are optional: without them every form works, and the server reports errors.

const errors = document.querySelector('[data-fm="errors"]')
if (errors) {
  errors.focus()
}

// Messages are in data attributes of the page, in its language. A message with a number
// has a form for each plural category of the language.
const lang = document.documentElement.lang
const words = document.body.dataset
const counted = (message, n, unit = "") => {
  const forms = JSON.parse(message), digits = n.toLocaleString(lang)
  const amount = /^[£€$]$/.test(unit) ? unit + digits : unit === "%" ? digits + unit : unit ? `${digits} ${unit}` : digits
  return (forms[new Intl.PluralRules(lang).select(n)] ?? forms.other).replace(/%(\[1\])?d/, () => amount)
}

// A question that depends on other answers of its page has its condition in data-when. It
// is in the document only while the condition holds, so that what does not apply is not
// sent. The hidden field lists what was shown. The server evaluates the conditions again
// and shows the page once more where the script was wrong or did not run.
function followUps(form, shown) {
  const items = Array.from(form.querySelectorAll('template[data-fm="waiting"], [data-when]'), place => {
    const node = place.localName === "template" ? document.importNode(place.content, true).firstElementChild : place
    const mark = document.createComment("")
    place.replaceWith(mark, node)
    return { mark, node, when: JSON.parse(node.dataset.when) }
  })
  for (const hint of form.querySelectorAll('[data-fm="if-applies"]')) hint.remove()

  const chosen = name => Array.from(form.elements).filter(e => e.name === name && (e.checked || !/^(radio|checkbox)$/.test(e.type)) && e.value.trim())
  const notSay = "prefer-not-to-say"
  const declined = id => chosen(`${id}--${notSay}`).length > 0
  const given = name => chosen(name).filter(e => e.value !== notSay)
  const named = id => Array.from(form.elements).filter(e => e.name === id)
  const typed = id => named(id).length ? named(id).some(e => !/^(radio|checkbox|select-one)$/.test(e.type))
    : has(id, "year") || has(id, "to-year") || units(id).length > 0
  const box = id => chosen(`${id}--instead`)
  const answered = id => !declined(id) && (box(id).length > 0 || Array.from(form.elements).some(e => e.name === id) ? given(id).length > 0
    : Array.from(form.elements).some(e => e.name.startsWith(`${id}--`) && given(e.name).includes(e)))
  const part = (id, name) => chosen(`${id}--${name}`)[0]?.value.trim() ?? ""
  const has = (id, name) => form.querySelector(`[name="${id}--${name}"]`)
  // The units of a duration, in months or in minutes. Its value is in the shortest that is asked for.
  const sizes = { years: 12, months: 1, weeks: 10080, days: 1440, hours: 60, minutes: 1 }
  const units = id => Object.keys(sizes).filter(unit => has(id, unit))
  const duration = id => units(id).reduce((sum, unit) => sum + Number(part(id, unit)) * sizes[unit], 0) / sizes[units(id).at(-1)]
  // A date without a month or a day is a number or the first of the month, as in bound.
  const date = id => !has(id, "month") ? Number(part(id, "year") || NaN)
    : part(id, "day") || !has(id, "day") ? Date.UTC(Number(part(id, "year") || NaN), Number(part(id, "month") || NaN) - 1, Number(part(id, "day") || 1)) : NaN
  const value = id => box(id).length ? NaN : has(id, "year") ? date(id)
    : units(id).length ? units(id).some(unit => part(id, unit)) ? duration(id) : NaN
    : given(id).length ? Number(given(id)[0].value.replace(/,/g, "")) : NaN
  const bound = text => /^\d{4}-/.test(text) ? Date.parse(text) : Number(text)
  const holds = c => {
    if (c.all) return c.all.every(holds)
    if (c.any) return c.any.some(holds)
    if (c.not) return !holds(c.not)
    if (c.asked) return form.querySelector(`[data-question="${c.question}"]`) !== null
    if (c.answered) return answered(c.question)
    if (c.countAtLeast) return given(c.question).filter(e => !("exclusive" in e.dataset)).length >= c.countAtLeast
    if (c.atLeast) return value(c.question) >= bound(c.atLeast)
    if (c.atMost) return value(c.question) <= bound(c.atMost)
    if (c.above) return value(c.question) > bound(c.above)
    if (c.below) return value(c.question) < bound(c.below)
    const options = c.anyOf ?? [c.is]
    const name = c.row ? `${c.question}--${c.row}` : c.question
    return (typed(name) ? box(name) : chosen(name)).some(e => options.includes(e.value)) || !c.row && options.includes(notSay) && declined(c.question)
  }

  const announce = later(form, () => words.more)
  const update = quietly => {
    for (const { mark, node, when } of items) {
      const applies = holds(when)
      if (applies && !node.isConnected) {
        mark.after(node)
        if (quietly !== true) announce()
      } else if (!applies && node.isConnected) node.remove()
    }
    const ids = new Set(quietly === true ? [] : shown.value.split(" "))
    for (const node of form.querySelectorAll("[data-question]")) ids.add(node.dataset.question)
    shown.value = Array.from(ids).join(" ")
    for (const section of form.querySelectorAll("section")) section.hidden = !section.querySelector("[data-question]")
  }
  form.addEventListener("input", update)
  form.addEventListener("change", update)
  // The browser may have restored what was typed before this script ran, or do so afterwards.
  addEventListener("pageshow", () => update(true))
  return () => update(true)
}

const hideFollowUps = Array.from(document.querySelectorAll('input[name="--shown"]'), shown => followUps(shown.form, shown))

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

// Typing clears the boxes that are ticked instead, such as "Don't know". Ticking a box clears
// the others, and nothing that was typed: the server asks which of the two is meant.
for (const boxes of document.querySelectorAll('[data-fm="instead"]')) {
  boxes.closest(".govuk-form-group").addEventListener("input", event => {
    const cleared = boxes.contains(event.target) ? event.target.checked : event.target.value.trim() !== ""
    for (const box of cleared ? boxes.querySelectorAll("input") : []) {
      if (box !== event.target) box.checked = false
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
  const unit = budget.dataset.unit ?? ""
  const say = () => {
    const sum = Array.from(budget.querySelectorAll("input[type=text]"), input => Number(input.value.replace(unit, "").replace(/[\s,]/g, "")) || 0).reduce((a, b) => a + b, 0)
    const left = Number(budget.dataset.total) - sum
    return left < 0 ? counted(words.overshare, -left, unit) : left > 0 ? counted(words.share, left, unit) : words.shared
  }
  budget.append(place)
  const announce = later(budget, say)
  const show = () => { place.textContent = say() }
  show()
  budget.addEventListener("input", () => { show(); announce() })
}

// Only now, when all questions have their scripts, those that do not apply leave the page.
for (const hide of hideFollowUps) hide()

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

// The page of work that takes long is kept up to date. Its first line stays the same element, so
// that screen readers announce the new text.
async function follow(area) {
  const [line, rest] = area.children
  for (let pause = 1000; area.dataset.running; pause = Math.min(pause * 1.5, 10000)) {
    await new Promise(resolve => setTimeout(resolve, pause))
    const answer = await fetch(location.href).catch(() => null)
    if (!answer?.ok) continue // perhaps next time; the link works without this script
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector('[data-fm="progress"]')
    if (!fresh) return
    const [freshLine, freshRest] = fresh.children
    if (line.textContent !== freshLine.textContent) line.textContent = freshLine.textContent
    rest.replaceChildren(...freshRest.childNodes)
    if (!fresh.dataset.running) delete area.dataset.running
  }
}
for (const area of document.querySelectorAll('[data-fm="progress"][data-running]')) follow(area)

// An emailed link has its code in the fragment, which browsers do not send, so that it is in no
// log. It is put into the form and taken out of the address bar.
const code = document.querySelector('[data-fm="code"] input[name="code"]')
if (code && location.hash.length > 1) {
  code.value = decodeURIComponent(location.hash.slice(1))
  history.replaceState(null, "", location.pathname + location.search)
}
