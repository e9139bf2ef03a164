package audit_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
)

// guarded is a database with fingerprints of two tables, seen by the program (db) and by
// somebody who changes it past the program (past).
type guarded struct {
	t        *testing.T
	db, past *db.DB
	f        *audit.Fingerprints
}

func eachGuarded(t *testing.T, test func(*testing.T, *guarded)) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		g := &guarded{t, dbtest.Open(t, dsn), dbtest.Open(t, dsn), audit.NewFingerprints(map[string][]string{
			"council_profile": {"id"}, "action_reason": {"action", "kind", "ref"},
		})}
		g.f.SetKey([]byte("secret"))
		g.db.SetWatch(g.f.Watch())
		g.exec(g.db, `INSERT INTO council_profile (id, body) VALUES ('one', 'first'), ('two', 'first')`)
		g.exec(g.db, `UPDATE council_profile SET body = 'second' WHERE id = 'one'`)
		g.log(3)
		test(t, g)
	})
}

func (g *guarded) exec(d *db.DB, query string, args ...any) {
	g.t.Helper()
	if err := d.Update(g.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(g.t.Context(), query, args...)
		return err
	}); err != nil {
		g.t.Fatal(err)
	}
}

// log adds n entries to the audit log.
func (g *guarded) log(n int) {
	g.t.Helper()
	for range n {
		if err := g.db.Update(g.t.Context(), func(tx *db.Tx) error {
			return audit.Append(g.t.Context(), tx, actor.System, "test", "council", "this", "")
		}); err != nil {
			g.t.Fatal(err)
		}
	}
}

// expect checks that exactly the wanted problems are found; each is a part of a sentence.
func (g *guarded) expect(want ...string) {
	g.t.Helper()
	var found []string
	if err := g.db.View(g.t.Context(), func(tx *db.Tx) error {
		_, err := g.f.Check(g.t.Context(), tx, func(problem string) { found = append(found, problem) })
		return err
	}); err != nil {
		g.t.Fatal(err)
	}
	if len(found) != len(want) {
		g.t.Fatalf("found %q, want %q", found, want)
	}
	for i := range want {
		if !strings.Contains(found[i], want[i]) {
			g.t.Errorf("found %q, want %q", found[i], want[i])
		}
	}
}

// fingerprintOf returns the stored fingerprint of the row one.
func (g *guarded) fingerprintOf() (mac []byte) {
	g.t.Helper()
	if err := g.db.View(g.t.Context(), func(tx *db.Tx) (err error) {
		mac, err = db.One(g.t.Context(), tx, func(r db.Row) (b []byte, err error) { return b, r.Scan(&b) },
			`SELECT mac FROM audit_fingerprint WHERE row_id = '["one"]'`)
		return err
	}); err != nil {
		g.t.Fatal(err)
	}
	return mac
}

// Row B4 of docs/faults.md. What the program changes itself, or does not change after all,
// is no difference.
func TestChangesOfTheProgramAreNoDifference(t *testing.T) {
	eachGuarded(t, func(_ *testing.T, g *guarded) {
		g.expect()
		g.exec(g.db, `DELETE FROM council_profile WHERE id = 'two'`)
		g.exec(g.db, `INSERT INTO council_profile (id, body) VALUES ('one', 'x') ON CONFLICT (id) DO UPDATE SET body = excluded.body`)
		g.exec(g.db, `INSERT INTO council_profile (id, body) VALUES ('one', 'y') ON CONFLICT DO NOTHING`)
		undo := errors.New("undo")
		if err := g.db.Update(g.t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(g.t.Context(), `UPDATE council_profile SET body = 'undone'`)
			return errors.Join(err, undo)
		}); !errors.Is(err, undo) {
			g.t.Error(err)
		}
		g.expect()
	})
}

// Row B4 of docs/faults.md. Whoever changes rows past the program is noticed even if they
// put back an earlier row with its earlier fingerprint, or delete both.
func TestEarlierRowsWithTheirFingerprintsAreNoticed(t *testing.T) {
	eachGuarded(t, func(_ *testing.T, g *guarded) {
		earlier := g.fingerprintOf()
		g.exec(g.db, `UPDATE council_profile SET body = 'third' WHERE id = 'one'`)
		g.expect()
		g.exec(g.past, `UPDATE council_profile SET body = 'second' WHERE id = 'one'`)
		g.expect(`table council_profile, row ["one"]: was not changed by Folkmoot`)
		g.exec(g.past, `UPDATE audit_fingerprint SET mac = $1 WHERE row_id = '["one"]'`, earlier)
		g.expect("fingerprints have been changed")
		g.exec(g.past, `DELETE FROM council_profile WHERE id = 'one'`)
		g.expect(`row ["one"]: is missing`, "fingerprints have been changed")
		g.exec(g.past, `DELETE FROM audit_fingerprint WHERE row_id = '["one"]'`)
		g.expect("fingerprints have been changed")
		g.exec(g.past, `UPDATE audit_state SET total = $1`, make([]byte, 32))
		g.expect("audit_state: was not changed by Folkmoot")
		g.exec(g.past, `DELETE FROM audit_state`)
		g.expect("audit_state: the row is missing")
	})
}

// Row B4 of docs/faults.md. The newest entries of the audit log cannot be deleted unnoticed.
func TestDeletedNewestEntriesAreNoticed(t *testing.T) {
	eachGuarded(t, func(_ *testing.T, g *guarded) {
		g.exec(g.past, `DELETE FROM audit_entry WHERE number > 1`)
		g.expect("the last entry is number 1, but Folkmoot wrote entries up to number 3")
	})
}

// A statement whose changes could not be seen fails, so that no row goes without its
// fingerprint.
func TestStatementsThatHideTheirChangesFail(t *testing.T) {
	eachGuarded(t, func(t *testing.T, g *guarded) {
		for _, query := range []string{
			`WITH x AS (SELECT 1) UPDATE council_profile SET body = ''`,
			`UPDATE council_profile SET body = '' RETURNING id`,
		} {
			if err := g.db.Update(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), query)
				return err
			}); err == nil {
				t.Errorf("accepted: %s", query)
			}
		}
		if err := g.db.Update(t.Context(), func(tx *db.Tx) error {
			_, err := db.All(t.Context(), tx, db.Text, `UPDATE council_profile SET body = '' RETURNING id`)
			return err
		}); err == nil {
			t.Error("a change outside Exec is accepted")
		}
		g.expect()
	})
}
