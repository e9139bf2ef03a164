// Runs the tests for make test: all of them, or those of the packages named as
// arguments, without the checks. The last line is "N passed, N failed, N skipped".

import { spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { once } from "node:events"
import { rmSync } from "node:fs"
import { cp, lstat, mkdir, readFile, readdir, rm, symlink } from "node:fs/promises"
import { availableParallelism, tmpdir } from "node:os"
import { unpack } from "./chromium.mjs"
import * as postgres from "./postgres.mjs"
import { root, run } from "./run.mjs"

const part = process.argv.slice(2)
// The packages that take longest start first, so that none of them is left to run
// alone at the end.
const slowPackages = ["app", "signin/signinweb", "bench", "notify", "signin", "page/pagetest", "record"].map(name => `internal/${name}`)

// The race detector makes a test five to ten times slower, so it runs where
// goroutines meet: the tests of packages that start some, and those tests of
// the whole program that run its background work or several servers. The others
// of the whole program visit one page after another.
const whole = "internal/app"
const together = ["TestNoTraceOfRespondentIsStored", "TestFormComesBack.*", "TestReadyAndAliveAreToldApart", "TestPanicInPeriodicWorkIsLogged",
  "TestRespondentCanVerifyReceipt", "TestResumeLinkAndReceiptByEmail", "TestReminderAndResultsByEmail"].map(name => `^${name}$`).join("|")

const count = { pass: 0, fail: 0, skip: 0 }
// Garbage collection was a quarter of the time of the longest test; more memory makes it rarer.
const env = { GOGC: "300", ...process.env }
const gotestsum = ["tool", "-modfile=tools/gotestsum.mod", "gotestsum"]
const digest = data => createHash("sha256").update(data).digest("hex").slice(0, 16)
const seconds = from => ((performance.now() - from) / 1000).toFixed(1)

// go test reuses a result while what the test read is the same: variables, and
// files in the checkout. So the variables have the same values in every run, and
// what a run writes is outside of the checkout, in scratch.
const scratch = `${tmpdir()}/folkmoot-${digest(`${process.getuid()} ${root}`)}`
const events = `${scratch}/events-${process.pid}`
const running = new Set() // go test
let server

process.once("exit", () => rmSync(events, { recursive: true, force: true }))
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.once(signal, async () => {
    for (const tests of running) process.kill(-tests.pid, "SIGTERM") // its process group
    await server?.stop()
    process.exit(130)
  })
}

try {
  if (part.length === 0) {
    await check("go vet", "go", "vet", "./...")
    await check("staticcheck", "go", "tool", "-modfile=tools/staticcheck.mod", "staticcheck", "./...")
    await check("front-end files", process.execPath, "tools/assets.mjs", "--check")
  }
  await mkdir(`${scratch}/screens`, { recursive: true })
  await mkdir(`${root}/artefacts/screens`, { recursive: true }) // now, because some tests list the files of the checkout
  if ((await lstat(scratch)).uid !== process.getuid()) throw new Error(`${scratch} belongs to another user`)
  server = await postgres.start(scratch)
  Object.assign(env, {
    FOLKMOOT_TEST_DEMAND: "1", // a test that lacks one of these fails, and is not skipped
    FOLKMOOT_TEST_POSTGRES: server.url,
    FOLKMOOT_TEST_CHROMIUM: await unpack(),
    FOLKMOOT_TEST_AXE: env.FOLKMOOT_TEST_AXE || `${root}/node_modules/axe-core/axe.min.js`,
    FOLKMOOT_TEST_SHOTS: `${scratch}/screens`,
    FOLKMOOT_TEST_PROGRAM: await program(),
  })
  await testAll()
  await cp(`${scratch}/screens`, `${root}/artefacts/screens`, { recursive: true }).catch(() => {}) // another run moved them
  await rm(`${scratch}/screens`, { recursive: true, force: true })
} catch (err) {
  fail("make test", err)
}
await server?.stop()
console.log(`${seconds(0)}s; screenshots are in artefacts/screens\n${count.pass} passed, ${count.fail} failed, ${count.skip} skipped`)
process.exit(count.fail > 0 ? 1 : 0)

// check runs a program and counts it as a test.
async function check(name, program, ...args) {
  const from = performance.now()
  await run(program, args, { env }).then(() => (count.pass++, console.log(`✓  ${name} (${seconds(from)}s)`)), err => fail(name, err))
}

function fail(name, err) {
  count.fail++
  console.log(`✖  ${name}\n${err.stdout ?? ""}${err.stderr ?? err.stack}`)
}

// program builds the program and returns a path with a digest of its content in
// it: go test does not notice that a program changed which a test starts.
// bin/folkmoot is written only if it differs, because some tests list the files
// of the checkout, and go build would change its time.
async function program() {
  const built = `${scratch}/folkmoot`
  await run("go", ["build", "-o", built, "./cmd/folkmoot"], { env })
  await run("sh", ["-c", 'mkdir -p bin && { cmp -s "$0" bin/folkmoot || cp "$0" bin/folkmoot; }', built])
  const named = `${built}-${digest(await readFile(built))}`
  await symlink(built, named).catch(() => {}) // it exists
  return named
}

// testAll runs the tests, counts them and lists the slow ones.
async function testAll() {
  await mkdir(events, { recursive: true })
  // The tests of a package that run side by side mostly wait for the clock, a disk
  // or the browser.
  const cores = availableParallelism()
  const args = [`-parallel=${2 * cores}`, "-timeout=45m"]
  const detector = await race()
  const racing = { ...env, CGO_ENABLED: "1" }
  const packages = await listPackages()
  if (detector.length === 0) {
    await goTest("all", env, ...args, `-p=${cores + 1}`, ...packages.map(p => p.path))
  } else {
    const concurrent = packages.filter(p => p.concurrent).map(p => p.path)
    const sequential = packages.filter(p => !p.concurrent).map(p => p.path)
    const program = packages.filter(p => p.name === whole).map(p => p.path)
    const racingTests = async () => {
      if (concurrent.length) await goTest("race", racing, ...args, `-p=${cores}`, ...detector, ...concurrent)
    }
    const otherTests = async () => { // fewer than the racing ones, so those of the whole program come after them
      if (sequential.length) await goTest("sequential", env, ...args, `-p=${cores + 1}`, `-skip=${together}`, ...sequential)
      if (program.length) await goTest("together", racing, ...args, ...detector, `-run=${together}`, ...program)
    }
    await Promise.all([racingTests(), otherTests()])
  }
  const files = (await readdir(events)).map(name => `${events}/${name}`)
  for (const file of files) {
    const slowest = await run("go", [...gotestsum, "tool", "slowest", "--threshold=5s", `--jsonfile=${file}`])
    console.log(slowest.stdout.split("\n").slice(0, 10).map(line => line && `slow: ${line}`).join("\n").trim())
  }
}

// listPackages returns the packages to test, the slow ones first, and of each
// whether its code or its tests start goroutines.
async function listPackages() {
  const format = '{{.ImportPath}}\t{{.Dir}}\t{{join .GoFiles " "}} {{join .TestGoFiles " "}} {{join .XTestGoFiles " "}}'
  const { stdout } = await run("go", ["list", "-f", format, ...(part.length ? part : ["./..."])], { env })
  const packages = await Promise.all(stdout.trim().split("\n").map(async line => {
    const [path, dir, files] = line.split("\t")
    const name = dir.slice(root.length + 1)
    const sources = await Promise.all(files.split(" ").filter(Boolean).map(file => readFile(`${dir}/${file}`, "utf8")))
    return { path, name, concurrent: name !== whole && sources.some(source => /^\s*go [\w.]+.*\(|\.Go\(func\(/m.test(source)) }
  }))
  const rank = ({ name }) => (slowPackages.indexOf(name) + 1) || Infinity
  return packages.sort((a, b) => rank(a) - rank(b) || 0)
}

// goTest runs go test and counts its tests.
async function goTest(name, env, ...args) {
  const file = `${events}/${name}.json`
  const tests = spawn("go", [...gotestsum, "--format-hide-empty-pkg", `--jsonfile-timing-events=${file}`, "--", ...args],
    { cwd: root, env, stdio: ["ignore", "inherit", "inherit"], detached: true })
  running.add(tests)
  const [code] = await once(tests, "exit")
  running.delete(tests)
  const failed = new Set()
  for (const line of (await readFile(file, "utf8")).split("\n").filter(Boolean)) {
    const { Action, Package, Test, Elapsed } = JSON.parse(line)
    // A package that fails without a failed test does not compile, or panicked.
    if (Test || (Action === "fail" && !failed.has(Package))) count[Action]++
    if (Action === "fail") failed.add(Package)
    if (!Test && Elapsed > 30) console.log(`slow: ${Package} ${Elapsed}s`)
  }
  if (code !== 0 && failed.size === 0) count.fail++
}

// race returns the flags for the race detector, if there is a C compiler.
async function race() {
  try {
    await run("go", ["build", "-race", "runtime/cgo"], { env: { ...env, CGO_ENABLED: "1" } })
  } catch {
    console.log("without the race detector: no C compiler works here")
    return []
  }
  // SQLite is machine-translated C without Go locks, and takes fourteen times as
  // long with the race detector. Do not exempt a package with generic code: the
  // linker may use its copy everywhere, and the detector then reports false races.
  return ["-race", "-gcflags=modernc.org/sqlite/lib=-race=false"]
}
