package app_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// A text of any kind in a field of a record is published or refused with a sentence, on both databases. It never ends in
// an error of the program, such as that of an index for a long title.
func TestNoTextInARecordIsAnErrorOfTheProgram(t *testing.T) {
	t.Parallel()
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		cfg := app.Config{}
		if db.IsPostgres(dsn) {
			cfg.Database = dsn
		}
		site := newStaffSiteOn(t, cfg, minimalDemo(t))
		random := rand.New(rand.NewPCG(1, 2))
		var noise strings.Builder // which databases cannot compress
		for range 60_000 {
			noise.WriteRune('\u4e00' + rune(random.IntN(20_000)))
		}
		for _, k := range site.app.Records() {
			slug := k.Only
			if k.OfConsultation != nil {
				slug = defineClosed(t, site.app, "benches")
			}
			for i, f := range k.Fields {
				text := "A\x00\xff\u202e\u2069\ufffe<b>{{7*7}} \U000e0001"
				if i == 0 || f.Kind == edit.Line {
					text = noise.String()
				}
				v := k.Example.Clone()
				switch f.Kind {
				case edit.Line, edit.Text, edit.Number, edit.Decimal, edit.Pick, edit.Choice, edit.Date:
					v.Set(f.Name, text)
				case edit.Lines, edit.Picks, edit.Choices:
					v.Set(f.Name, text, text)
				case edit.Rows:
					row := edit.Values{}
					for _, column := range f.Columns {
						row.Set(column.Name, text)
					}
					v.SetRows(f.Name, []edit.Values{row, row})
				default:
					continue
				}
				if err := writeRecord(t, site, k, slug, v); err != nil && fault.KindOf(err) == fault.Internal {
					t.Errorf("%s, %s: %.300v", k.Name, f.Name, err)
				}
			}
		}
	})
}

// writeRecord takes a record all the way to publication, or as far as it comes. only is the reference of a record that
// always exists, or "".
func writeRecord(t *testing.T, site *staffSite, k edit.Kind, only string, v edit.Values) (err error) {
	t.Helper()
	ctx, s, ann, bob := t.Context(), site.app.Services.Edit, colleague("ann").Actor, colleague("bob").Actor
	var c *edit.Copy
	if only == "" {
		c, err = s.Start(ctx, ann, &k, db.NewID(), edit.Save{Values: v})
	} else if c, err = s.Get(ctx, ann, &k, only); err == nil {
		c, err = s.SaveDraft(ctx, ann, &k, only, edit.Save{Version: c.Version, Seen: c.Seen(), Values: v})
	}
	if err == nil {
		coverDraft(t, site.app, &k, c.Address())
	}
	for _, act := range []func() (*edit.Copy, error){
		func() (*edit.Copy, error) { return s.Submit(ctx, ann, &k, c.Address(), c.Version) },
		func() (*edit.Copy, error) { return s.Approve(ctx, bob, &k, c.Address(), c.Version) },
		func() (*edit.Copy, error) { return s.Publish(ctx, bob, &k, c.Address(), c.Version) },
	} {
		if err != nil {
			return err
		}
		c, err = act()
	}
	return err
}
