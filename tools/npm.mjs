// The npm packages of the checkout.

import { createHash } from "node:crypto"
import { readFile, writeFile } from "node:fs/promises"
import { root, run } from "./process.mjs"

const stamp = `${root}/node_modules/.installed-lock`

// install installs what package-lock.json asks for, unless just that is there.
// Install scripts do not run: some versions of npm hold them back and some do
// not, so what needs one is done by whoever needs it.
export async function install() {
  const lock = await readFile(`${root}/package-lock.json`)
  const want = createHash("sha256").update(lock).digest("hex")
  const have = await readFile(stamp, "utf8").catch(() => "")
  if (have === want) return
  await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
  await writeFile(stamp, want)
}
