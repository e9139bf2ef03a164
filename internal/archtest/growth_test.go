package archtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

const growthSchema = `
CREATE TABLE consult_consultation (slug TEXT PRIMARY KEY, org TEXT NOT NULL, title TEXT NOT NULL);
CREATE TABLE intake_response (
	id           TEXT NOT NULL PRIMARY KEY,
	consultation TEXT NOT NULL REFERENCES consult_consultation (slug),
	state        TEXT NOT NULL,
	code         TEXT NOT NULL UNIQUE
);
CREATE UNIQUE INDEX intake_response_by_state_code ON intake_response (consultation, state) WHERE state <> '';
CREATE TABLE intake_word (
	response TEXT NOT NULL REFERENCES intake_response (id),
	question TEXT NOT NULL,
	PRIMARY KEY (response, question)
);
CREATE TABLE account_org (id TEXT PRIMARY KEY);
`

// Row D9 of docs/faults.md. A statement returns as many rows as its tables have, unless something limits them.
func TestByWhatAStatementGrows(t *testing.T) {
	tables := map[string]*table{}
	readTables(readSQL(growthSchema).words, tables)
	const r, w, c = "intake_response", "intake_word", "consult_consultation"
	for _, test := range []struct{ sql, want string }{
		{`SELECT id FROM intake_response`, r},
		{`SELECT id FROM intake_response WHERE consultation = $1 AND state = 'counted' ORDER BY id`, r},
		{`SELECT id FROM intake_response WHERE id > $1 ORDER BY id LIMIT $2`, ""},
		{`SELECT id FROM intake_response WHERE id IN (SELECT id FROM intake_response LIMIT 5)`, ""},
		{`SELECT id FROM intake_response WHERE code <> (SELECT code FROM intake_response LIMIT 1)`, r},
		{`SELECT x.id FROM (SELECT id FROM intake_response) x`, r},
		{`SELECT x.id FROM (SELECT id FROM intake_response ORDER BY id LIMIT 5) AS x`, ""},

		// Keys.
		{`SELECT id FROM intake_response WHERE id = $1`, ""},
		{`SELECT id FROM intake_response WHERE code = $1 AND state <> ''`, ""},
		{`SELECT id FROM intake_response WHERE id IN ($1, $2)`, ""},
		{`SELECT id FROM intake_response WHERE id NOT IN ($1, $2)`, r},
		{`SELECT id FROM intake_response WHERE NOT (id = $1)`, r},
		{`SELECT id FROM intake_response WHERE state IN ($1, $2)`, r},
		{`SELECT id FROM intake_response WHERE id <> $1`, r},
		{`SELECT id FROM intake_response WHERE id >= $1`, r},
		{`SELECT id FROM intake_response WHERE id = $1 OR state = $2`, r},
		{`SELECT id FROM intake_response WHERE id = $1 OR code = $2`, ""},
		{`SELECT id FROM intake_response WHERE (id = $1 OR code IN ($2)) AND state = $3`, ""},
		{`SELECT id FROM intake_response WHERE id = code`, r},
		{`SELECT id FROM intake_response WHERE consultation = $1 AND state = $2`, r}, // the index leaves rows out
		{`SELECT id FROM intake_response WHERE id IN (SELECT response FROM intake_word WHERE question = $1)`, r},
		{`SELECT question FROM intake_word WHERE response = $1 AND question = $2`, ""},
		{`SELECT question FROM intake_word WHERE response = $1`, ""}, // bounded
		{`SELECT question FROM intake_word WHERE question = $1`, w},
		{`SELECT id FROM account_org`, ""},

		// Joins.
		{`SELECT w.question FROM intake_word w JOIN intake_response r ON r.id = w.response WHERE r.code = $1`, ""},
		{`SELECT w.question FROM intake_word w JOIN intake_response r ON r.id = w.response WHERE r.state = $1`, w + " " + r},
		{`SELECT r.id FROM intake_response r JOIN consult_consultation c ON c.slug = r.consultation WHERE c.slug = $1`, r},
		{`SELECT r.id FROM intake_response r JOIN account_org o ON TRUE`, r},
		{`SELECT r.id FROM intake_response r LEFT JOIN intake_word w ON w.response = r.id AND r.id = $1`, r + " " + w},
		{`SELECT r.id FROM intake_response r LEFT JOIN intake_word w ON w.response = r.id WHERE r.id = $1`, ""},
		{`SELECT r.id FROM intake_response r, account_org o WHERE r.id = o.id`, ""},
		{`SELECT c.slug FROM consult_consultation c JOIN account_org o ON o.id = c.org`, c},

		// Groups.
		{`SELECT state, COUNT(*) FROM intake_response GROUP BY state`, ""},
		{`SELECT DISTINCT state FROM intake_response ORDER BY state`, ""},
		{`SELECT id, COUNT(*) FROM intake_response GROUP BY id, state`, r},
		{`SELECT DISTINCT consultation FROM intake_response`, r},
		{`SELECT response, COUNT(*) FROM intake_word GROUP BY response`, w},
		{`SELECT consultation, COUNT(*) FROM intake_response WHERE consultation = $1 GROUP BY consultation`, ""},

		// Parts.
		{`SELECT id FROM intake_response WHERE id = $1 UNION ALL SELECT slug FROM consult_consultation`, c},
		{`SELECT id FROM intake_response WHERE id = $1 UNION SELECT slug FROM consult_consultation LIMIT 5`, ""},
		{`WITH few AS (SELECT id FROM intake_response LIMIT 5) SELECT id FROM few`, ""},
		{`WITH few AS (SELECT id FROM intake_response) SELECT f.id FROM few f`, r},
		{`DELETE FROM intake_word WHERE question = $1 RETURNING response`, w},
		{`UPDATE intake_response SET state = $2 WHERE id = $1 RETURNING code`, ""},
		{`UPDATE intake_response SET state = $2 WHERE state = $1 RETURNING code`, r},
		{`SELECT CASE WHEN state = 'a' AND code = 'b' THEN 1 END FROM intake_response WHERE id IS DISTINCT FROM $1`, r},
		{`SELECT 1`, ""},
	} {
		g := growth{tables: tables, bounded: map[string]bool{"account_org": true, "intake_word.response": true}, used: map[string]bool{}}
		is := g.of(readSQL(test.sql).words)
		want := strings.Fields(test.want)
		slices.Sort(is)
		slices.Sort(want)
		if !slices.Equal(is, want) {
			t.Errorf("%s\n\tgrows by %q, want %q", test.sql, is, want)
		}
	}
}

func TestAnExcuseThatNothingNeedsIsReported(t *testing.T) {
	c := &checker{
		seen: map[Finding]bool{},
		growth: &growth{
			tables:  map[string]*table{},
			bounded: reasons("# Few.\na_one: few\na_two.of: few\n"),
			used:    map[string]bool{},
		},
		few:   reasons("internal/a.F: few\ninternal/a.G: few\ninternal/a.H:\n"),
		whole: map[string]bool{"internal/a.F": true},
	}
	readTables(readSQL("CREATE TABLE a_one (id TEXT PRIMARY KEY); CREATE TABLE a_two (id TEXT PRIMARY KEY, of TEXT);").words, c.growth.tables)
	for _, sql := range []string{"SELECT id FROM a_one", "SELECT id FROM a_two WHERE id = $1 AND of = $2"} {
		if grows := c.growth.of(readSQL(sql).words); grows != nil {
			t.Errorf("%s grows by %q", sql, grows)
		}
	}
	c.checkExcuses()
	got := fmt.Sprint(c.findings)
	want := "[internal/archtest/whole_lists.go: says that a_two.of is bounded, which no statement needs. Delete the line. " +
		"internal/archtest/whole_lists.go: lists internal/a.G, which reads every row of no table that grows. Delete the line.]"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
