package report

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
)

// oneAssessment is the assessment "lamps", of which version 1 is published.
type oneAssessment struct{}

func (oneAssessment) Version(_ context.Context, _ *db.Tx, ref string, n int64) (v decision.AssessmentVersion, err error) {
	if ref != "lamps" || n != 1 {
		return v, fault.New(fault.NotFound, "There is none.")
	}
	return decision.AssessmentVersion{Ref: ref, Number: n, Title: "Lamps", Published: time.Date(2026, 1, 5, 9, 0, 0,
		0, time.UTC)}, nil
}

func (oneAssessment) VersionPage(context.Context, *db.Tx, string, int) (none db.Page[decision.AssessmentVersion], err error) {
	return none, nil
}

func (oneAssessment) VersionsOf(context.Context, *db.Tx, []string) ([]decision.AssessmentVersion, error) {
	return nil, nil
}

func newService(t *testing.T, d *db.DB) (*Service, *record.Log) {
	t.Helper()
	log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "example.org/record"})
	if err != nil {
		t.Fatal(err)
	}
	past := consult.Definition{Slug: "parks", Title: "Parks", Type: consult.Formal, Opens: "2016-04-25",
		Closes: "2016-05-27", Published: true,
		Text: consult.Text{Summary: "We asked."}, Register: &consult.RegisterEntry{Source: "https://example.org"}}
	if err := (&consult.Service{DB: d, Log: log}).Define(t.Context(), actor.System, past); err != nil {
		t.Fatal(err)
	}
	decisions := &decision.Service{DB: d, Log: log, Assessments: oneAssessment{}, Papers: Papers{}}
	return &Service{DB: d, Decisions: decisions, Members: func(context.Context) ([]Member, error) {
		return []Member{{"ann", "Ann"}, {"bob", "Bob"}}, nil
	}}, log
}

func example() Report {
	return Report{
		Ref: "lighting", Title: "Lighting", Body: "Cabinet", Meeting: time.Date(2026, 7, 6, 0, 0, 0, 0, time.UTC),
		Author: "Head of parks",
		Areas:  []string{"North"}, Purpose: "To decide.", Recommendations: []string{"That it be adopted."},
		Reasons:      "People asked for it.",
		Consultation: "parks", Findings: "People want lights.", Assessments: []string{"lamps#1"},
		Legal: "None.", Finance: "None.", Risk: "None.",
		Options: []Option{{Option: "Lights", Role: Recommended, Effect: "Light.", Why: "It helps."},
			{Option: "Nothing", Role: Nothing, Effect: "Dark."}},
	}
}

// A report compares a recommended option with others and with doing nothing, and says what it means for law, money, risk and
// equality.
func TestReportComparesOptionsWithDoingNothing(t *testing.T) {
	for want, change := range map[string]func(*Report){
		"":                             func(*Report) {},
		"Add the option to do nothing": func(r *Report) { r.Options = r.Options[:1] },
		"Recommend one option only":    func(r *Report) { r.Options = append(r.Options, r.Options[0]) },
		"at least one option besides":  func(r *Report) { r.Options = r.Options[1:] },
		"why the option is recommended": func(r *Report) {
			r.Options = []Option{{"A", Recommended, "B", "",
				""}, r.Options[1]}
		},
		"Enter the legal implications":           func(r *Report) { r.Legal = " " },
		"explain why there is none":              func(r *Report) { r.Assessments = nil },
		"Summarise what people said":             func(r *Report) { r.Findings = "" },
		"Enter the draft text and the amended":   func(r *Report) { r.Amendments = []Amendment{{"dark", "", "Same", "Same"}} },
		"Enter at least one recommendation":      func(r *Report) { r.Recommendations = nil },
		"Enter the date of the meeting":          func(r *Report) { r.Meeting = time.Time{} },
		"Choose what the report says about the ": func(r *Report) { r.Options[0].Role = "best" },
	} {
		r := example()
		change(&r)
		err := r.validate()
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

// Each published version of a report stays as it is, and it is known who received and opened which. A decision that was made on
// a report rests on the versions of assessments that are in it, and on no others.
func TestDecisionRestsOnTheVersionOfTheReportThatWasReceived(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, log := newService(t, d)
		ctx := t.Context()
		define := func(r Report) error {
			_, err := log.Update(ctx, func(tx *db.Tx, w *record.Writer) error {
				return s.DefineIn(ctx, &definition.Loading{Tx: tx, Record: w, By: actor.System}, r)
			})
			return err
		}
		wrong := example()
		wrong.Assessments = []string{"lamps#2"}
		if err := define(wrong); !fault.Is(err, fault.Invalid) {
			t.Errorf("a version of an assessment that is not published: %v", err)
		}
		head := actor.Actor{ID: "head", Org: actor.CouncilOrg, Capabilities: actor.CapabilitiesOf(true, actor.HeadOfService)}
		ann := actor.Actor{ID: "ann", Org: actor.CouncilOrg, Capabilities: actor.CapabilitiesOf(true, actor.Councillor)}
		send := func(want int) {
			t.Helper()
			if n, err := s.Send(ctx, head, "lighting"); n != want || err != nil {
				t.Errorf("sent to %d: %v, want %d", n, err, want)
			}
		}
		changed := example()
		changed.Reasons = "People asked for it twice."
		for _, err := range []error{define(example()), define(example())} {
			if err != nil {
				t.Fatal(err)
			}
		}
		send(2)
		send(0)
		if _, err := s.Send(ctx, ann, "lighting"); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a councillor sends a report: %v", err)
		}
		if ok, err := s.Open(ctx, ann, "lighting", 1); !ok || err != nil {
			t.Errorf("Ann opens version 1: %t, %v", ok, err)
		}
		if err := define(changed); err != nil {
			t.Fatal(err)
		}
		if ok, err := s.Open(ctx, ann, "lighting", 2); ok || err != nil {
			t.Errorf("Ann opens version 2, which she has not received: %t, %v", ok, err)
		}
		err := d.View(ctx, func(tx *db.Tx) error {
			first, err := GetVersion(ctx, tx, "lighting", 1)
			if err != nil || first.Reasons != "People asked for it." {
				t.Errorf("version 1 is %+v, %v", first, err)
			}
			reading, err := ReadingOf(ctx, tx, "ann", "north", "")
			if len(reading.Items) != 1 || !reading.Items[0].Newer || !reading.Items[0].Mine ||
				reading.Items[0].Receipt.OpenedAt.IsZero() {
				t.Errorf("Ann’s reading is %+v", reading.Items)
			}
			if n, countErr := CountUnread(ctx, tx, "bob"); n != 1 || countErr != nil {
				t.Errorf("Bob has %d to read: %v", n, countErr)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		today, err := d.Now(ctx)
		if err != nil {
			t.Fatal(err)
		}
		made := decision.Decision{Ref: "lighting", Title: "Lighting", Body: "Cabinet",
			Date:    today.Add(-24 * time.Hour).Truncate(24 * time.Hour),
			Decided: []string{"Yes."}, Reasons: "Yes.", Report: "lighting#1", Assessments: []string{"lamps#1"}}
		err = s.Decisions.Define(ctx, actor.System, made)
		if err == nil || !strings.Contains(err.Error(), "was published later than the decision") {
			t.Errorf("a decision before the report: %v", err)
		}
		if _, err := log.Update(ctx, func(tx *db.Tx, _ *record.Writer) error {
			_, err := tx.Exec(ctx, `UPDATE report_version SET recorded = $1`, db.Time(time.Date(2026, 1, 6, 0, 0, 0, 0, time.UTC)))
			return err
		}); err != nil {
			t.Fatal(err)
		}
		made.Assessments = []string{"lamps#2"}
		if err := s.Decisions.Define(ctx, actor.System, made); err == nil || !strings.Contains(err.Error(), "not among the documents") {
			t.Errorf("a version of an assessment that is not in the report: %v", err)
		}
		made.Assessments = []string{"lamps#1"}
		if err := s.Decisions.Define(ctx, actor.System, made); err != nil {
			t.Error(err)
		}
	})
}
