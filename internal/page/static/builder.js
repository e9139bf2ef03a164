// Shortens the way in the questionnaire builder. Without this script, its buttons do the same.

// In a list of answers, Enter in the last one adds another, and pasting several lines adds them all.
for (const list of document.querySelectorAll('[data-fm="list"]')) {
  const kind = list.dataset.kind
  const button = verb => list.querySelector(`button[value="${verb}-${kind}"]`)
  const texts = () => Array.from(list.querySelectorAll(`input[name^="${kind}-"][name$="-text"]`))
  list.addEventListener("keydown", event => {
    if (event.key !== "Enter" || event.isComposing || !button("add") || !texts().includes(event.target)) return
    event.preventDefault()
    const all = texts(), next = all[all.indexOf(event.target) + 1]
    if (next) next.focus()
    else if (event.target.value.trim()) event.target.form.requestSubmit(button("add"))
  })
  list.addEventListener("paste", event => {
    const text = event.clipboardData?.getData("text/plain") ?? ""
    const place = list.querySelector(`textarea[name="${kind}-paste"]`)
    if (!place || !texts().includes(event.target) || !/\S.*\n.*\S/s.test(text)) return
    event.preventDefault()
    place.value += (place.value ? "\n" : "") + text
    event.target.form.requestSubmit(button("paste"))
  })
}

// The field that the page leads to is ready to be typed in.
const target = document.getElementById(location.hash.slice(1))
if (target?.matches("input[type=text], input:not([type])")) target.focus()

// Adds a handle to a question, by which it is dragged with a mouse, a pen or a finger. While it is dragged, the page scrolls
// at its edges, and the place is said to screen readers. The buttons of the question do the same by keyboard.
function addHandle(item, arrange, send) {
  const handle = document.createElement("span")
  handle.className = "fm-handle"
  handle.ariaHidden = "true"
  handle.title = arrange.dataset.drag
  item.firstElementChild.prepend(handle)
  const pages = Array.from(document.querySelectorAll('[data-fm="page"]'))
  const said = document.getElementById("arrange-said")
  const edge = 64 // pixels from the top and the bottom of the window at which the page scrolls
  let y = 0, start = null, place = null, mark = null

  function show() {
    const page = pages.find(one => y < one.getBoundingClientRect().bottom) ?? pages.at(-1)
    const next = Array.from(page.querySelectorAll('[data-fm="question"]')).find(one => {
      const box = one.getBoundingClientRect()
      return y < box.top + box.height / 2
    })
    mark?.classList.remove("fm-drop")
    mark = next ?? page.lastElementChild
    mark.classList.add("fm-drop")
    place = { page, next }
    const text = next ? arrange.dataset.before.replace("{}", next.querySelector("a").textContent)
      : arrange.dataset.end.replace("{}", page.querySelector("h2").textContent.trim())
    if (said.textContent !== text) said.textContent = text
  }
  function scroll() {
    if (start === null) return
    const by = y < edge ? y - edge : y > innerHeight - edge ? y - innerHeight + edge : 0
    if (by) {
      scrollBy({ top: by / 4, behavior: "instant" })
      if (place) show()
    }
    requestAnimationFrame(scroll)
  }
  function stop() {
    start = place = null
    mark?.classList.remove("fm-drop")
    item.classList.remove("fm-dragged")
    said.textContent = ""
  }
  handle.addEventListener("pointerdown", event => {
    if (!event.isPrimary || event.button !== 0) return
    event.preventDefault()
    handle.setPointerCapture(event.pointerId)
    start = y = event.clientY
    scroll()
  })
  handle.addEventListener("pointermove", event => {
    if (start === null) return
    y = event.clientY
    if (!place && Math.abs(y - start) < 5) return
    item.classList.add("fm-dragged")
    show()
  })
  handle.addEventListener("pointerup", () => {
    const to = place
    stop()
    const stays = to?.next === item || to?.next && to.next === item.nextElementSibling ||
      to && !to.next && to.page.contains(item) && !item.nextElementSibling
    if (to && !stays) send({ do: "place", item: item.dataset.id, to: to.page.dataset.id, before: to.next?.dataset.id ?? "" })
  })
  handle.addEventListener("pointercancel", stop)
  document.addEventListener("keydown", event => { if (event.key === "Escape") stop() })
}

// After each move of a question the same button has the focus again.
const arrange = document.getElementById("arrange")
if (arrange) {
  const questions = document.querySelectorAll('[data-fm="question"]')
  const send = values => {
    for (const [name, value] of Object.entries(values)) {
      const field = document.createElement("input")
      field.type = "hidden"
      field.name = name
      field.value = value
      arrange.append(field)
    }
    const to = document.getElementById("to")
    if (to && "to" in values) to.disabled = true // the list of pages is for the selected questions
    arrange.requestSubmit()
  }
  questions.forEach(item => addHandle(item, arrange, send))

  arrange.addEventListener("submit", event => {
    if (/^(up|down)-/.test(event.submitter?.value ?? "")) sessionStorage.setItem("fm-arranged", event.submitter.value)
  })
  const again = sessionStorage.getItem("fm-arranged")
  sessionStorage.removeItem("fm-arranged")
  if (again) {
    const button = value => document.querySelector(`button[form="arrange"][value="${CSS.escape(value)}"]`)
    const other = again.startsWith("up-") ? again.replace("up-", "down-") : again.replace("down-", "up-")
    ;(button(again) ?? button(other))?.focus()
  }
}
