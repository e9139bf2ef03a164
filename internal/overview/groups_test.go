package overview_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/overview"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/reach"
	"github.com/folkmoot/folkmoot/survey"
)

// bridge asks where people live and equality questions, and is open until long after dbtest.Now.
func bridge() consult.Definition {
	def := park
	def.Slug, def.Title, def.Closes, def.AreaQuestion = "bridge", "The bridge", "2026-06-30 09:30", "district"
	f := form("standard")
	f.Pages[0].Questions = append(f.Pages[0].Questions, survey.Question{
		ID: "district", Kind: survey.Dropdown, Text: "Where do you live?", PreferNotToSay: true,
		Options: []survey.Option{{ID: "north", Text: "North"}, {ID: "south", Text: "South"}, {ID: "west", Text: "West"}},
	})
	def.Forms = []survey.Form{f}
	def.Monitoring = &consult.Monitoring{
		Questions: []string{"age", "sex", "health-condition", "activity-limitation", "ethnic-group"},
		Purpose:   "To see whom we reach.", PolicyDocument: "APD 1",
	}
	return def
}

// arrive imports n responses to the bridge, with random answers, and counts those of sex.
func (f *fixture) arrive(rng *rand.Rand, n int, women *int64) {
	f.t.Helper()
	day := f.now.Format("2006-01-02")
	var file strings.Builder
	file.WriteString("row,channel,edition,day,status,use,district,answer-equality-questions," +
		"age,sex,health-condition,activity-limitation,ethnic-group\n")
	for range n {
		one := func(all ...string) string { return all[rng.IntN(len(all))] }
		sex, condition, limitation := one("female", "male"), one("yes", "no", "no"), ""
		if condition == "yes" {
			limitation = one("a-lot", "a-little", "not-at-all")
		}
		if sex == "female" {
			*women++
		}
		fmt.Fprintf(&file, "%d,web,standard,%s,,yes,%s,yes,%s,%s,%s,%s,%s\n", rng.Uint64(), day, one("north", "south", "south"),
			one("age-25-34", "age-65-74"), sex, condition, limitation, one("white-british", "white-irish", "asian-indian"))
	}
	if _, err := f.intake.Import(f.t.Context(), actor.System, "bridge", strings.NewReader(file.String())); err != nil {
		f.t.Fatal(err)
	}
}

// tomorrow is the next day, on which CountGroups runs twice.
func (f *fixture) tomorrow() {
	f.t.Helper()
	f.now = f.now.AddDate(0, 0, 1)
	for range 2 {
		if err := f.CountGroups(f.t.Context()); err != nil {
			f.t.Fatal(err)
		}
	}
}

func (f *fixture) groups() *overview.Groups {
	f.t.Helper()
	o, err := f.Get(f.t.Context(), user(actor.CouncilOrg), "bridge", "")
	if err != nil {
		f.t.Fatal(err)
	}
	return o.Numbers.Groups
}

// While a consultation is open, staff see at least how many people have responded from each area and equality group,
// from the first responses on. The numbers are rounded down, leave room for other answers, never become smaller and
// change at most once a day, after many more responses.
//
// Row C10 of docs/faults.md.
func TestGroupsWhileAConsultationIsOpen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f, rng, women := newFixture(t, d), rand.New(rand.NewPCG(10, 30)), int64(0)
		for _, area := range []string{"no-such", "age"} {
			wrong := bridge()
			wrong.AreaQuestion = area
			if err := f.Drafts.Consults.Define(t.Context(), actor.System, wrong); !fault.Is(err, fault.Invalid) {
				t.Errorf("area-question: %s: %v", area, err)
			}
		}
		if err := f.Drafts.Consults.Define(t.Context(), actor.System, bridge()); err != nil {
			t.Fatal(err)
		}
		f.tomorrow()
		if g := f.groups(); g.Day != "" || len(g.Tables) != 0 || g.Next != 50 {
			t.Errorf("without responses: %+v", g)
		}
		last, received := overview.Groups{Next: 50}, 0
		for _, step := range []struct {
			arrive  int
			counted bool
		}{{49, false}, {1, true}, {49, false}, {1, true}, {60, true}, {0, false}, {200, true}, {80, false}, {30, true}} {
			f.arrive(rng, step.arrive, &women)
			received += step.arrive
			f.tomorrow()
			g := *f.groups()
			if counted := g.Day == f.now.Format("2006-01-02"); counted != step.counted || counted && g.Received != int64(received) {
				t.Fatalf("after %d responses: %+v", received, g)
			}
			if !step.counted && !reflect.DeepEqual(g, last) {
				t.Errorf("not counted again, and shows %+v after %+v", g, last)
			}
			checkGroups(t, &last, &g)
			if shown := find(g, "sex", "female"); shown > women {
				t.Errorf("at least %d of %d women", shown, women)
			}
			last = g
		}
		f.arrive(rng, 300, &women) // and once more on the same day
		if err := f.CountGroups(t.Context()); err != nil || !reflect.DeepEqual(*f.groups(), last) {
			t.Errorf("counted twice a day: %+v, %v", f.groups(), err)
		}
		if shown := find(last, "sex", "female"); shown < women/4 {
			t.Errorf("at least %d of %d women is of no use", shown, women)
		}
		ids := ""
		for _, table := range last.Tables {
			ids += table.ID + " "
		}
		if ids != "district age sex disability ethnic-group " || find(last, "ethnic-group", "asian") == 0 ||
			find(last, "disability", "disabled") == 0 {
			t.Errorf("tables %s: %+v", ids, last)
		}
	})
}

func find(g overview.Groups, table, group string) int64 {
	for _, t := range g.Tables {
		for _, one := range t.Groups {
			if t.ID == table && one.ID == group {
				return one.AtLeast
			}
		}
	}
	return 0
}

// checkGroups compares what is shown with what was shown before.
func checkGroups(t *testing.T, before, now *overview.Groups) {
	t.Helper()
	for i, table := range now.Tables {
		grown := int64(0)
		for j, g := range table.Groups {
			was := int64(0)
			if len(before.Tables) > 0 {
				was = before.Tables[i].Groups[j].AtLeast
			}
			if g.AtLeast%10 != 0 || g.AtLeast < was {
				t.Errorf("%s, %s: %d after %d", table.ID, g.ID, g.AtLeast, was)
			}
			grown += g.AtLeast - was
		}
		if grown > 0 && now.Received-before.Received-grown < 20 {
			t.Errorf("%s grew by %d after %d more responses", table.ID, grown, now.Received-before.Received)
		}
	}
}

// Responses that are withdrawn or excluded after they were counted change no number of a group, so that the next count
// does not show what one person answered. Once results are released, the numbers are gone.
//
// Row C10 of docs/faults.md.
func TestGroupsDoNotShowWhoWithdrew(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f, rng, women := newFixture(t, d), rand.New(rand.NewPCG(11, 30)), int64(0)
		if err := f.Drafts.Consults.Define(t.Context(), actor.System, bridge()); err != nil {
			t.Fatal(err)
		}
		f.arrive(rng, 120, &women)
		f.tomorrow()
		before := f.groups()
		if err := d.Update(t.Context(), func(tx *db.Tx) error {
			if _, err := tx.Exec(t.Context(), `DELETE FROM intake_monitoring`); err != nil {
				return err
			}
			_, err := tx.Exec(t.Context(), `UPDATE intake_response SET state = 'withdrawn', answers = '' WHERE consultation = 'bridge'`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		f.arrive(rng, 50, &women)
		f.tomorrow()
		now := f.groups()
		if len(now.Tables) != len(before.Tables) {
			t.Errorf("%d tables", len(now.Tables))
		}
		if now.Day == before.Day || find(*now, "sex", "female") < find(*before, "sex", "female") {
			t.Errorf("%+v after %+v", now, before)
		}
		if err := d.Update(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE intake_response SET state = 'excluded', reason = 'duplicate' WHERE answers <> ''`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		f.arrive(rng, 50, &women)
		f.tomorrow()
		checkGroups(t, now, f.groups())
		now = f.groups()
		for _, area := range []string{"", "district"} { // not counted for a while
			def := bridge()
			def.AreaQuestion, def.ChangeReason = area, "A test of "+area+"."
			if err := f.Drafts.Consults.Define(t.Context(), actor.System, def); err != nil {
				t.Fatal(err)
			}
			f.arrive(rng, 75, &women)
			f.tomorrow()
			if has := slices.ContainsFunc(f.groups().Tables, func(g overview.GroupTable) bool { return g.ID == "district" }); has != (area != "") {
				t.Errorf("with the question %q: %+v", area, f.groups())
			}
		}
		checkGroups(t, now, f.groups())
		if err := d.Update(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `INSERT INTO analysis_release (consultation, number, content, checksum, roll, reason, released_at)
				VALUES ('bridge', 1, '', '', '', '', '2026-07-01T00:00:00.000Z')`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if g := f.groups(); g != nil {
			t.Errorf("beside the results: %+v", g)
		}
	})
}

// Numbers of groups are beside those of the population of the area, if it has figures for the same groups, and not if some
// of them are missing.
//
// Row C10 of docs/faults.md.
func TestGroupsAreComparedWithThePopulation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f, rng, women := newFixture(t, d), rand.New(rand.NewPCG(12, 30)), int64(0)
		def := bridge()
		def.Area = "Leicestershire"
		if err := f.Drafts.Consults.Define(t.Context(), actor.System, def); err != nil {
			t.Fatal(err)
		}
		f.arrive(rng, 60, &women)
		f.tomorrow()
		folder := fstest.MapFS{
			"places.yaml": {Data: []byte(`places:
  - {ref: county, code: E1, name: Leicestershire, kind: county}
  - {ref: east, code: E2, name: East, kind: district, within: county}
`)},
			"figures/all.yaml": {Data: []byte(`tables:
  - {ref: sex, title: Sex, measure: parts, source: A table, date: 2021-03-21,
     compare: [{question: sex, groups: {Women: female, Men: male}}],
     columns: {place: code, category: group, values: [people], only: topic, is: Sex}, figures: "file:../counts.csv"}
  - {ref: age, title: Age, measure: parts, source: Counts, date: 2021-03-21,
     compare: [{question: age, groups: {0-4: age-0-15, 5-9: age-0-15}}, {question: district, places: {county: everywhere, east: east}}],
     columns: {place: code, category: group, values: [people], only: topic, is: Age}, figures: "file:../counts.csv"}
`)},
			"counts.csv": {Data: []byte("code,topic,group,people\nE1,Sex,Women,51\nE1,Sex,Men,49\n" +
				"E1,Age,0-4,30\nE1,Age,5-9,12\nE2,Age,5-9,100\n")},
		}
		kinds := (&place.Service{DB: d}).Definitions()
		if _, err := definition.Load(t.Context(), f.intake.Log, folder, actor.System, kinds); err != nil {
			t.Fatal(err)
		}
		for _, table := range f.groups().Tables {
			got := int64(0)
			if table.Residents != nil {
				got = table.Residents.Total()
			}
			if want := map[string]int64{"sex": 100}[table.ID]; got != want {
				t.Errorf("%s: %d people, want %d: %+v", table.ID, got, want, table.Residents)
			}
		}
	})
}

// A group that is far below its share of affected users is named, with what was done since the count before and what has changed, and
// in “My work” of those who write it when the consultation closes soon. Other organisations see nothing.
func TestGroupsFarBelowTheirShareAreNamedWithWhatWasDone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f, rng, women := newFixture(t, d), rand.New(rand.NewPCG(12, 31)), int64(0)
		if err := f.Drafts.Consults.Define(t.Context(), actor.System, bridge()); err != nil {
			t.Fatal(err)
		}
		f.arrive(rng, 60, &women)
		f.tomorrow()
		before := f.now
		f.now = f.now.AddDate(0, 0, 2)
		if _, err := definition.Load(t.Context(), f.intake.Log, fstest.MapFS{
			"affected-users/bridge.yaml": {Data: []byte("consultation: bridge\nsource: Passes\ndate: 2026-01-31\ncounted: people with a pass\n" +
				"groups:\n  - {question: district, group: north, people: 300}\n  - {question: district, group: south, people: 300}\n" +
				"  - {question: district, group: west, people: 400}\n")},
			"engagement/bridge.yaml": {Data: []byte(fmt.Sprintf("consultation: bridge\nacts:\n"+
				"  - {date: %s, method: drop-in, groups: [district/west], what: A drop-in, who: Roads team}\n"+
				"  - {date: %s, method: outreach, groups: [sex/female], what: Visits, who: Roads team}\n",
				f.now.Format("2006-01-02"), f.now.Format("2006-01-02")))},
		}, actor.System, reach.Definitions()); err != nil {
			t.Fatal(err)
		}
		f.arrive(rng, 60, &women)
		f.tomorrow()
		h, err := f.Heard(t.Context(), user(actor.CouncilOrg), "bridge")
		if err != nil {
			t.Fatal(err)
		}
		if len(h.Unheard) != 1 || h.Unheard[0].Group.ID != "west" || h.Unheard[0].Share != 0.4 || len(h.Unheard[0].Acts) != 1 {
			t.Fatalf("%+v", h.Unheard)
		}
		if a := h.Unheard[0].Acts[0]; a.Counted != before.Format("2006-01-02") || a.Before != 0 || a.Method != reach.DropIn {
			t.Errorf("what was done: %+v", a)
		}
		if len(h.Others) != 1 || h.Others[0].Method != reach.Outreach {
			t.Errorf("also done: %+v", h.Others)
		}
		if _, err := f.Heard(t.Context(), user("partner"), "bridge"); !fault.Is(err, fault.NotFound) {
			t.Errorf("another organisation: %v", err)
		}
		closing := func(by actor.Actor) (n int) {
			t.Helper()
			if err := d.View(t.Context(), func(tx *db.Tx) error {
				all, err := overview.ClosingUnheard(t.Context(), tx, by, f.now)
				n = len(all)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return n
		}
		if n := closing(user(actor.CouncilOrg, actor.Draft)); n != 0 {
			t.Errorf("%d consultations close soon long before they do", n)
		}
		f.now = dbtest.Now.AddDate(0, 3, 20)
		if n := closing(user(actor.CouncilOrg, actor.Draft)); n != 1 {
			t.Errorf("%d consultations close soon, want 1", n)
		}
		if n := closing(user("partner", actor.Draft)); n != 0 {
			t.Errorf("another organisation is told of %d", n)
		}
	})
}
