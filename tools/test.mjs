// make test: everything that must hold, on both databases, with a browser.
//
//   node tools/test.mjs             all of it
//   node tools/test.mjs ./internal/db/...   the tests of a part
//
// The last line is "N passed, N failed, N skipped".

import { existsSync } from "node:fs"
import { mkdir } from "node:fs/promises"
import { availableParallelism } from "node:os"
import { unpack } from "./chromium.mjs"
import { gotest, Results } from "./gotest.mjs"
import { install } from "./npm.mjs"
import * as postgres from "./postgres.mjs"
import { capture, root, stopAll } from "./process.mjs"

const began = Date.now()
const results = new Results()
const part = process.argv.slice(2)
const shots = `${root}/artefacts/screens`

// One way to compile, the same as in the Makefile.
const env = { ...process.env, CGO_ENABLED: "0", GOFLAGS: process.env.MAKELEVEL ? process.env.GOFLAGS : `${process.env.GOFLAGS ?? ""} -trimpath -buildvcs=false`.trim() }

let server
async function leave(code) {
  await stopAll()
  await server?.stop()
  process.exit(code)
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => leave(130))

try {
  if (part.length === 0) {
    await check("go vet", "go", ["vet", "./..."])
    await check("staticcheck", "go", ["tool", "-modfile=tools/staticcheck.mod", "staticcheck", "./..."])
  }
  await step("npm packages", install)
  if (part.length === 0 && existsSync(`${root}/tools/assets.mjs`)) {
    await check("front-end files are those of their packages", process.execPath, ["tools/assets.mjs", "--check"])
  }
  const chromium = await step("browser", unpack)
  server = await step("PostgreSQL", postgres.start)
  await mkdir(shots, { recursive: true })

  Object.assign(env, {
    FOLKMOOT_TEST_DEMAND: "1", // what is missing makes a test fail, not pass over
    FOLKMOOT_TEST_POSTGRES: server.url,
    FOLKMOOT_TEST_CHROMIUM: chromium,
    FOLKMOOT_TEST_AXE: process.env.FOLKMOOT_TEST_AXE || `${root}/node_modules/axe-core/axe.min.js`,
    FOLKMOOT_TEST_SHOTS: shots,
  })
  if (await check("program", "go", ["build", "-o", "bin/folkmoot", "./cmd/folkmoot"])) {
    env.FOLKMOOT_TEST_PROGRAM = `${root}/bin/folkmoot`
  }
  // One package more than there are cores: some of them wait, for the clock or for
  // a disk.
  await gotest([...(await race()), `-p=${availableParallelism() + 1}`, "-timeout=15m", ...(part.length ? part : ["./..."])], env, results)
} catch (err) {
  console.log(`\n--- ${err.message}`)
  results.add("fail")
}
console.log(`${seconds(began)} s in all; pictures of the pages are in artefacts/screens`)
console.log(`${results}`)
await leave(results.failed > 0 ? 1 : 0)

// check runs a tool that finds faults, and counts it as one test.
async function check(name, program, args) {
  const from = Date.now()
  const { code, output } = await capture(program, args, { env })
  results.add(code === 0 ? "pass" : "fail")
  console.log(`${code === 0 ? "ok  " : "FAIL"} ${name}, ${seconds(from)} s`)
  if (code !== 0) console.log(output.trimEnd())
  return code === 0
}

// step does what the tests need.
async function step(name, work) {
  const from = Date.now()
  const made = await work()
  console.log(`     ${name}, ${seconds(from)} s`)
  return made
}

// race returns the flag of the race detector, if this machine can have it: it
// needs a C compiler that works.
async function race() {
  const { code } = await capture("go", ["build", "-race", "runtime/cgo"], { env: { ...env, CGO_ENABLED: "1" } })
  if (code !== 0) {
    console.log("     without the race detector: there is no C compiler here that works")
    return []
  }
  console.log("     with the race detector")
  env.CGO_ENABLED = "1"
  // SQLite is C that a machine has translated: no lock and no generic code of
  // Go is in that package. With every access to its memory watched it takes
  // fourteen times as long. (Of a package with generic code the linker may take
  // an unwatched copy for all, and then the detector sees races that are none.)
  return ["-race", "-gcflags=modernc.org/sqlite/lib=-race=false"]
}

function seconds(from) {
  return ((Date.now() - from) / 1000).toFixed(1)
}
