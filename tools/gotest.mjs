// Running go test and reading what it reports.

import { createInterface } from "node:readline"
import { start } from "./process.mjs"

// Results counts tests. Of a test with parts only the parts count, unless it
// failed by itself.
export class Results {
  passed = 0
  failed = 0
  skipped = 0

  add(outcome) {
    if (outcome === "pass") this.passed++
    else if (outcome === "skip") this.skipped++
    else this.failed++
  }

  toString() {
    return `${this.passed} passed, ${this.failed} failed, ${this.skipped} skipped`
  }
}

// gotest runs go test with the arguments, prints a line for every package and
// everything that a failed test said, and counts into results.
export async function gotest(args, env, results) {
  const child = start("go", ["test", "-json", ...args], { env, stdio: ["ignore", "pipe", "inherit"] })
  const ended = new Promise(resolve => {
    child.once("error", err => (console.log(err.message), resolve(127)))
    child.once("close", resolve)
  })
  const packages = new Map() // name → {tests: name → {outcome, said}, said}
  const builds = new Map() // what the compiler said, by package
  const before = results.failed

  for await (const line of createInterface({ input: child.stdout })) {
    let event
    try {
      event = JSON.parse(line)
    } catch {
      console.log(line) // go itself, before it could begin
      continue
    }
    if (event.ImportPath) {
      builds.set(event.ImportPath, (builds.get(event.ImportPath) ?? "") + (event.Output ?? ""))
      continue
    }
    if (!packages.has(event.Package)) packages.set(event.Package, { tests: new Map(), said: "" })
    const pkg = packages.get(event.Package)
    if (event.Test && !pkg.tests.has(event.Test)) pkg.tests.set(event.Test, { outcome: "", said: "" })
    const about = event.Test ? pkg.tests.get(event.Test) : pkg
    if (event.Action === "output") about.said += event.Output
    else if (event.Action === "pass" || event.Action === "fail" || event.Action === "skip") {
      about.outcome = event.Action
      if (!event.Test) report(event, pkg, builds, results)
    }
  }
  const code = await ended
  if (code !== 0 && results.failed === before) {
    console.log(`go test ended with ${code}`)
    results.add("fail")
  }
}

// report prints and counts a package that is done.
function report(event, pkg, builds, results) {
  for (const test of pkg.tests.values()) test.outcome ||= "fail" // it began and never ended
  const parents = new Set()
  for (const [name, test] of pkg.tests) {
    for (let at = name.lastIndexOf("/"); at > 0; at = name.lastIndexOf("/", at - 1)) {
      const parent = name.slice(0, at)
      // A parent fails with its parts. It is counted when none of them did.
      if (test.outcome === "fail" || pkg.tests.get(parent)?.outcome !== "fail") parents.add(parent)
    }
  }
  let tests = 0
  let failures = 0
  for (const [name, test] of pkg.tests) {
    if (parents.has(name)) continue
    tests++
    results.add(test.outcome)
    if (test.outcome === "fail") {
      failures++
      console.log(`\n--- ${event.Package} ${name}\n${test.said.trimEnd()}`)
    }
    if (test.outcome === "skip") console.log(`--- skipped: ${event.Package} ${name}: ${lastWords(test.said)}`)
  }
  if (event.Action === "fail" && failures === 0) {
    results.add("fail")
    console.log(`\n--- ${event.Package}\n${builds.get(event.FailedBuild) ?? ""}${pkg.said.trimEnd()}`)
  }
  if (tests > 0 || event.Action === "fail") {
    const name = event.Package.replace(/^github.com\/folkmoot\/folkmoot\//, "")
    const word = event.Action === "fail" ? "FAIL" : "ok  "
    console.log(`${word} ${name.padEnd(34)} ${String(tests).padStart(5)} tests ${(event.Elapsed ?? 0).toFixed(1).padStart(6)} s${/\(cached\)/.test(pkg.said) ? " (cached)" : ""}`)
  }
}

const lastWords = said => said.trim().split("\n").filter(line => !/^\s*(===|---)/.test(line)).pop()?.trim() ?? ""
