package overview_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/overview"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/survey"
)

func form(edition string) survey.Form {
	use := survey.Question{
		ID: "use", Kind: survey.Single, Text: "Do you use the park?", Options: []survey.Option{{ID: "yes", Text: "Yes"}, {ID: "no", Text: "No"}},
	}
	return survey.Form{
		ID: "park", Title: "The park", Lang: "en", Edition: edition, Pages: []survey.Page{{ID: "one", Questions: []survey.Question{use}}},
	}
}

// park opened a month before dbtest.Now and closes a day after it.
var park = consult.Definition{
	Slug: "park", Title: "The park", Type: consult.Survey, Published: true, Opens: "2026-02-01 09:00", Closes: "2026-03-03 09:30",
	Text: consult.Text{Summary: "The park.", Next: "We read every response.", Audience: "Everyone.", Feedback: "2026-04-01",
		Contact: consult.Contact{Team: "Parks", Address: "The council"}},
	Forms: []survey.Form{form("standard"), form("easy-read"), form("large-print")},
}

type fixture struct {
	*overview.Service
	t      *testing.T
	now    time.Time
	intake *intake.Service
}

func newFixture(t *testing.T, d *db.DB) *fixture {
	t.Helper()
	log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "test.invalid/record"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() })
	f := &fixture{t: t, now: dbtest.Now}
	d.SetClock(func() time.Time { return f.now })
	consults := &consult.Service{DB: d, Log: log, CountResponses: intake.Count}
	for _, published := range []bool{true, false} {
		def := park
		if def.Published = published; !published {
			def.Slug, def.Title = "pool", "The pool"
		}
		if err := consults.Define(t.Context(), actor.System, def); err != nil {
			t.Fatal(err)
		}
	}
	f.intake = &intake.Service{DB: d, Log: log, Keys: intake.NewKeys(bytes.Repeat([]byte{7}, 32))}
	f.Service = &overview.Service{DB: d, Drafts: &draft.Service{DB: d, Consults: consults, Edit: &edit.Service{DB: d}}}
	return f
}

// add imports n responses.
func (f *fixture) add(n int, channel, edition, day string) {
	f.t.Helper()
	var file strings.Builder
	file.WriteString("row,channel,edition,day,status,use\n")
	for i := range n {
		fmt.Fprintf(&file, "%s-%s-%s-%d,%s,%s,%s,,yes\n", channel, edition, day, i, channel, edition, day)
	}
	if _, err := f.intake.Import(f.t.Context(), actor.System, "park", strings.NewReader(file.String())); err != nil {
		f.t.Fatal(err)
	}
}

func user(org string, can ...actor.Capability) actor.Actor {
	return actor.Actor{ID: "someone", Org: org, Capabilities: append(can, actor.Staff)}
}

// Staff of every role see the consultations of their organisation, published or not, and none of
// another. What is in a draft is for people who write drafts.
//
// Row C12 of docs/faults.md.
func TestEveryRoleSeesTheConsultation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		for _, test := range []struct {
			by   actor.Actor
			slug string
			sees bool
		}{
			{user(actor.CouncilOrg), "park", true},
			{user(actor.CouncilOrg, actor.EnterResponses), "park", true},
			{user(actor.CouncilOrg, actor.ReadResponses), "park", true},
			{user(actor.CouncilOrg), "pool", true},
			{user(actor.CouncilOrg, actor.Draft), "pool", true},
			{user("partner", actor.Draft), "pool", false},
			{user("partner", actor.Draft), "park", false},
			{user("partner"), "park", false},
			{user(actor.CouncilOrg), "no-such", false},
		} {
			_, found := f.Find(t.Context(), test.by, test.slug)
			o, err := f.Get(t.Context(), test.by, test.slug, "")
			if (err == nil) != test.sees || (found == nil) != test.sees || !test.sees && !fault.Is(err, fault.NotFound) {
				t.Errorf("%s of %v: %v, %v", test.slug, test.by, err, found)
			}
			if err == nil && (o.Draft != nil) != test.by.May(actor.Draft) {
				t.Errorf("%v sees the draft %v", test.by, o.Draft)
			}
		}
		if _, err := f.Get(t.Context(), actor.Actor{Org: actor.CouncilOrg}, "park", ""); !fault.Is(err, fault.Forbidden) {
			t.Errorf("without a role: %v", err)
		}
	})
}

// While a consultation is open, staff see how many responses there are by day, channel and version.
// Numbers of few people are hidden, and a version that was not used can be told from one that few used.
//
// Row C10 of docs/faults.md.
func TestNumbersWhileAConsultationIsOpen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		get := func() *overview.Numbers {
			t.Helper()
			o, err := f.Get(t.Context(), user(actor.CouncilOrg), "park", "")
			if err != nil {
				t.Fatal(err)
			}
			return o.Numbers
		}
		if n := get(); n.Received != 0 || len(n.Days) != 30 || !n.Editions[1].None {
			t.Errorf("before the first response: %+v", n)
		}
		f.add(40, "web", "standard", "2026-02-20")
		f.add(12, "paper", "standard", "2026-02-22")
		f.add(3, "paper", "easy-read", "2026-02-22")
		n := get()
		if n.Received != 55 {
			t.Errorf("%d responses", n.Received)
		}
		for _, day := range n.Days {
			want := map[string]int64{"2026-02-20": 40, "2026-02-22": 15}[day.Date.Format(time.DateOnly)]
			if day.Responses != want {
				t.Errorf("%v: %d responses, want %d", day.Date, day.Responses, want)
			}
		}
		if got := fmt.Sprint(n.Channels); got != "[{web 40} {paper 15}]" {
			t.Errorf("channels %s", got)
		}
		if few := n.Editions[1]; few.Edition != "easy-read" || few.Responses.String() != "[c]" || few.None {
			t.Errorf("three responses to a version: %+v", few)
		}
		f.add(20, "web", "easy-read", "2026-02-23")
		if got := get().Editions; got[1].Responses.String() != "23" || got[2].Responses.String() != "0" || !got[2].None {
			t.Errorf("versions %+v", got)
		}
	})
}

// The timeline has what people and the clock did, each once, on pages. What staff looked at is not in it.
func TestTimelineHasEveryEventOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f, by := newFixture(t, d), user(actor.CouncilOrg)
		for i := range 50 {
			if err := d.Update(t.Context(), func(tx *db.Tx) error {
				if err := audit.Append(t.Context(), tx, by, "view-contacts", "consultation", "park", ""); err != nil {
					return err
				}
				return audit.Append(t.Context(), tx, by, "amend-consultation", "consultation", "park", fmt.Sprint("change ", i))
			}); err != nil {
				t.Fatal(err)
			}
			f.now = f.now.Add(time.Minute)
		}
		acts, pages := map[string]int{}, 0
		for at := ""; ; pages++ {
			o, err := f.Get(t.Context(), by, "park", at)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range o.Events.Items {
				acts[e.Act+e.Reason]++
			}
			if at = o.Events.Next; at == "" {
				break
			}
		}
		for act, n := range acts {
			if n != 1 || strings.HasPrefix(act, "view") {
				t.Errorf("%s is listed %d times", act, n)
			}
		}
		if pages != 2 || len(acts) < 52 || acts["opened"] != 1 || acts["publish-consultation"] != 1 {
			t.Errorf("%d events on %d pages: %v", len(acts), pages+1, acts)
		}
	})
}

// The list of consultations can be filtered and sorted, and has every consultation once on its pages.
func TestListIsFilteredAndSorted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f, by := newFixture(t, d), user(actor.CouncilOrg, actor.Draft)
		consults := f.Drafts.Consults
		for i := range 25 {
			def := park
			def.Slug, def.Title = fmt.Sprintf("old-%02d", i), fmt.Sprintf("Old %02d", i)
			def.Opens, def.Closes = fmt.Sprintf("%d-02-01 09:00", 2000+i), fmt.Sprintf("%d-03-03 09:30", 2000+i)
			def.Area = []string{"North", "South"}[i%2]
			if err := consults.Define(t.Context(), actor.System, def); err != nil {
				t.Fatal(err)
			}
		}
		f.add(7, "web", "standard", "2026-02-20")
		slugs := func(q overview.Query) (all []string) {
			t.Helper()
			for {
				list, err := f.List(t.Context(), by, q)
				if err != nil {
					t.Fatal(err)
				}
				for _, item := range list.Items {
					all = append(all, item.Slug)
					if item.Slug == "park" && item.Responses != 7 {
						t.Errorf("%d responses", item.Responses)
					}
				}
				if q.At = list.Next; q.At == "" {
					return all
				}
			}
		}
		for name, test := range map[string]struct {
			q           overview.Query
			n           int
			first, last string
		}{
			"all":              {overview.Query{}, 26, "park", "old-00"},
			"the oldest first": {overview.Query{Sort: "-opened"}, 26, "old-00", "park"},
			"by closing date":  {overview.Query{Sort: "closes"}, 26, "park", "old-00"},
			"open":             {overview.Query{State: consult.Open}, 1, "park", "park"},
			"of a year":        {overview.Query{Year: 2007}, 1, "old-07", "old-07"},
			"of an area":       {overview.Query{Area: "south"}, 12, "old-23", "old-01"},
			"of another type":  {overview.Query{Type: consult.Statutory}, 0, "", ""},
			"of an officer":    {overview.Query{Officer: actor.System.ID}, 26, "park", "old-00"},
			"of another":       {overview.Query{Officer: "another"}, 0, "", ""},
			"by title":         {overview.Query{Title: "11 OLD"}, 1, "old-11", "old-11"},
		} {
			all := slugs(test.q)
			if len(all) != test.n || test.n > 0 && (all[0] != test.first || all[len(all)-1] != test.last) {
				t.Errorf("%s: %v", name, all)
			}
		}
		dbtest.CheckSorts(t, consult.ListSorts.Names(), func(by db.Sort, at string) (db.Page[overview.Item], error) {
			list, err := f.List(t.Context(), user(actor.CouncilOrg), overview.Query{Sort: by, At: at})
			if err != nil {
				return db.Page[overview.Item]{}, err
			}
			return list.Page, nil
		}, func(i overview.Item) []string {
			return []string{db.Time(i.Opens.At), db.Time(i.Closes.At), i.Title, i.Slug}
		})
		if list, err := f.List(t.Context(), user("partner"), overview.Query{}); err != nil || len(list.Items) != 0 {
			t.Errorf("a partner sees %v, %v", list, err)
		}
	})
}

// An archived consultation leaves the list and stays public. Many are archived at once or none, each
// with an audit entry, and those that are open cannot be.
func TestArchivedConsultationsLeaveTheList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f, by := newFixture(t, d), user(actor.CouncilOrg, actor.Draft)
		f.now = f.now.AddDate(0, 1, 0) // the park has closed
		shown := func(archived bool) string {
			t.Helper()
			list, err := f.List(t.Context(), by, overview.Query{Archived: archived})
			if err != nil {
				t.Fatal(err)
			}
			var all []string
			for _, item := range list.Items {
				all = append(all, item.Slug)
			}
			return strings.Join(all, " ")
		}
		for name, test := range map[string]struct {
			by    actor.Actor
			slugs []string
			kind  fault.Kind
		}{
			"one of them is a draft":   {by, []string{"park", "pool"}, fault.Conflict},
			"none is selected":         {by, nil, fault.Invalid},
			"another organisation":     {user("partner", actor.Draft), []string{"park"}, fault.NotFound},
			"without the capability":   {user(actor.CouncilOrg), []string{"park"}, fault.Forbidden},
			"one of them is not there": {by, []string{"park", "no-such"}, fault.NotFound},
		} {
			if _, err := f.Archive(t.Context(), test.by, test.slugs, false); !fault.Is(err, test.kind) || shown(false) != "park" {
				t.Errorf("%s: %v, shown %q", name, err, shown(false))
			}
		}
		for range 2 { // pressing twice changes nothing more
			if _, err := f.Archive(t.Context(), by, []string{"park"}, false); err != nil {
				t.Fatal(err)
			}
		}
		if shown(false) != "" || shown(true) != "park" {
			t.Errorf("shown %q, archived %q", shown(false), shown(true))
		}
		public, err := f.Drafts.Consults.List(t.Context(), consult.Query{Filter: consult.AllStates})
		if err != nil || len(public.Items) != 1 {
			t.Errorf("the public list has %v, %v", public, err)
		}
		if n, err := f.Archive(t.Context(), by, []string{"park"}, true); err != nil || n != 1 || shown(false) != "park" {
			t.Errorf("moved back: %d, %v, shown %q", n, err, shown(false))
		}
		o, err := f.Get(t.Context(), by, "park", "")
		if err != nil {
			t.Fatal(err)
		}
		acts := map[string]int{}
		for _, e := range o.Events.Items {
			acts[e.Act]++
		}
		if acts["archive-consultation"] != 1 || acts["unarchive-consultation"] != 1 {
			t.Errorf("audit entries %v", acts)
		}
	})
}
