package archtest

// sqlCode returns the code of a feature with the import of db and of what else
// is named, and a use of both.
func sqlCode(code string, others ...string) string {
	text := "import (\n\"context\"\n\"" + modulePath + "/internal/db\"\n"
	for _, other := range others {
		text += "\"" + other + "\"\n"
	}
	return text + ")\n\ntype ctx = context.Context\n\nvar _ = db.Text\n\n" + code
}

const (
	foreign   = "names the table intake_response in SQL. Only package intake may"
	assembled = "SQL with a part that is not written in the source"
	grows     = " reads every row of FEATURE_x, which grows"
)

// sqlFaults breaks every rule about SQL.
var sqlFaults = []fault{
	// Tables of another feature.
	{name: "another's table", want: foreign, code: `const Q = "SELECT id\n\tFROM intake_response"`},
	{name: "another's table behind a comment", want: foreign,
		code: `const Q = "SELECT id FROM /* x */ intake_response"`},
	{name: "another's table behind a comment to the end of the line", want: "names the table intake_new",
		code: `const Q = "SELECT id FROM -- x\nintake_new"`},
	{name: "another's table after a comment", want: foreign, code: `const Q = "/* x */ DELETE FROM intake_response"`},
	{name: "another's table in quotes", want: foreign, code: `const Q = "SELECT id FROM \"intake_response\""`},
	{name: "another's table behind a quoted name with dashes", want: foreign,
		code: `const Q = "SELECT id AS \"--\" FROM intake_response"`},
	{name: "another's table behind a quoted name with an apostrophe", want: foreign,
		code: `const Q = "SELECT id AS \"it's\" FROM intake_response WHERE id <> ''"`},
	{name: "another's table in capitals", want: foreign, code: `const Q = "SELECT id FROM INTAKE_RESPONSE"`},
	{name: "another's table in a list", want: foreign,
		code: `const Q = "SELECT 1 FROM FEATURE_a AS a, intake_response"`},
	{name: "another's table of a schema", want: "names the table intake_new",
		code: `const Q = "SELECT 1 FROM main.intake_new"`},
	{name: "another's table in a name of WITH", want: foreign,
		code: `const Q = "WITH intake_response AS (SELECT 1 FROM intake_response) SELECT 1"`},
	{name: "another's table in two constants", want: foreign,
		code: `const Q = "SELECT id FROM intake_" + "response"`},
	{name: "another's table in two halves of a word", want: foreign,
		code: `const Q = "SELECT id FR" + "OM in" + "take_response"`},
	{name: "another's table in a constant elsewhere", want: foreign, code: `
const t = "take_response"
const Q = "SELECT id FROM in" + t`},
	{name: "another's table in its own constant", want: foreign, code: `
import "example.org/council/internal/intake"

const Q = "SELECT id FROM " + intake.Table`},
	{name: "another's table in a variable", want: foreign, code: sqlCode(`
var t = "intake_"

func F(c ctx, tx *db.Tx) {
	tx.Exec(c, "DELETE FROM "+t+"response")
}`)},
	{name: "another's table in a format", want: foreign, code: sqlCode(`
func F(c ctx, tx *db.Tx) {
	tx.Exec(c, fmt.Sprintf("DELETE FROM %s_%s", "intake", "response"))
}`, "fmt")},
	{name: "another's table added to a variable", want: foreign, code: sqlCode(`
func F(c ctx, tx *db.Tx) {
	q := "DELETE FROM "
	q += "intake_"
	q = q + "resp" + "onse"
	tx.Exec(c, q)
}`)},
	{name: "another's table added in parts", want: foreign, code: sqlCode(`
func F(c ctx, tx *db.Tx) {
	q := "DELETE FROM in"
	q += "take_"
	q += "response"
	tx.Exec(c, q)
}`)},
	{name: "another's table in a builder", want: foreign, code: sqlCode(`
func F(c ctx, tx *db.Tx) {
	var b strings.Builder
	b.WriteString("DELETE FROM intake")
	b.WriteByte('_')
	b.WriteString("response")
	tx.Exec(c, b.String())
}`, "strings")},
	{name: "another's table in a parameter", want: foreign, code: sqlCode(`
func f(c ctx, tx *db.Tx, t string) {
	tx.Insert(c, t+" (id)", nil, "")
}
func F(c ctx, tx *db.Tx) {
	f(c, tx, "intake_"+"response")
}`)},
	{name: "another's table in the web package", in: "internal/m/mweb/", want: foreign,
		code: `const Q = "UPDATE intake_response SET x = 1"`},

	// SQL of one engine.
	{name: "LIKE", want: "has LIKE in SQL", code: `const Q = "SELECT id FROM FEATURE_paper WHERE title LIKE $1"`},
	{name: "FOR UPDATE", want: "in SQL, which SQLite and PostgreSQL",
		code: `const Q = "SELECT id FROM FEATURE_paper FOR /* x */ UPDATE"`},
	{name: "JSON", want: "has ->> in SQL", code: `const Q = "SELECT a ->" + "> 'b' FROM FEATURE_paper"`},
	{name: "the clock of the engine", want: "has now() in SQL", code: sqlCode(`
var n = "now"

func F(c ctx, tx *db.Tx) {
	tx.Exec(c, "DELETE FROM FEATURE_x WHERE at < "+n+"()")
}`)},

	// SQL put together from values.
	{name: "a value", want: assembled + ": name (", code: sqlCode(`
func F(c ctx, tx *db.Tx, name string) {
	tx.Exec(c, "DELETE FROM FEATURE_x WHERE id = '"+name+"'")
}`)},
	{name: "a value, the context made in the call", want: assembled, code: sqlCode(`
func F(ctx context.Context, tx *db.Tx, name string) {
	tx.Exec(context.WithoutCancel(ctx), "DELETE FROM FEATURE_x WHERE id = '"+name+"'")
}`)},
	{name: "a value, the context of another name", want: assembled, code: sqlCode(`
func F(reading context.Context, tx *db.Tx, by string) {
	db.One(reading, tx, db.Text, "SELECT 1 ORDER BY "+by)
}`)},
	{name: "a value, the context of another type", want: assembled, code: sqlCode(`
type scope ctx

func F(s scope, tx *db.Tx, by string) {
	db.One(s, tx, db.Text, "SELECT 1 ORDER BY "+by)
}`)},
	{name: "a value, the context in a field", want: assembled, code: sqlCode(`
type T struct {
	c  ctx
	tx *db.Tx
	by string
}

func F(t T) {
	t.tx.Exec(t.c, t.by)
}
func New(r struct {
	By string
}) {
	F(T{by: r.By})
}`)},
	{name: "a value by +=", want: assembled, code: sqlCode(`
func F(c ctx, tx *db.Tx, by string) {
	q := "SELECT 1 ORDER BY "
	q += by
	db.One(c, tx, db.Text, q)
}`)},
	{name: "a value in a format", want: assembled, code: sqlCode(`
func F(c ctx, tx *db.Tx, by string) {
	tx.Exec(c, fmt.Sprintf("SELECT %s", by))
}`, "fmt")},
	{name: "a character in a format", want: assembled, code: sqlCode(`
func F(c ctx, tx *db.Tx, by rune) {
	tx.Exec(c, fmt.Sprintf("SELECT %c", by))
}`, "fmt")},
	{name: "a value in a builder", want: assembled, code: sqlCode(`
func F(c ctx, tx *db.Tx, by string) {
	var b strings.Builder
	b.WriteString(by)
	tx.Exec(c, b.String())
}`, "strings")},
	{name: "a value in a builder, by a format", want: assembled, code: sqlCode(`
func F(c ctx, tx *db.Tx, by string) {
	var b strings.Builder
	fmt.Fprintf(&b, "%s", by)
	tx.Exec(c, b.String())
}`, "strings", "fmt")},
	{name: "a value in a builder, as bytes", want: assembled, code: sqlCode(`
func F(c ctx, tx *db.Tx, by string) {
	var b strings.Builder
	b.Write([]byte(by))
	tx.Exec(c, b.String())
}`, "strings")},
	{name: "a builder that is passed on", want: assembled, code: sqlCode(`
func F(c ctx, tx *db.Tx, f func(*strings.Builder)) {
	var b strings.Builder
	f(&b)
	tx.Exec(c, b.String())
}`, "strings")},
	{name: "a value in a list", want: assembled, code: sqlCode(`
func F(c ctx, tx *db.Tx, by string) {
	list := []string{"a"}
	list = append(list, by)
	tx.Exec(c, strings.Join(list, " "))
}`, "strings")},
	{name: "a value stored in a list", want: assembled, code: sqlCode(`
func F(c ctx, tx *db.Tx, by string) {
	list := []string{"a"}
	list[0] = by
	for _, q := range list {
		tx.Exec(c, q)
	}
}`)},
	{name: "a value copied into a list", want: assembled, code: sqlCode(`
func F(c ctx, tx *db.Tx, by []string) {
	list := []string{"a"}
	copy(list, by)
	for _, q := range list {
		tx.Exec(c, q)
	}
}`)},
	{name: "a value as the key of a map", want: assembled, code: sqlCode(`
func F(c ctx, tx *db.Tx, by string) {
	for q := range map[string]int{by: 1} {
		tx.Exec(c, q)
	}
}`)},
	{name: "a value from a channel", want: assembled, code: sqlCode(`
func F(c ctx, tx *db.Tx) {
	all := make(chan string)
	for q := range all {
		tx.Exec(c, q)
	}
}`)},
	{name: "a value from an iterator", want: assembled, code: sqlCode(`
func each(c ctx, tx *db.Tx, all func(func(int, string) bool)) {
	for _, q := range all {
		tx.Exec(c, q)
	}
}

func F(c ctx, tx *db.Tx) {
	each(c, tx, nil)
}`)},
	{name: "a value of any type", want: assembled, code: sqlCode(`
func F(c ctx, tx *db.Tx, v any) {
	switch v := v.(type) {
	case string:
		tx.Exec(c, v)
	}
}`)},
	{name: "a value from bytes", want: assembled, code: sqlCode(`
func F(c ctx, tx *db.Tx, v []byte) {
	tx.Exec(c, string(v))
}`)},
	{name: "a value that is scanned", want: assembled, code: sqlCode(`
func F(c ctx, tx *db.Tx, r db.Row) {
	var q string
	r.Scan(&q)
	tx.Exec(c, q)
}`)},
	{name: "a value that is decoded", want: assembled, code: sqlCode(`
type T struct {
	Query string
}

func F(c ctx, tx *db.Tx, t T) {
	tx.Exec(c, t.Query)
}

var Ours = T{Query: "SELECT 1"}`)},
	{name: "a value through a function", want: assembled, code: sqlCode(`
func run(c ctx, tx *db.Tx, q string) {
	tx.Exec(c, q)
}
func F(c ctx, tx *db.Tx, by string) {
	run(c, tx, "SELECT 1")
	run(c, tx, by)
}`)},
	{name: "a value through a function literal", want: assembled, code: sqlCode(`
func F(c ctx, tx *db.Tx, by string) {
	run := func(q string) {
		tx.Exec(c, q)
	}
	run("SELECT 1")
	run(by)
}`)},
	{name: "a value through a stored function", want: assembled, code: sqlCode(`
func run(c ctx, tx *db.Tx, q string) {
	tx.Exec(c, q)
}

var Run = run

func F(c ctx, tx *db.Tx, by string) {
	run(c, tx, "SELECT 1")
	Run(c, tx, by)
}`)},
	{name: "a value through an interface", want: assembled, code: sqlCode(`
type runner interface {
	run(q string)
}
type t struct {
	c  ctx
	tx *db.Tx
}

func (t t) run(q string) {
	t.tx.Exec(t.c, q)
}
func F(r runner, by string) {
	r.run(by)
	t{}.run("SELECT 1")
}`)},
	{name: "a value through a result", want: assembled, code: sqlCode(`
func order(by string) (q string, err error) {
	q = by
	return
}
func F(c ctx, tx *db.Tx, by string) {
	q, _ := order(by)
	tx.Exec(c, q)
}`)},
	{name: "a value of a receiver", want: assembled, code: sqlCode(`
type query string

func (q query) Run(c ctx, tx *db.Tx) {
	tx.Exec(c, string(q))
}`)},
	{name: "a value for every caller", want: assembled, code: sqlCode(`
func F(c ctx, tx *db.Tx, q string) {
	tx.Exec(c, q)
}`)},
	{name: "the end of an insert", want: assembled, code: sqlCode(`
func F(c ctx, tx *db.Tx, q string) {
	tx.Insert(c, "FEATURE_x (id)", nil, q)
}`)},
	{name: "Exec, stored", want: "uses Exec without calling it", code: sqlCode(`
func F(c ctx, tx *db.Tx, q string) {
	run := tx.Exec
	run(c, q)
}`)},
	{name: "Exec of the type", want: assembled, code: sqlCode(`
func F(c ctx, tx *db.Tx, q string) {
	(*db.Tx).Exec(tx, c, q)
}`)},
	{name: "One, stored", want: "uses One without calling it", code: sqlCode(`var One = db.One[string]`)},
	{name: "Exec behind an interface", want: assembled, code: sqlCode(`
type runner interface {
	Exec(context.Context, string, ...any) (int64, error)
}

func F(c ctx, r runner, q string) {
	r.Exec(c, q)
}`)},
	{name: "Exec, embedded", want: assembled, code: sqlCode(`
type T struct {
	*db.Tx
}

func F(c ctx, t T, q string) {
	t.Exec(c, q)
}`)},
	{name: "the results of a call", want: "Pass each argument by itself", code: sqlCode(`
func args() (a ctx, b string) {
	return
}
func F(tx *db.Tx) {
	tx.Exec(args())
}`)},

	// Every row of a table in memory.
	{name: "a whole table", want: ".F reads every row of FEATURE_x, which grows", code: sqlCode(`
func F(c ctx, tx *db.Tx) {
	db.All(c, tx, db.Text, "SELECT id FROM FEATURE_x ORDER BY id")
}`)},
	{name: "a whole table, by a constant", want: ".T.F" + grows, code: sqlCode(`
const q = "SELECT id FROM " + t
const t = "FEATURE_x"

type T struct{}

func (t *T) F(c ctx, tx *db.Tx) {
	db.All(c, tx, db.Text, q)
}`)},
	{name: "a whole table, through a function that gets the statement", want: ".G" + grows, code: sqlCode(`
func read(c ctx, tx *db.Tx, q string) {
	db.All(c, tx, db.Text, q)
}
func F(c ctx, tx *db.Tx) {
	read(c, tx, "SELECT id FROM FEATURE_x LIMIT 5")
}
func G(c ctx, tx *db.Tx) {
	read(c, tx, "SELECT id FROM FEATURE_x")
}`)},
	{name: "a whole table, through two functions that get a part of the statement", want: ".G" + grows, code: sqlCode(`
func read(c ctx, tx *db.Tx, columns, rest string) {
	db.All(c, tx, db.Text, "SELECT "+columns+" FROM FEATURE_x "+rest)
}
func order(c ctx, tx *db.Tx, limit string) {
	read(c, tx, "id", "ORDER BY id"+limit)
}
func F(c ctx, tx *db.Tx) {
	order(c, tx, " LIMIT 5")
}
func G(c ctx, tx *db.Tx) {
	order(c, tx, "")
}`)},
	{name: "a whole table, through a method behind an interface", want: ".F" + grows, code: sqlCode(`
type reader interface {
	read(c ctx, rest string)
}
type t struct {
	tx *db.Tx
}

func (t t) read(c ctx, rest string) {
	db.All(c, t.tx, db.Text, "SELECT id FROM FEATURE_x"+rest)
}
func F(c ctx, r reader) {
	r.read(c, "")
	r.read(c, " LIMIT 5")
}`)},
	{name: "a whole table where a limit is only for some", want: ".F" + grows, code: sqlCode(`
func F(c ctx, tx *db.Tx, few bool) {
	q := "SELECT id FROM FEATURE_x"
	if few {
		q += " LIMIT 5"
	}
	db.All(c, tx, db.Text, q)
}`)},
	{name: "a whole table, by another function of db", want: ".F" + grows, code: sqlCode(`
func F(c ctx, tx *db.Tx) {
	db.Texts(c, tx, "SELECT id FROM FEATURE_x")
}`)},
	{name: "a whole table of the migrations", want: ".F reads every row of allowed_paper, which grows", in: "internal/allowed/",
		code: sqlCode(`
func F(c ctx, tx *db.Tx, id string) {
	db.All(c, tx, db.Text, "SELECT id FROM allowed_paper WHERE title = $1", id)
}`)},
}
