package app_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/edit"
)

// sortsOtherwise says of lists of staff with several pages why they do not sort by two columns.
var sortsOtherwise = map[string]string{
	"accountweb/audit":         "by date only: filters find the entries of a person and of an item",
	"budgetweb/list":           "by name; there is one page for the money of each project",
	"entryweb/batch":           "forms have a number, and neither name nor date",
	"entryweb/difference_list": "unresolved differences first, each under the form that it is in",
	"importsweb/rows":          "rows of a file, in its order",
	"informationweb/figures":   "figures have a date and no name",
	"moderationweb/clusters":   "groups of similar responses have no name; the largest first",
	"moderationweb/publishing": "answers are reviewed in random order on purpose",
	"notifyweb/outbox":         "the newest first; addressees are not shown",
	"opportunityweb/list":      "proposals are ranked: the needs of those who are worst off come first",
	"overviewweb/list":         "its second list, of drafts, is in the order in which they were changed",
	"overviewweb/show":         "what happened, in that order",
	"partnerweb/overview":      "by name: what each partner has signed and when its review is due; the list of entries sorts",
	"placeweb/imports":         "what happened to one table, in that order",
	"projectweb/work_list":     "by name; there is one page for the work on each project",
	"reachweb/list":            "the files of one consultation in a week, the newest first",
	"retentionweb/retention":   "a timetable: what is due first comes first",
	"searchweb/results":        "what is found is listed by kind and name",
	"staffnoticeweb/list":      "what happened, in that order",
	"sharingweb/signing":       "what the organisation still has to sign comes first",
}

// Every list of staff that has more than one page sorts by its name and its date in the heads of its columns, or
// sortsOtherwise says why not.
func TestEveryStaffListSorts(t *testing.T) {
	t.Parallel()
	unused := maps.Clone(sortsOtherwise)
	lists := 0
	for _, item := range newStaffSiteOn(t, app.Config{}, minimalDemo(t)).app.Gallery() {
		pages, sorts := 0, 0
		for _, whole := range item.ExamplesIn(nil) {
			if !strings.Contains(whole, `class="fm-staff"`) {
				break
			}
			pages = max(pages, strings.Count(whole, `class="govuk-pagination"`))
			sorts = max(sorts, strings.Count(whole, `class="fm-sort"`))
		}
		if pages == 0 {
			continue
		}
		lists++
		_, declared := sortsOtherwise[item.Name()]
		delete(unused, item.Name())
		if all := sorts >= 2*pages; all == declared {
			t.Errorf("%s has %d lists with pages and %d columns that sort; declared in sortsOtherwise: %t", item.Name(), pages, sorts, declared)
		}
	}
	if len(unused) > 0 || lists < 10 {
		t.Errorf("%d lists; sortsOtherwise has others: %s", lists, slices.Sorted(maps.Keys(unused)))
	}
}

// The published records of every kind are listed by title and by date, in both directions, on both databases.
func TestRecordsSortByTitleAndDate(t *testing.T) {
	t.Parallel()
	dbtest.EachDSN(t, func(t *testing.T, dsn string) {
		cfg := app.Config{}
		if db.IsPostgres(dsn) {
			cfg.Database = dsn
		}
		site := newStaffSiteOn(t, cfg, minimalDemo(t))
		for _, k := range site.app.Records() {
			if k.List == nil {
				continue
			}
			names := k.Sorts().Names()
			if !slices.Contains(names, edit.SortDate) && k.Name != "place" { // a place has no date
				t.Errorf("%s has no date by which its list sorts", k.Name)
			}
			for _, name := range names {
				up, down := listRefs(t, site, &k, db.Sort(name)), listRefs(t, site, &k, db.Sort("-"+name))
				if slices.Reverse(down); !slices.Equal(up, down) {
					t.Errorf("%s by %s: %v, and the other way round %v", k.Name, name, up, down)
				}
			}
		}
	})
}

// listRefs returns the references of the published records of a kind, sorted by one of its orders, read in pages of two.
func listRefs(t *testing.T, site *staffSite, k *edit.Kind, by db.Sort) (all []string) {
	t.Helper()
	if err := site.app.DB.View(t.Context(), func(tx *db.Tx) error {
		return db.Each(func(at string) (db.Page[edit.Item], error) {
			return k.ReadList(t.Context(), tx, actor.CouncilOrg, by, at, 2)
		},
			func(i edit.Item) error { all = append(all, i.Ref); return nil })
	}); err != nil {
		t.Fatalf("%s by %s: %v", k.Name, by, err)
	}
	return all
}
