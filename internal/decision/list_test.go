package decision

import (
	"fmt"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
)

// The list of decisions is filtered by feedback, body, area, subject and year together, and counts what each filter leaves.
// Its pages, and those of feedback, show each of them once, also if one is added in between and if many are of the same day.
//
// Rows D9 and E8 of docs/faults.md.
func TestDecisionsAreFilteredPageByPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newService(t, d), t.Context()
		consults := &consult.Service{DB: d, Log: s.Log}
		// Of six consultations the first three promised feedback, and feedback on every third says what was done.
		for i := range 6 {
			def := consult.Definition{
				Slug: fmt.Sprintf("c-%d", i), Title: "C", Type: consult.Formal, Opens: "2015-04-25", Closes: "2015-05-27", Published: true,
				Register: &consult.RegisterEntry{Source: "https://example.org"},
			}
			def.Summary, def.Area, def.Subjects = "We ask.", []string{"Môn", "Powys"}[i%2], []string{"Parks", "Roads", "Buses"}[i%3:i%3+1]
			if i < 3 {
				def.Feedback = "2015-08-01"
			}
			if err := consults.Define(ctx, actor.System, def); err != nil {
				t.Fatal(err)
			}
		}
		define := func(ref string, i int) Decision {
			t.Helper()
			n := Decision{
				Ref: ref, Title: "D", Body: []string{"Cabinet", "Council"}[i%2], Date: date(2016+i%2, 7, 1),
				Decided: []string{"Yes."}, Reasons: "It is.", Kind: []Kind{Outcome, Outcome, Outcome, Report}[i%4],
			}
			if i%7 > 0 {
				n.Consultation = fmt.Sprintf("c-%d", i%7-1)
			}
			if err := s.Define(ctx, actor.System, n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		var all []Decision
		for i := range 49 {
			all = append(all, define(fmt.Sprintf("d-%02d", i), i))
		}
		for i := range 6 {
			a := Feedback{
				Consultation: fmt.Sprintf("c-%d", i), Date: date(2016, 8, 1), Asked: "What?", Did: []string{"We did.", "", ""}[i%3], Next: "More.",
			}
			if err := s.DefineFeedback(ctx, actor.System, a); err != nil {
				t.Fatal(err)
			}
		}
		number := func(n Decision) int { return int(n.Consultation[2] - '0') }
		selects := func(q Query, n Decision) bool {
			about := n.Consultation != ""
			answered := about && number(n)%3 == 0
			switch {
			case q.Filter == OnlyWithFeedback && !(answered && n.Kind == Outcome),
				q.Filter == OnlyFeedbackDue && (!about || answered || number(n) > 2 || n.Kind != Outcome),
				q.Area != "" && (!about || q.Area != []string{"mon", "powys"}[number(n)%2]),
				q.Subject != "" && (!about || q.Subject != []string{"parks", "roads", "buses"}[number(n)%3]):
				return false
			}
			return (q.Body == "" || q.Body == n.Body) && (q.Year == 0 || q.Year == n.Date.Year())
		}
		added := 0
		for _, rest := range []Query{
			{Body: "Cabinet"}, {Area: "mon"}, {Subject: "roads"}, {Year: 2017}, {Area: "powys", Subject: "roads", Body: "Cabinet", Year: 2016},
			{Body: "' OR 1=1 --"}, {Subject: "nothing"}, {},
		} {
			for _, f := range Filters {
				q := rest
				q.Filter = f
				want := map[string]bool{}
				for _, n := range all {
					if selects(q, n) {
						want[n.Ref] = true
					}
				}
				for first := true; first || q.At != ""; first = false {
					l, err := s.List(ctx, q)
					if err != nil {
						t.Fatalf("%+v: %v", q, err)
					}
					if l.Feedback != 6 {
						t.Errorf("%+v: feedback on %d consultations, want 6", q, l.Feedback)
					}
					if rest.Area != "" && l.Counts[f] != int64(len(want)) && first {
						t.Errorf("%+v: counted %d, want %d", q, l.Counts[f], len(want))
					}
					for _, n := range l.Items {
						if n.Ref[:2] == "d-" && !want[n.Ref] {
							t.Errorf("%+v: %s is wrong or is there twice", q, n.Ref)
						}
						if f == OnlyFeedbackDue && n.Due != "2015-08-01" || f == OnlyWithFeedback && !n.Answered {
							t.Errorf("%+v: %s has answered %v, due %q", q, n.Ref, n.Answered, n.Due)
						}
						delete(want, n.Ref)
					}
					if q.At = l.Next; q.At != "" && rest == (Query{}) && f == AllDecisions {
						added++
						define(fmt.Sprintf("new-%d", added), 2)
					}
				}
				if len(want) > 0 {
					t.Errorf("%+v: not on any page: %v", q, want)
				}
			}
		}
		seen := 0
		err := d.View(ctx, func(tx *db.Tx) error {
			seen = 0
			return db.Each(func(at string) (db.Page[*Feedback], error) { return ListFeedback(ctx, tx, at) },
				func(*Feedback) error { seen++; return nil })
		})
		if err != nil || seen != 6 {
			t.Errorf("%d feedback, %v", seen, err)
		}
	})
}
