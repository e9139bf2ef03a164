package decision

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// fakeAssessments are assessments by the key of their version.
type fakeAssessments map[string]AssessmentVersion

func (f fakeAssessments) Version(_ context.Context, _ *db.Tx, ref string, number int64) (AssessmentVersion, error) {
	v := AssessmentVersion{Ref: ref, Number: number}
	if v, ok := f[v.Key()]; ok {
		return v, nil
	}
	return v, fault.New(fault.NotFound, "There is no such assessment.")
}

func (f fakeAssessments) VersionPage(context.Context, *db.Tx, string, int) (page db.Page[AssessmentVersion], err error) {
	page.Items = slices.Collect(maps.Values(f))
	return page, nil
}

func (f fakeAssessments) VersionsOf(_ context.Context, _ *db.Tx, refs []string) (all []AssessmentVersion, err error) {
	for _, v := range f {
		if slices.Contains(refs, v.Ref) {
			all = append(all, v)
		}
	}
	return all, nil
}

func assessments(versions ...AssessmentVersion) fakeAssessments {
	f := fakeAssessments{}
	for _, v := range versions {
		f[v.Key()] = v
	}
	return f
}

// restingOn is a decision of 6 July 2016 whose makers received one version of an assessment, and which rests on another.
func restingOn(received, basis string) Decision {
	d := exampleDecision()
	d.Received = []Received{{Title: "Assessment", Assessment: received}}
	if basis != "" {
		d.Assessments = []string{basis}
	}
	return d
}

// A decision that rests on an assessment which was published later or was only planned, or on another version than the one
// received, is refused.
//
// Row E5 of docs/faults.md.
func TestDecisionRestsOnTheAssessmentThatWasReceivedBefore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newService(t, d), t.Context()
		at := func(text string) time.Time {
			at, err := time.Parse("2006-01-02 15:04", text)
			if err != nil {
				t.Fatal(err)
			}
			return at
		}
		s.Assessments = assessments(
			AssessmentVersion{Ref: "lamps", Number: 1, Title: "Lamps", Published: at("2016-06-01 09:00")},
			AssessmentVersion{Ref: "lamps", Number: 2, Title: "Lamps", Published: at("2016-07-06 08:00")},
			AssessmentVersion{Ref: "lamps", Number: 3, Title: "Lamps", Published: at("2016-07-07 09:00")},
			AssessmentVersion{Ref: "loos", Number: 1, Title: "Toilets", Published: at("2016-06-01 09:00"), Unmade: true},
		)
		for _, test := range []struct {
			name, received, basis, time, want string
		}{
			{"a version that was not published", "lamps#9", "", "", "There is no published version 9"},
			{"a later version", "lamps#3", "lamps#3", "", "was published later than the decision, on 7 July 2016"},
			{"a version of the same day without a time", "lamps#2", "lamps#2", "", "enter the time of the decision"},
			{"a version of the same day, later", "lamps#2", "lamps#2", "08:59", "was published later than the decision"}, // 7:59 UTC
			{"another version than the one received", "lamps#1", "lamps#2", "14:00", "not among the documents that the meeting received"},
			{"no time of day", "lamps#1", "lamps#1", "noon", "like 14:30"},
			{"a version of the same day, earlier", "lamps#2", "lamps#2", "14:00", ""},
			{"an earlier version", "lamps#1", "lamps#1", "", ""},
			{"a version that was only received", "lamps#1", "", "", ""},
			{"an assessment that was only planned", "loos#1", "loos#1", "", "there is no assessment yet"},
			{"a plan that was only received", "loos#1", "", "", ""},
		} {
			def := restingOn(test.received, test.basis)
			def.Time = test.time
			err := s.Define(ctx, actor.System, def)
			if test.want == "" && err != nil || test.want != "" && (!fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("%s: %v, want %q", test.name, err, test.want)
			}
		}
	})
}

// The database refuses by itself a decision that rests on a later assessment, or on one that was not received.
//
// Row E5 of docs/faults.md.
func TestDatabaseRefusesALaterAssessmentAndOneThatWasNotReceived(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newService(t, d), t.Context()
		s.Assessments = assessments(AssessmentVersion{Ref: "lamps", Number: 1, Title: "Lamps", Published: date(2016, 6, 1)})
		if err := s.Define(ctx, actor.System, restingOn("lamps#1", "lamps#1")); err != nil {
			t.Fatal(err)
		}
		made := db.Time(date(2016, 7, 5).Add(23 * time.Hour)) // midnight of 6 July in summer time
		for _, test := range []struct {
			name, insert string
			args         []any
			refused      bool
		}{
			{"later than the decision", insertReceived, []any{"lamps", 2, made, db.Time(date(2016, 7, 6))}, true},
			{"dated as if the decision were later", insertReceived, []any{"lamps", 2, db.Time(date(2017, 1, 1)), db.Time(date(2016, 7, 6))}, true},
			{"not received", insertBasis, []any{"paths", 1}, true},
			{"another version than received", insertBasis, []any{"lamps", 2}, true},
			{"earlier", insertReceived, []any{"paths", 1, made, db.Time(date(2016, 7, 1))}, false},
			{"received", insertBasis, []any{"paths", 1}, false},
		} {
			err := d.Update(ctx, func(tx *db.Tx) error {
				_, err := tx.Exec(ctx, test.insert, test.args...)
				return err
			})
			if (err != nil) != test.refused {
				t.Errorf("%s: %v, refused should be %t", test.name, err, test.refused)
			}
		}
		err := d.View(ctx, func(tx *db.Tx) error {
			resting, err := RestingOn(ctx, tx, "lamps")
			if len(resting) != 1 || resting[0].Ref != "parks-plan" {
				t.Errorf("the decisions that rest on the assessment are %v", resting)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

const (
	insertReceived = `INSERT INTO decision_received (decision, edition, assessment, version, made_at, published_at)
		VALUES ('parks-plan', 1, $1, $2, $3, $4)`
	insertBasis = `INSERT INTO decision_basis (decision, edition, assessment, version) VALUES ('parks-plan', 1, $1, $2)`
)

// A record of due regard has evidence for every principle that the courts had stated by then, and names who decided and the
// assessments on which the decision rests, so that it cannot be given by an assessment that is made later. Rows R3 and F1 of
// docs/credibility.md.
func TestDueRegardCoversEveryPrinciple(t *testing.T) {
	whole := exampleDecision()
	whole.Makers, whole.DueRegard, whole.Assessments = []string{"The Leader"}, map[string]string{}, []string{"lamps#1"}
	for _, p := range Principles {
		whole.DueRegard[p.Code] = "Minute 12."
	}
	check := func(name, want string, change func(*Decision)) {
		d := whole
		d.DueRegard = maps.Clone(whole.DueRegard)
		change(&d)
		err := d.prepare()
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
	check("complete", "", func(*Decision) {})
	check("none", "", func(d *Decision) { d.DueRegard = nil })
	check("a gap", "Enter the evidence for “They weighed equality against other reasons”", func(d *Decision) { d.DueRegard["weight"] = " " })
	check("no assessment", "Choose the impact assessments that the decision rests on", func(d *Decision) { d.Assessments = nil })
	check("no assessment, as it was published then", "", func(d *Decision) { d.Assessments, d.AsPublished = nil, true })
	check("no makers", "Enter who made the decision", func(d *Decision) { d.Makers = nil })
	check("another code", `"luck" is not a principle`, func(d *Decision) { d.DueRegard["luck"] = "Yes." })
	check("before Bracking", "", func(d *Decision) {
		d.Date, d.Received = date(2010, 3, 1), nil
		delete(d.DueRegard, "weight")
	})
	if n := len(whole.Principles()); n != 11 {
		t.Errorf("there are %d principles, want 11", n)
	}
}
