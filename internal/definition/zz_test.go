package definition_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/demo"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/definition"
)

func TestZZ(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		d.SetClock(func() time.Time { return later })
		f := house(t, d)
		_, err := definition.Load(t.Context(), demo.Files(), actor.System, f)
		if err != nil {
			t.Fatal(err)
		}
		_, all, err := f.Analysis.Releases(t.Context(), "equality-strategy-2016-2020")
		for _, r := range all {
			fmt.Println(string(r.Bytes[:200]))
			fmt.Println(r.Responses, r.Channels, r.Editions)
			for _, q := range r.Questions {
				fmt.Println(q.ID, q.Kind, "answered", q.Answered, "pnts", q.PreferNotToSay, "skipped", q.Skipped, q.NotAsked, "hidden", q.Hidden)
				fmt.Println("   ", q.Cells, q.Shares)
				for _, row := range q.Rows {
					fmt.Println("      ", row.ID, row.Cells, row.Shares)
				}
			}
		}
	})
}
