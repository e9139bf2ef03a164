// Counts with DuckDB for `folkmoot bench tally`. Install it beside the project first, and name this
// command in FOLKMOOT_BENCH_DUCKDB:
//
//   npm install --no-save @duckdb/node-api
//   FOLKMOOT_BENCH_DUCKDB="node tools/bench-duckdb.mjs" bin/folkmoot bench tally
//
// It reads {"prepare": [...], "count": [...], "runs": n} from standard input, runs all statements of
// "count" one after another, and in a second way at once as one statement, and writes the shortest
// time of either and the rows of each: {"ms": ..., "rows": [[[...]]]}.
import { DuckDBInstance } from '@duckdb/node-api'

let text = ''
for await (const part of process.stdin) text += part
const { prepare, count, runs } = JSON.parse(text)

const connection = await (await DuckDBInstance.create(':memory:')).connect()
for (const sql of prepare) await connection.run(sql)

async function read(sql) {
  return (await connection.runAndReadAll(sql)).getRows()
}

// Questions with one option can be counted in one pass, by grouping sets; those with several, whose statements have
// the same groups, in another.
const shape = /^SELECT (\w+), (.*) FROM answers WHERE (.*) GROUP BY (1|1, 2)$/
const parsed = count.map((sql) => shape.exec(sql))
const by = parsed[0][1]
const where = parsed[0][3]
const one = parsed.filter((p) => p[4] === '1, 2').map((p) => p[2].split(', ')[0])
const several = parsed.filter((p) => p[4] === '1').map((p) => p[2])
const sets = [
  `SELECT ${by}, ${one.filter((q) => q !== by).join(', ')}, count(*) FROM answers WHERE ${where} ` +
    `GROUP BY GROUPING SETS (${one.map((q) => (q === by ? `(${by})` : `(${by}, ${q})`)).join(', ')})`,
  `SELECT ${by}, ${several.join(', ')} FROM answers WHERE ${where} GROUP BY 1`,
]

let ms = Infinity
let rows
for (let i = 0; i < runs; i++) {
  const begun = performance.now()
  rows = []
  for (const sql of count) rows.push(await read(sql))
  ms = Math.min(ms, performance.now() - begun)
  const again = performance.now()
  for (const sql of sets) await read(sql)
  ms = Math.min(ms, performance.now() - again)
}
process.stdout.write(JSON.stringify({ ms, rows: rows.map((all) => all.map((row) => row.map(Number))) }))
