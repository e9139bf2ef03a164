// Ways to work faster in the staff area. Without this script there are links and forms for all of it.

const main = document.querySelector("main")

// Select all rows of a form, or none if all are selected.
for (const link of document.querySelectorAll('[data-fm="select-all"]')) {
  link.addEventListener("click", event => {
    event.preventDefault()
    const boxes = Array.from(main.querySelectorAll('form[method="post"] .govuk-checkboxes--small input'))
    const all = boxes.every(box => box.checked)
    for (const box of boxes) box.checked = !all
  })
}

// An open section of the menu closes like the menus of other programs.
const openSection = () => document.querySelector(".fm-staff__section[open]")
addEventListener("click", event => {
  const open = openSection()
  if (open && !open.contains(event.target)) open.open = false
})
addEventListener("keydown", event => {
  const open = openSection()
  if (event.key !== "Escape" || !open) return
  if (open.contains(document.activeElement)) open.querySelector("summary").focus()
  open.open = false
})

// Keyboard shortcuts press a link that is on the page. A person can turn them off (WCAG 2.1.4); the browser keeps it.
const shortcuts = {
  "?": '.fm-staff [href="/staff/keyboard"]',
  m: '.fm-staff [href="/staff"]',
  c: '.fm-staff [href="/staff/consultations"]',
  u: ".fm-crumbs li:last-child a",
  n: 'main [rel="next"]',
  p: 'main [rel="prev"]',
  a: '[data-fm="select-all"]',
}
const areOff = () => localStorage.getItem("shortcuts") === "off"

addEventListener("keydown", event => {
  if (areOff() || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
  if (event.target.closest("input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]")) return
  if (event.key === "/") {
    const search = main.querySelector('form[method="get"] input:is([type="text"], [type="search"])')
    const fold = search?.closest("details")
    if (fold) fold.open = true
    search?.focus()
    if (search) event.preventDefault()
    return
  }
  const link = Object.hasOwn(shortcuts, event.key) ? document.querySelector(shortcuts[event.key]) : null
  if (!link) return
  event.preventDefault()
  link.click()
})

// It is in a template, because it does nothing without this script.
const template = Array.from(main.querySelectorAll("template")).find(t => t.content.querySelector('[data-fm="shortcuts"]'))
if (template) {
  const choice = document.importNode(template.content, true).firstElementChild
  template.replaceWith(choice)
  const button = choice.querySelector("button"), line = choice.querySelector('[role="status"]')
  const show = () => {
    button.textContent = areOff() ? choice.dataset.turnOn : choice.dataset.turnOff
    line.textContent = areOff() ? choice.dataset.areOff : choice.dataset.areOn
  }
  button.addEventListener("click", () => {
    localStorage.setItem("shortcuts", areOff() ? "on" : "off")
    show()
  })
  show()
}
