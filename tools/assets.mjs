// The style sheet of govuk-frontend, made into ours: without the crown, the
// font and the parts that no page uses, once for each direction of writing.
//
//   node tools/assets.mjs           writes internal/page/static/govuk/
//   node tools/assets.mjs --check   fails if what is there is not what it would write
//
// What it writes is committed, so that Go alone builds the program.

import { mkdir, readFile, writeFile } from "node:fs/promises"
import { dirname } from "node:path"
import { fileURLToPath } from "node:url"
import postcss from "postcss" // comes with rtlcss
import rtlcss from "rtlcss"

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const from = `${root}/node_modules/govuk-frontend`
const into = `${root}/internal/page/static/govuk`

// unused are the components that no page shows. A page that begins to show one
// takes it out of this list.
const unused = ["accordion", "accordion-nav", "cookie-banner", "exit-this-page", "feedback", "file-upload", "file-upload-button",
  "generic-header", "header", "language-navigation", "logo-dot", "drop-zone", "password-input", "footer",
  "tabs", "task-list", "phase-banner", "notification-banner", "js-enabled"]
const belongsToUnused = new RegExp(`\\.govuk-(?:frontend-supported|(?:${unused.join("|")})(?![a-z]|-[a-z]))`)

// ours replaces what is theirs alone. The font is named by a variable, which
// our own style sheet sets.
function ours(css) {
  const sheet = postcss.parse(css)
  sheet.walkComments(comment => { comment.remove() })
  sheet.walkAtRules("font-face", rule => { rule.remove() })
  sheet.walkDecls("font-family", decl => {
    if (decl.value.includes("GDS Transport")) decl.value = "var(--fm-sans)"
  })
  sheet.walkDecls(/^-(?:webkit|moz-osx)-font-smoothing$/, decl => { decl.remove() })
  sheet.walkRules(rule => {
    const kept = rule.selectors.filter(selector => !belongsToUnused.test(selector))
    if (kept.length === 0) rule.remove()
    else if (kept.length < rule.selectors.length) rule.selectors = kept
  })
  removeEmpty(sheet)
  const text = sheet.toString()
  for (const foreign of ["url(", "GDS Transport", "crown"]) {
    if (text.includes(foreign)) throw new Error(`the style sheet still has ${foreign} in it`)
  }
  return text
}

function removeEmpty(sheet) {
  sheet.walk(node => {
    if ((node.type === "rule" || node.type === "atrule") && node.nodes && node.nodes.every(child => child.type === "comment")) node.remove()
  })
}

async function made() {
  const { version } = JSON.parse(await readFile(`${from}/package.json`, "utf8"))
  const css = ours(await readFile(`${from}/dist/govuk/govuk-frontend.min.css`, "utf8"))
  const head = `/* govuk-frontend ${version}, Crown copyright (Government Digital Service), MIT licence; changed by tools/assets.mjs */\n`
  return {
    "govuk.css": head + css + "\n",
    "govuk.rtl.css": head + rtlcss.process(css) + "\n",
  }
}

const files = await made()
if (process.argv.includes("--check")) {
  for (const [name, text] of Object.entries(files)) {
    const there = await readFile(`${into}/${name}`, "utf8").catch(() => "")
    if (there !== text) {
      console.error(`internal/page/static/govuk/${name} is not what tools/assets.mjs makes; run: make assets`)
      process.exitCode = 1
    }
  }
} else {
  await mkdir(into, { recursive: true })
  for (const [name, text] of Object.entries(files)) await writeFile(`${into}/${name}`, text)
}
