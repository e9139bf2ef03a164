// Makes our style sheet from that of govuk-frontend: without the crown, the font
// and unused components, once for each direction of writing. The result is
// committed, so that Go alone builds the program.
//
//   node tools/assets.mjs           writes internal/page/static/govuk/ and internal/picture/fonts/
//   node tools/assets.mjs --check   fails if the committed files are not up to date

import { readFile, writeFile } from "node:fs/promises"
import postcss from "postcss" // comes with rtlcss
import rtlcss from "rtlcss"
import { root } from "./run.mjs"

const from = `${root}/node_modules/govuk-frontend`
const into = `${root}/internal/page/static/govuk`

// unused are the components that no page shows. Remove a component from the list
// before a page uses it.
const unused = ["accordion", "accordion-nav", "cookie-banner", "exit-this-page", "feedback", "file-upload", "file-upload-button",
  "generic-header", "header", "language-navigation", "logo-dot", "drop-zone", "password-input", "footer",
  "tabs", "task-list", "phase-banner", "notification-banner", "js-enabled"]
const ofUnused = new RegExp(`\\.govuk-(?:frontend-supported|(?:${unused.join("|")})(?![a-z]|-[a-z]))`)

// adapt removes what we may not or need not use. The font becomes a variable,
// which our own style sheet sets.
function adapt(css) {
  const sheet = postcss.parse(css)
  sheet.walkComments(comment => comment.remove())
  sheet.walkAtRules("font-face", rule => rule.remove())
  sheet.walkDecls("font-family", decl => {
    if (decl.value.includes("GDS Transport")) decl.value = "var(--fm-sans)"
  })
  sheet.walkDecls(/^-(?:webkit|moz-osx)-font-smoothing$/, decl => decl.remove())
  sheet.walkRules(rule => {
    const used = rule.selectors.filter(selector => !ofUnused.test(selector))
    if (used.length === 0) rule.remove()
    else if (used.length < rule.selectors.length) rule.selectors = used
  })
  sheet.walk(node => {
    if (node.nodes?.length === 0) node.remove()
  })
  const text = sheet.toString()
  for (const foreign of ["url(", "GDS Transport", "crown"]) {
    if (text.includes(foreign)) throw new Error(`the style sheet still contains ${foreign}`)
  }
  return text
}

const { version } = JSON.parse(await readFile(`${from}/package.json`, "utf8"))
const css = adapt(await readFile(`${from}/dist/govuk/govuk-frontend.min.css`, "utf8"))
const head = `/* govuk-frontend ${version}, Crown copyright (Government Digital Service), MIT licence; changed by tools/assets.mjs */\n`
for (const [name, text] of Object.entries({ "govuk.css": head + css + "\n", "govuk.rtl.css": head + rtlcss.process(css) + "\n" })) {
  if (!process.argv.includes("--check")) {
    await writeFile(`${into}/${name}`, text)
  } else if (await readFile(`${into}/${name}`, "utf8").catch(() => "") !== text) {
    console.error(`internal/page/static/govuk/${name} is out of date; run: make assets`)
    process.exitCode = 1
  }
}

// The fonts of pictures, whose letters are part of PNG files.
for (const [name, file] of [["noto-sans", "NotoSans"], ["noto-naskh-arabic", "NotoNaskhArabic"], ["noto-sans-gujarati", "NotoSansGujarati"]]) {
  for (const weight of ["400Regular", "700Bold"]) {
    const font = await readFile(`${root}/node_modules/@expo-google-fonts/${name}/${weight}/${file}_${weight}.ttf`)
    const at = `internal/picture/fonts/${file}_${weight}.ttf`
    if (!process.argv.includes("--check")) {
      await writeFile(`${root}/${at}`, font)
    } else if (!font.equals(await readFile(`${root}/${at}`).catch(() => Buffer.alloc(0)))) {
      console.error(`${at} is out of date; run: make assets`)
      process.exitCode = 1
    }
  }
}
