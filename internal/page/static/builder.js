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
