// A Chromium for the tests, from an npm package.

import { existsSync } from "node:fs"
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { root, run } from "./run.mjs"

// unpack returns the path of a Chromium that starts on this machine: the one
// that FOLKMOOT_TEST_CHROMIUM names, or else the packaged one, which is unpacked
// into .tools once.
export async function unpack() {
  if (process.env.FOLKMOOT_TEST_CHROMIUM) return process.env.FOLKMOOT_TEST_CHROMIUM

  const { version } = JSON.parse(await readFile(`${root}/node_modules/@sparticuz/chromium/package.json`, "utf8"))
  const home = `${root}/.tools/chromium-${version}`
  if (!existsSync(home)) {
    const partial = `${home}.partial`
    await rm(partial, { recursive: true, force: true })
    await mkdir(partial, { recursive: true })
    await inflate(partial)
    await rename(partial, home)
  }
  return launcher(home)
}

// inflate has the package unpack itself into a folder. It always unpacks into the
// folder for temporary files, and adds the shared libraries that a bare machine
// lacks only if it believes that it runs on AWS Lambda.
const inflate = into => run(process.execPath, ["-e", 'import("@sparticuz/chromium").then(chromium => chromium.default.executablePath())'],
  { env: { ...process.env, TMPDIR: into, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs20.x" } })

// launcher returns a script that starts the Chromium in home with its own
// libraries and fonts. It names the path of the checkout, so a checkout that was
// moved gets a new one. Otherwise the file is left alone: go test would run
// tests again that look at it.
async function launcher(home) {
  const path = `${home}/start`
  const script = `#!/bin/sh
export LD_LIBRARY_PATH='${home}/al2023/lib' FONTCONFIG_PATH='${home}'
exec '${home}/chromium' "$@"
`
  if (await readFile(path, "utf8").catch(() => "") === script) return path
  await writeFile(`${home}/fonts.conf`, `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${home}/fonts</dir><dir>/usr/share/fonts</dir><cachedir>${home}/font-cache</cachedir></fontconfig>
`)
  await writeFile(path, script, { mode: 0o755 })
  return path
}
