package db_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
)

// Every kind of value comes back as it was given, in the order of its row, whatever the
// number of rows: NULL in each column, bytes for text, whole numbers for numbers.
func TestInsertedRowsComeBackOnBothEngines(t *testing.T) {
	type name string
	number := 2.5
	eachDatabase(t, func(t *testing.T, d *db.DB) {
		if err := d.Update(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(),
				`CREATE TABLE thing_value (id TEXT PRIMARY KEY, n BIGINT, f DOUBLE PRECISION, yes BOOLEAN, b BLOB, s TEXT)`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		for _, many := range []int{1, 2, 3, 50} {
			var rows [][]any
			var want []string
			add := func(row []any, as string) {
				row[0] = fmt.Sprintf("%d-%02d", many, len(rows))
				rows, want = append(rows, row), append(want, row[0].(string)+" "+as)
			}
			for len(rows) < many {
				switch len(rows) % 4 {
				case 0:
					add([]any{"", 1, number, true, []byte{0, 255}, name("named")}, "1 2.5 true 00ff named")
				case 1:
					add([]any{"", nil, nil, nil, nil, nil}, "NULL NULL NULL NULL NULL")
				case 2:
					add([]any{"", int64(-3), 7, false, []byte{}, `{"a","b"} \, NULL`}, `-3 7 false  {"a","b"} \, NULL`)
				case 3:
					add([]any{"", 0, &number, false, []byte("x"), ""}, "0 2.5 false 78 ")
				}
			}
			var got []string
			if err := d.Update(t.Context(), func(tx *db.Tx) error {
				n, err := tx.Insert(t.Context(), "thing_value (id, n, f, yes, b, s)", rows, "")
				if n != int64(many) || err != nil {
					t.Errorf("%d rows of %d were inserted, %v", n, many, err)
				}
				got, err = db.All(t.Context(), tx, func(r db.Row) (string, error) {
					var id string
					var n *int64
					var f *float64
					var yes *bool
					var b []byte
					var s *string
					err := r.Scan(&id, &n, &f, &yes, &b, &s)
					text := []string{id, orNull(n), orNull(f), orNull(yes), fmt.Sprintf("%x", b), orNull(s)}
					if b == nil && n == nil { // SQLite's driver has nil for no bytes
						text[4] = "NULL"
					}
					return strings.Join(text, " "), err
				}, `SELECT id, n, f, yes, b, s FROM thing_value WHERE id >= $1 AND id < $2 ORDER BY id`,
					fmt.Sprintf("%d-", many), fmt.Sprintf("%d.", many))
				return err
			}); err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%d rows:\n%q\nwant\n%q", many, got, want)
			}
		}
		if err := d.Update(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Insert(t.Context(), "thing_value (id, missing)", [][]any{{"a", 1}, {"b", 1}}, "")
			return err
		}); err == nil {
			t.Error("rows with a column that does not exist were inserted")
		}
	})
}

func orNull[T any](v *T) string {
	if v == nil {
		return "NULL"
	}
	return fmt.Sprint(*v)
}
