// Starting other programs, and ending what was started.

import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"

// root is the folder of the checkout.
export const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "")

const running = new Set()

// start starts a program in the checkout and returns the child process.
export function start(program, args, options = {}) {
  const child = spawn(program, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], ...options })
  running.add(child)
  child.once("close", () => running.delete(child))
  child.once("error", () => running.delete(child))
  return child
}

// capture runs a program to its end and returns its exit code and all that it
// printed. A program that is not there has the code 127.
export function capture(program, args, options) {
  return new Promise(resolve => {
    const child = start(program, args, options)
    let output = ""
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", text => (output += text))
    }
    child.once("error", err => resolve({ code: 127, output: `${program}: ${err.message}\n` }))
    child.once("close", (code, signal) => resolve({ code: code ?? 1, output: output + (signal ? `${program}: ${signal}\n` : "") }))
  })
}

// run is capture for what must succeed.
export async function run(program, args, options) {
  const { code, output } = await capture(program, args, options)
  if (code !== 0) throw new Error(`${[program, ...args].join(" ")} ended with ${code}\n${output}`)
  return output
}

// stop asks a child to end, and sees to it that it does.
export function stop(child, signal = "SIGTERM") {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise(resolve => {
    const insist = setTimeout(() => child.kill("SIGKILL"), 10_000)
    child.once("close", () => (clearTimeout(insist), resolve()))
    child.kill(signal)
  })
}

// stopAll ends every child that still runs.
export const stopAll = () => Promise.all([...running].map(child => stop(child)))
