import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"

// root is the folder of the checkout.
export const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "")

// run runs a program in the checkout. If the program fails, the error has its
// output as stdout and stderr.
export const run = (program, args, options) => promisify(execFile)(program, args, { cwd: root, maxBuffer: 64 << 20, ...options })
