package db_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
)

func createQueued(t *testing.T, d *db.DB) {
	t.Helper()
	if err := d.Update(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `CREATE TABLE queued (k TEXT NOT NULL PRIMARY KEY, n BIGINT NOT NULL, data BYTEA)`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func queuedKeys(t *testing.T, d *db.DB) (keys []string) {
	t.Helper()
	if err := d.View(t.Context(), func(tx *db.Tx) (err error) {
		keys, err = db.All(t.Context(), tx, db.Text, `SELECT k FROM queued ORDER BY k`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return keys
}

// Queued statements run in their order, before whatever follows them, in every kind of transaction.
func TestQueuedStatementsRunInOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		createQueued(t, d)
		for name, update := range map[string]func(context.Context, func(*db.Tx) error) error{"turn": d.UpdateInTurn, "any": d.Update} {
			if err := update(t.Context(), func(tx *db.Tx) error {
				rows := [][]any{{name + "1", 1, []byte("x")}, {name + "2", int64(2), nil}}
				if err := tx.QueueInsert(t.Context(), "queued (k, n, data)", rows, "", nil); err != nil {
					return err
				}
				var changed int64
				if err := tx.Queue(t.Context(), func(n int64, err error) error { changed = n; return err },
					`UPDATE queued SET n = n + 10 WHERE k LIKE $1`, name+"%"); err != nil {
					return err
				}
				if err := tx.Queue(t.Context(), nil, `DELETE FROM queued WHERE n = $1`, 11); err != nil {
					return err
				}
				left, err := db.All(t.Context(), tx, db.Text, `SELECT k FROM queued WHERE k LIKE $1`, name+"%")
				if want := []string{name + "2"}; err != nil || !slices.Equal(left, want) || changed != 2 {
					t.Errorf("%s: a statement after queued ones sees %q, %v and %d changed rows, want %q and 2", name, left, err, changed, want)
				}
				return tx.Queue(t.Context(), nil, `INSERT INTO queued (k, n) VALUES ($1, $2)`, name+"3", 3)
			}); err != nil {
				t.Fatal(err)
			}
		}
		if keys, want := queuedKeys(t, d), []string{"any2", "any3", "turn2", "turn3"}; !slices.Equal(keys, want) {
			t.Errorf("the table has %q, want %q", keys, want)
		}
	})
}

// A queued statement that fails, or whose result is refused, fails the transaction, whether it is
// sent with the commit or before, and the error is the one that the caller makes of it.
func TestQueuedStatementFailsItsTransaction(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		createQueued(t, d)
		refused := errors.New("refused")
		insert := func(tx *db.Tx, k string) error {
			return tx.Queue(t.Context(), nil, `INSERT INTO queued (k, n) VALUES ($1, 0)`, k)
		}
		for _, one := range []struct {
			name  string
			after func(tx *db.Tx) error
			is    func(error) bool
		}{
			{"twice the same key", func(tx *db.Tx) error { return insert(tx, "a") }, func(err error) bool { return fault.Is(err, fault.Conflict) }},
			{"twice the same key, and a query", func(tx *db.Tx) error {
				if err := insert(tx, "a"); err != nil {
					return err
				}
				_, err := db.All(t.Context(), tx, db.Text, `SELECT k FROM queued`)
				return err
			}, func(err error) bool { return fault.Is(err, fault.Conflict) }},
			{"nothing changed", func(tx *db.Tx) error {
				return tx.Queue(t.Context(), func(n int64, err error) error {
					if err == nil && n == 0 {
						err = refused
					}
					return err
				}, `UPDATE queued SET n = 1 WHERE k = 'missing'`)
			}, func(err error) bool { return errors.Is(err, refused) }},
			{"inserted twice", func(tx *db.Tx) error {
				return tx.QueueInsert(t.Context(), "queued (k, n)", [][]any{{"b", 1}, {"b", 2}}, "", func(error) error { return refused })
			}, func(err error) bool { return errors.Is(err, refused) }},
		} {
			err := d.UpdateInTurn(t.Context(), func(tx *db.Tx) error {
				if err := insert(tx, "a"); err != nil {
					return err
				}
				return one.after(tx)
			})
			if !one.is(err) {
				t.Errorf("%s: %v", one.name, err)
			}
			if keys := queuedKeys(t, d); len(keys) > 0 {
				t.Errorf("%s: %q was stored", one.name, keys)
			}
		}
		if err := d.UpdateInTurn(t.Context(), func(tx *db.Tx) error { return insert(tx, "a") }); err != nil {
			t.Errorf("after failed transactions: %v", err)
		}
	})
}
