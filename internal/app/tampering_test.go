package app_test

import (
	"bytes"
	"context"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/schema"
)

// Row B4 of docs/faults.md. Whatever column of whatever table is changed past the program,
// and whichever row is added or deleted, folkmoot audit notices, except in the tables that
// it says it does not look at. An audit says the same on both engines and takes seconds on PostgreSQL, so there every fourth of
// the changes that are made alone is tried, and of each table the first and the last.
func TestAuditNoticesEveryTampering(t *testing.T) {
	t.Parallel()
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		cfg := app.Config{Data: t.TempDir()}
		if db.IsPostgres(dsn) {
			cfg.Database = dsn
		}
		o := filledSite(t, cfg)
		v := newVandal(t, o, dbtest.Open(t, cfg.DSN()))
		if found := v.audit(t); len(found) > 0 {
			t.Fatalf("before any tampering, the audit finds:\n%s", strings.Join(found, "\n"))
		}
		tables, err := schema.Describe(schema.Migrations)
		if err != nil {
			t.Fatal(err)
		}
		// Of tables with fingerprints one change each is made at once, because each row is
		// reported by name; all other changes are made alone.
		rounds, alone := map[int][]tampering{}, []tampering{}
		for _, table := range tables {
			if table.Unaudited != "" {
				continue
			}
			changes := v.changes(t, table)
			for i, change := range changes {
				if table.AuditedBy == "" {
					rounds[i] = append(rounds[i], change)
				} else if !db.IsPostgres(dsn) || i%4 == 0 || i == len(changes)-1 {
					alone = append(alone, change)
				}
			}
		}
		tried := len(alone)
		for _, change := range alone {
			if found := v.firstProblem(t, change); len(found) == 0 {
				t.Errorf("not noticed: %s", change.what)
			}
		}
		for _, changes := range rounds {
			tried += len(changes)
			found := strings.Join(v.audit(t, changes...), "\n")
			for _, change := range changes {
				if !strings.Contains(found, "table "+change.table+", row ") {
					t.Errorf("not noticed: %s", change.what)
				}
			}
		}
		t.Logf("%d tamperings", tried)
		if tried < 500 {
			t.Errorf("only %d tamperings", tried)
		}
	})
}

// filledSite returns a site with rows in every table that the audit looks at.
func filledSite(t *testing.T, cfg app.Config) *staffSite {
	t.Helper()
	o := newStaffSiteOn(t, cfg, smallDemo(t))
	for range 6 {
		o.newRespondent(t).send(t)
	}
	o.handleResponses(t, "getting-about")
	o.fillForms(fullAccess, "OURS", false)
	o.finishBackground(t)
	if err := o.app.Log.SetAddress(t.Context(), "https://consult.example.org",
		func(context.Context, *db.Tx) error { return nil }); err != nil {
		t.Fatal(err)
	}
	o.addMissingRows(t)
	return o
}

// handleResponses brings responses to a consultation into every state.
func (o *staffSite) handleResponses(t *testing.T, slug string) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	officer, service := fullAccess.Actor, o.app.Moderation()
	var ids []string
	must(o.app.DB.View(t.Context(), func(tx *db.Tx) (err error) {
		ids, err = db.All(t.Context(), tx, db.Text,
			`SELECT id FROM intake_response WHERE consultation = $1 AND state = 'counted' ORDER BY id`, slug)
		return err
	}))
	if len(ids) < 6 {
		t.Fatalf("only %d responses", len(ids))
	}
	for _, id := range ids[:2] {
		detail, err := service.ReadResponse(t.Context(), officer, slug, id)
		must(err)
		text := detail.Texts[0]
		_, err = service.Redact(t.Context(), officer, slug, id,
			moderation.RedactionRequest{Question: text.Question, Choice: text.Choice, Text: text.Text, Reason: "on-request"})
		must(err)
	}
	for _, id := range ids[1:3] {
		must(o.app.Deleter().WithdrawOnBehalf(t.Context(), officer, slug, id, "by letter"))
	}
	for _, id := range ids[3:5] {
		must(service.Exclude(t.Context(), officer, slug, id, "duplicate"))
	}
	must(service.Restore(t.Context(), officer, slug, ids[4], "It is not a duplicate."))
}

// leftEmpty are tables with fingerprints, like most others, in which an invented row would
// be a difference of its own.
var leftEmpty = map[string]string{
	"analysis_excluded":           "compared with the releases: analysis: campaign_test.go",
	"intake_monitoring_redaction": "compared with the record: retention, monitoring_test.go",
}

// addMissingRows adds a row, as the program would, to each table in which forms and
// definitions left none.
func (o *staffSite) addMissingRows(t *testing.T) {
	t.Helper()
	content := []byte("%PDF-1.4 content of a file")
	err := o.app.DB.Update(t.Context(), func(tx *db.Tx) error {
		if empty, err := tx.Empty(t.Context(), "files_file"); err != nil || !empty {
			return err
		}
		if _, err := tx.Exec(t.Context(), `INSERT INTO files_file (id, org, name, type, size, digest, at, actor, public)
			VALUES ('x', 'council', 'x.pdf', 'application/pdf', $1, $2, $3, 'x', FALSE)`,
			len(content), digest.Of(content).Hex(), db.Time(openDate)); err != nil {
			return err
		}
		_, err := tx.Exec(t.Context(), `INSERT INTO files_chunk (file, number, bytes) VALUES ('x', 0, $1)`, content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	tables, err := schema.Describe(schema.Migrations)
	if err != nil {
		t.Fatal(err)
	}
	sql := dbtest.Migrations(t)
	for _, described := range tables {
		table := described.Name
		if described.Unaudited != "" || leftEmpty[table] != "" {
			continue
		}
		err := o.app.DB.Update(t.Context(), func(tx *db.Tx) error {
			empty, err := tx.Empty(t.Context(), table)
			if err != nil || !empty {
				return err
			}
			columns, row, err := inventedRow(t.Context(), tx, sql, table)
			if err != nil {
				return err
			}
			_, err = tx.Insert(t.Context(), table+" ("+strings.Join(columns, ", ")+")", [][]any{row}, "")
			return err
		})
		if err != nil {
			t.Fatalf("%s: %v", table, err)
		}
	}
}

var (
	columnLine = regexp.MustCompile(`(?m)^ +([a-z_]+) +(TEXT|BIGINT|BLOB|BOOLEAN|DOUBLE PRECISION)\b([^\n]*)`)
	reference  = regexp.MustCompile(`REFERENCES ([a-z_]+) \(([a-z_]+)\)`)
	notAfter   = regexp.MustCompile(`CHECK \(([a-z_]+) <= [a-z_]+\)`)
	references = regexp.MustCompile(`FOREIGN KEY \(([a-z_, ]+)\) REFERENCES ([a-z_]+) \(([a-z_, ]+)\)`)
)

// inventedRow returns a row that a table of the migrations sql accepts.
func inventedRow(ctx context.Context, tx *db.Tx, sql, table string) (columns []string, row []any, err error) {
	_, rest, _ := strings.Cut(sql, "CREATE TABLE "+table+" (")
	body, _, _ := strings.Cut(rest, "\n)")
	parent := func(table, column string) (value any, err error) {
		at := 0
		err = tx.Dump(ctx, table,
			func(names []string) error { at = slices.Index(names, column); return nil },
			func(row []any) error {
				if value == nil {
					value = row[at]
				}
				return nil
			})
		return value, err
	}
	given := map[string]any{}
	for _, m := range references.FindAllStringSubmatch(body, -1) {
		theirs := strings.Split(m[3], ", ")
		for i, column := range strings.Split(m[1], ", ") {
			if given[column], err = parent(m[2], theirs[i]); err != nil {
				return nil, nil, err
			}
		}
	}
	for _, m := range notAfter.FindAllStringSubmatch(body, -1) {
		given[m[1]] = "1" // before every time, also with something after it
	}
	for _, m := range columnLine.FindAllStringSubmatch(body, -1) {
		value := map[string]any{
			"TEXT": db.Time(openDate), "BIGINT": 1, "BLOB": make([]byte, 32), "BOOLEAN": true, "DOUBLE PRECISION": 0.5,
		}[m[2]]
		definition, _, _ := strings.Cut(m[3], "--")
		if to := reference.FindStringSubmatch(definition); to != nil {
			if value, err = parent(to[1], to[2]); err != nil {
				return nil, nil, err
			}
		}
		if g, ok := given[m[1]]; ok {
			value = g
		}
		columns, row = append(columns, m[1]), append(row, value)
	}
	return columns, row, nil
}

// smallDemo returns the demonstration with few responses, and with key issues before a decision.
func smallDemo(t *testing.T) fs.FS {
	t.Helper()
	files := demoPart(t, "")
	plan := files["consultations/equality-strategy-2016-2020/responses.yaml"]
	for old, now := range map[string]string{
		"number: 1200": "number: 150", "withdrawn: 14": "withdrawn: 2", "{duplicate: 17, outside-scope: 3}": "{duplicate: 2, outside-scope: 1}",
	} {
		if !bytes.Contains(plan.Data, []byte(old)) {
			t.Fatalf("the plan has no line %q", old)
		}
		plan.Data = bytes.Replace(plan.Data, []byte(old), []byte(now), 1)
	}
	files["key-issues/getting-about.yaml"] = &fstest.MapFile{Data: []byte(
		"consultation: getting-about\nissues:\n" +
			"  - {ref: buses, issue: Buses are rare., raised-by: All, owner: Head of transport, due: 2028-01-01}\n",
	)}
	return files
}
