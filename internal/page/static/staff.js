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
