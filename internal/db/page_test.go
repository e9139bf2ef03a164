package db_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
)

type listed struct {
	day string
	n   int64
}

func scanListed(r db.Row) (v listed, err error) { return v, r.Scan(&v.day, &v.n) }

func listedPosition(v listed) []any { return []any{v.day, v.n} }

var byDay = db.Order{Columns: []db.Column{{Name: "day"}, {Name: "n", Number: true}}}

// listedDB returns a database with count rows on three days.
func listedDB(t *testing.T, dsn string, count int) *db.DB {
	t.Helper()
	d := dbtest.Open(t, dsn)
	err := d.Update(t.Context(), func(tx *db.Tx) error {
		for _, q := range []string{
			`CREATE TABLE listed (day TEXT NOT NULL, n BIGINT NOT NULL, other BIGINT NOT NULL)`,
			`CREATE INDEX listed_by_day_n ON listed (day, n)`,
		} {
			if _, err := tx.Exec(t.Context(), q); err != nil {
				return err
			}
		}
		for i := range count {
			if _, err := tx.Exec(t.Context(), `INSERT INTO listed VALUES ($1, $2, $2)`, fmt.Sprintf("day %d", i%3), i); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// readListed reads a page of 4 rows.
func readListed(ctx context.Context, d *db.DB, order db.Order, at string) (p db.Page[listed], err error) {
	err = d.View(ctx, func(tx *db.Tx) error {
		p, err = db.ReadPage(ctx, tx, scanListed, listedPosition, db.PageQuery{Order: order, At: at, Size: 4},
			`SELECT day, n FROM listed`, `day >= $1 OR FALSE`, "day 0")
		return err
	})
	return p, err
}

// Row C20 of docs/faults.md.
func TestPagesHaveEveryRowOnce(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		d := listedDB(t, dsn, 14)
		for _, descending := range []bool{false, true} {
			order := db.Order{Columns: byDay.Columns, Descending: descending}
			var all []listed
			var pages []db.Page[listed]
			for at := ""; ; {
				p, err := readListed(t.Context(), d, order, at)
				if err != nil {
					t.Fatal(err)
				}
				all, pages = append(all, p.Items...), append(pages, p)
				if at = p.Next; at == "" {
					break
				}
			}
			want := slices.Clone(all)
			slices.SortFunc(want, func(a, b listed) int {
				if c := strings.Compare(a.day, b.day); c != 0 || a.n == b.n {
					return c
				}
				return int(a.n - b.n)
			})
			if descending {
				slices.Reverse(want)
			}
			if len(slices.Compact(slices.Clone(want))) != 14 || len(all) != 14 || !slices.Equal(all, want) {
				t.Errorf("forwards: %v", all)
			}
			for i := len(pages) - 1; i > 0; i-- {
				p, err := readListed(t.Context(), d, order, pages[i].Previous)
				if err != nil || !slices.Equal(p.Items, pages[i-1].Items) || (p.Previous == "") != (i == 1) {
					t.Errorf("page %d backwards: %v %q %v, want %v", i-1, p.Items, p.Previous, err, pages[i-1].Items)
				}
			}
			if pages[0].Previous != "" {
				t.Error("the first page has a previous page")
			}
		}
	})
}

// Row D9 of docs/faults.md.
func TestEveryRowIsReadInPages(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		const count = 1001 // two pages, and one row of a third
		d := listedDB(t, dsn, count)
		statements, seen := 0, map[int64]int{}
		ctx := db.WithQueryHook(t.Context(), func(string) { statements++ })
		err := d.View(ctx, func(tx *db.Tx) error {
			last := listed{}
			return db.ReadEach(ctx, tx, scanListed, listedPosition, byDay, func(v listed) error {
				if v.day < last.day || v.day == last.day && v.n <= last.n {
					t.Fatalf("%v follows %v", v, last)
				}
				last = v
				seen[v.n]++
				return nil
			}, `SELECT day, n FROM listed`, "")
		})
		if err != nil || len(seen) != count || statements != 3 {
			t.Errorf("read %d rows of %d with %d statements, want 3: %v", len(seen), count, statements, err)
		}
	})
}

func TestCursorsAreChecked(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		d := listedDB(t, dsn, 5)
		for _, text := range []string{
			`[]`, `[false]`, `[false,"day 1"]`, `[false,"day 1","2"]`, `[false,1,2]`, `[false,"day 1",2,3]`, `[false,"day 1",2.5]`,
			`[false,"day 1",99999999999999999999]`, `["a","day 1",2]`, `[false,"day\u0000",2]`, `[false,null,2]`, `{}`,
			`[false,"day 1",2][]`, "[false,\"\xff\",2]", `[false,"` + strings.Repeat("x", 3000) + `",2]`,
		} {
			at := base64.RawURLEncoding.EncodeToString([]byte(text))
			if _, err := readListed(t.Context(), d, byDay, at); !fault.Is(err, fault.NotFound) {
				t.Errorf("%.60s: %v", text, err)
			}
		}
		if _, err := readListed(t.Context(), d, byDay, "not a cursor"); !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
	})
}

// A list whose rows give other values than those of its order would have a first page and no second one. It is refused as soon
// as it has a row.
//
// Row D9 of docs/faults.md.
func TestPositionsOfAnotherOrderAreRefused(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		d := listedDB(t, dsn, 1)
		for _, position := range [][]any{{int64(1), int64(2)}, {"day 1", "2"}, {"day 1"}, {"day 1", int64(2), int64(3)}} {
			err := d.View(t.Context(), func(tx *db.Tx) error {
				_, err := db.ReadPage(t.Context(), tx, scanListed, func(listed) []any { return position },
					db.PageQuery{Order: byDay, Size: 2}, `SELECT day, n FROM listed`, "")
				return err
			})
			if err == nil || !strings.Contains(err.Error(), "is not of the order") {
				t.Errorf("%v: %v", position, err)
			}
		}
	})
}

// TestSiftedPagesHaveEveryRowOnce keeps every third row, and has windows of two rows.
func TestSiftedPagesHaveEveryRowOnce(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		const count = 20
		d := listedDB(t, dsn, count)
		for _, limit := range []int{2, 6, 1000} {
			read := func(at string) (p db.Page[int64], longest int) {
				rows := 0
				err := d.View(t.Context(), func(tx *db.Tx) (err error) {
					p, err = db.Sift(at, 3, db.Window{Rows: 2, Limit: limit}, func(at string, size int) (db.Page[listed], error) {
						rows += size
						q := db.PageQuery{Order: byDay, At: at, Size: size}
						return db.ReadPage(t.Context(), tx, scanListed, listedPosition, q, `SELECT day, n FROM listed`, "")
					}, func(window []listed) ([]*int64, error) {
						kept := make([]*int64, len(window))
						for i := range window {
							if window[i].n%4 == 1 {
								kept[i] = &window[i].n
							}
						}
						return kept, nil
					})
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
				return p, rows
			}
			var forwards, backwards []int64
			last := ""
			for at := ""; ; {
				p, rows := read(at)
				if rows > limit || len(p.Items) > 3 {
					t.Errorf("limit %d: %d rows read for %v", limit, rows, p.Items)
				}
				forwards, last = append(forwards, p.Items...), at
				if at = p.Next; at == "" {
					backwards = slices.Clone(p.Items)
					last = p.Previous
					break
				}
			}
			for at := last; at != ""; {
				p, _ := read(at)
				backwards = append(slices.Clone(p.Items), backwards...)
				at = p.Previous
			}
			if len(forwards) != count/4 || !slices.Equal(forwards, backwards) {
				t.Errorf("limit %d: %v forwards and %v backwards", limit, forwards, backwards)
			}
		}
	})
}

// Row D9 of docs/faults.md. A database that the program opens by itself has the check as
// well.
func TestPlansOfDatabasesThatTheProgramOpensAreChecked(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		listedDB(t, dsn, 5)
		d, err := db.Open(t.Context(), dsn)
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		defer func() {
			if problem := fmt.Sprint(recover()); !strings.Contains(problem, "not read in the order of an index") {
				t.Errorf("the page was read: %s", problem)
			}
		}()
		_, err = readListed(t.Context(), d, db.Order{Columns: []db.Column{{Name: "other", Number: true}}}, "")
		t.Errorf("the page was read: %v", err)
	})
}

// Row D9 of docs/faults.md. Every test with a database from dbtest checks the plan of
// every page that it reads: see dbtest.Open.
func TestPlansWithoutAnIndexAreFound(t *testing.T) {
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		d := listedDB(t, dsn, 5)
		var plans []string
		d.SetPageHook(func(ctx context.Context, tx *db.Tx, query string, args []any) {
			plan, err := tx.CheckPlan(ctx, query, args)
			if err != nil {
				t.Error(err)
			}
			plans = append(plans, plan)
		})
		for _, order := range []db.Order{
			byDay, {Columns: []db.Column{{Name: "other", Number: true}}}, {Columns: []db.Column{{Name: "day"}, {Name: "other", Number: true}}},
		} {
			if err := d.View(t.Context(), func(tx *db.Tx) error {
				q := db.PageQuery{Order: order, Size: 2}
				position := func(listed) []any {
					var values []any
					for _, c := range order.Columns {
						values = append(values, map[bool]any{false: "", true: int64(0)}[c.Number])
					}
					return values
				}
				_, err := db.ReadPage(t.Context(), tx, scanListed, position, q, `SELECT day, n FROM listed`, "")
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		if len(plans) != 3 || plans[0] != "" || plans[1] == "" || plans[2] == "" {
			t.Errorf("%q", plans)
		}
	})
}
