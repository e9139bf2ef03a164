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

// Questions are dragged to another place. After each move the same button has the focus again.
const arrange = document.getElementById("arrange")
if (arrange) {
  const questions = document.querySelectorAll('[data-fm="question"]')
  let dragged = null, mark = null
  const unmark = () => { mark?.classList.remove("fm-drop"); mark = null }
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
  for (const item of questions) {
    item.draggable = true
    item.addEventListener("dragstart", event => {
      dragged = item
      event.dataTransfer.effectAllowed = "move"
      event.dataTransfer.setData("text/plain", item.dataset.id)
    })
    item.addEventListener("dragend", () => { dragged = null; unmark() })
  }
  for (const page of document.querySelectorAll('[data-fm="page"]')) {
    const nextAt = y => Array.from(page.querySelectorAll('[data-fm="question"]')).find(item => {
      const box = item.getBoundingClientRect()
      return y < box.top + box.height / 2
    })
    page.addEventListener("dragover", event => {
      if (!dragged) return
      event.preventDefault()
      unmark()
      mark = nextAt(event.clientY) ?? page.lastElementChild
      mark.classList.add("fm-drop")
    })
    page.addEventListener("drop", event => {
      if (!dragged) return
      event.preventDefault()
      const before = nextAt(event.clientY)
      send({ do: "place", item: dragged.dataset.id, to: page.dataset.id, before: before?.dataset.id ?? "" })
    })
  }

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
