package decision

import (
	"context"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
)

func date(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// fakeFigures is a release with one published figure and one hidden figure.
func fakeFigures(_ context.Context, _ *db.Tx, ref string) (f analysis.Figure, err error) {
	switch ref {
	case "parks-2016#1/use/yes":
		return analysis.Figure{Text: "62% (412 of 668)", Href: "/consultations/parks-2016/results/1#use"}, nil
	case "parks-2016#1/use/no":
		return f, fault.New(fault.Forbidden, "That figure is hidden.")
	}
	return f, fault.Newf(fault.NotFound, "There is no figure %q.", ref)
}

func newService(t *testing.T, d *db.DB) *Service {
	t.Helper()
	log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "example.org/record"})
	if err != nil {
		t.Fatal(err)
	}
	// A consultation from the register, which closed before the tests' current date.
	past := consult.Definition{
		Slug: "parks-2016", Title: "Parks", Type: consult.Formal, Opens: "2016-04-25", Closes: "2016-05-27", Published: true,
		Text:     consult.Text{Summary: "We asked about parks."},
		Register: &consult.RegisterEntry{Source: "https://example.org"},
	}
	if err := (&consult.Service{DB: d, Log: log}).Define(t.Context(), actor.System, past); err != nil {
		t.Fatal(err)
	}
	plan := action.Definition{Actions: []action.Action{
		{Ref: "benches", What: "Add benches", Who: "Parks team", Due: date(2017, 3, 31), Measure: "Benches"},
		{Ref: "lights", What: "Add lights", Who: "Parks team", Due: date(2017, 3, 31), Measure: "Lights", Issues: []string{"too-dark"}},
	}}
	if err := (&action.Service{DB: d}).Define(t.Context(), actor.System, plan); err != nil {
		t.Fatal(err)
	}
	return &Service{DB: d, Log: log, Figures: fakeFigures}
}

func TestFeedbackHasTheLanguageOfItsDecision(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, welsh := newService(t, d), exampleDecision()
		welsh.Language = "cy"
		if err := s.Define(t.Context(), actor.System, welsh); err != nil {
			t.Fatal(err)
		}
		err := d.View(t.Context(), func(tx *db.Tx) error {
			got, err := Get(t.Context(), tx, welsh.Ref)
			if err != nil {
				return err
			}
			if got.Language != "cy" || got.Feedback.Language != "cy" {
				t.Errorf("the decision is in %q, its feedback in %q", got.Language, got.Feedback.Language)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		welsh.Language = "Welsh, mostly"
		if err := s.Define(t.Context(), actor.System, welsh); !fault.Is(err, fault.Invalid) {
			t.Errorf("an invalid language code: %v", err)
		}
	})
}

func recordSize(t *testing.T, s *Service) int64 {
	t.Helper()
	head, err := s.Log.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return head.Size
}

func exampleDecision() Decision {
	return Decision{
		Ref: "parks-plan", Title: "Parks plan", Body: "Cabinet", Date: date(2016, 7, 6), Consultation: "parks-2016",
		Decided: []string{"That the outcome of the consultation be noted.", "That the plan be adopted."}, Reasons: "People asked for it.",
		Rejected: []Alternative{{"Do nothing", "The paths are not safe."}},
		Received: []Received{{Title: "Equality impact assessment", Version: "2", Date: date(2016, 6, 20), Address: "/documents/eia"}},
		Issues: []Issue{
			{
				Ref:      "too-dark",
				Issue:    "The paths are dark.",
				RaisedBy: "Women, {{figure:parks-2016#1/use/yes}}",
				Response: "We agree.",
				Change:   "Lights come first.",
				Actions:  []string{"benches"},
			},
			{Ref: "dogs", Issue: "No dogs.", RaisedBy: "Parents", Response: "We heard both sides.", NoChange: "The by-law is enough."},
		},
		Feedback: &Feedback{
			Asked: "What should change?",
			Said:  "Lights.\n\nOf you, {{figure:parks-2016#1/use/yes}} use the park.",
			Did:   "We added lights.",
			Next:  "Benches.",
		},
	}
}

func TestDecisionAndEachCorrectionAreRecordedOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(t, d)
		before := recordSize(t, s)
		corrected := exampleDecision()
		corrected.Reasons = "People asked for it, and the paths are not safe."
		for i, test := range []struct {
			def  Decision
			want int64
		}{
			{exampleDecision(), 2}, {exampleDecision(), 2}, {corrected, 3}, {corrected, 3}, {exampleDecision(), 4},
			{corrected, 5},
		} { // restoring an earlier text is a correction too
			if err := s.Define(t.Context(), actor.System, test.def); err != nil {
				t.Fatal(err)
			}
			if got := recordSize(t, s) - before; got != test.want {
				t.Errorf("after definition %d the record has %d more entries, want %d", i, got, test.want)
			}
		}
		err := d.View(t.Context(), func(tx *db.Tx) error {
			got, err := Get(t.Context(), tx, "parks-plan")
			if err != nil || got.Edition != 4 || got.Reasons != corrected.Reasons || got.Feedback == nil || len(got.Issues) != 2 {
				t.Errorf("got %+v, %v", got, err)
			}
			all, err := ForConsultation(t.Context(), tx, "parks-2016")
			if err != nil || len(all) != 1 {
				t.Errorf("got %v, %v", all, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// publishFeedback publishes feedback on the consultation of exampleDecision as a record that was edited in the browser.
func publishFeedback(ctx context.Context, s *Service, did string) error {
	_, err := s.Log.Update(ctx, func(tx *db.Tx, w *record.Writer) error {
		return s.publishFeedback(ctx, &definition.Loading{Tx: tx, Record: w, By: actor.System}, "parks-2016",
			edit.Values{"asked": {"What should change?"}, "did": {did}})
	})
	return err
}

// Loading a definition file again does not undo feedback that officers have published since. If both changed, it is a
// conflict.
func TestDefinitionDoesNotOverwriteStaffFeedback(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newService(t, d), t.Context()
		reply := func(did string) error { return publishFeedback(ctx, s, did) }
		check := func(did string, edition int64) {
			t.Helper()
			if err := d.View(ctx, func(tx *db.Tx) error {
				got, err := GetFeedback(ctx, tx, "parks-2016")
				if err == nil && (got.Did != did || got.Edition != edition || got.Decision != "parks-plan") {
					t.Errorf("edition %d of decision %q has the text %q, want edition %d with %q", got.Edition, got.Decision, got.Did, edition, did)
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(s.Define(ctx, actor.System, exampleDecision()))
		must(reply("We added benches."))
		must(s.Define(ctx, actor.System, exampleDecision()))
		check("We added benches.", 2)
		other := exampleDecision()
		other.Feedback.Did = "We added a pond."
		if err := s.Define(ctx, actor.System, other); !fault.Is(err, fault.Conflict) ||
			!strings.Contains(fault.Message(err), "written in the staff area") {
			t.Errorf("the file and an officer have changed it: %v", err)
		}
		must(reply("We added nothing."))
		must(reply("We added benches.")) // the same text as edition 2, but still a correction of edition 3
		must(s.Define(ctx, actor.System, exampleDecision()))
		check("We added benches.", 4)
	})
}

func TestIssuesAndActionsAreLinkedBothWays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(t, d)
		if err := s.Define(t.Context(), actor.System, exampleDecision()); err != nil {
			t.Fatal(err)
		}
		err := d.View(t.Context(), func(tx *db.Tx) error {
			got, err := Get(t.Context(), tx, "parks-plan")
			if err != nil {
				return err
			}
			issues, err := s.Issues(t.Context(), tx, got)
			if err != nil {
				return err
			}
			// The issue names the first action. The second action names the issue.
			if w := issues[0].LinkedActions; len(w) != 2 || w[0].Ref != "benches" || w[1].Ref != "lights" {
				t.Errorf("the issue links to %v", w)
			}
			if len(issues[1].LinkedActions) != 0 {
				t.Errorf("the other issue links to %v", issues[1].LinkedActions)
			}
			for action, named := range map[string][]string{"benches": nil, "lights": {"too-dark"}} {
				issues, err := IssuesForAction(t.Context(), tx, action, named)
				if err != nil || len(issues) != 1 || issues[0].Ref != "too-dark" || issues[0].Decision != "parks-plan" {
					t.Errorf("action %s has the issues %v, %v", action, issues, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestFiguresInFeedbackAreComputedAndLinked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(t, d)
		if err := s.Define(t.Context(), actor.System, exampleDecision()); err != nil {
			t.Fatal(err)
		}
		err := d.View(t.Context(), func(tx *db.Tx) error {
			a, err := GetFeedback(t.Context(), tx, "parks-2016")
			if err != nil {
				return err
			}
			rendered, err := s.RenderFeedback(t.Context(), tx, a)
			want := Prose{
				{{Text: "Lights."}},
				{{Text: "Of you, "}, {"62% (412 of 668)", "/consultations/parks-2016/results/1#use"}, {Text: " use the park."}},
			}
			if !reflect.DeepEqual(rendered.Said, want) || rendered.Title != "Parks" {
				t.Errorf("got %+v", rendered)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestInvalidDecisionsAreRejected(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(t, d)
		for _, test := range []struct {
			name  string
			spoil func(*Decision)
			say   string
		}{
			{"dated before the consultation", func(d *Decision) { d.Date = date(2016, 4, 1); d.Received = nil }, "closed on 27 May 2016"},
			{"dated on the closing day", func(d *Decision) { d.Date = date(2016, 5, 27); d.Received = nil }, "closed on 27 May 2016"},
			{"with feedback dated before the closing day", func(d *Decision) { d.Feedback.Date = date(2016, 5, 1) }, "closed on 27 May 2016"},
			{"dated in the future", func(d *Decision) { d.Date = dbtest.Now.AddDate(0, 1, 0) }, "in the future"},
			{"based on a later assessment", func(d *Decision) { d.Received[0].Date = date(2016, 7, 7) }, "is later than the decision"},
			{"based on unpublished results", func(d *Decision) { d.Release = "parks-2016#1" }, "not published"},
			{"with a figure that does not exist", func(d *Decision) { d.Feedback.Did = "{{figure:parks-2016#2/use/yes}}" }, "There is no figure"},
			{"with a hidden figure", func(d *Decision) { d.Issues[0].Response = "{{figure:parks-2016#1/use/no}}" }, "hidden"},
			{"with braces that are no figure", func(d *Decision) { d.Feedback.Said = "{{ .Number }}" }, "is not a figure"},
			{"with unclosed braces", func(d *Decision) { d.Feedback.Said = "{{figure:parks-2016#1/use/yes" }, "is not a figure"},
			{"without reasons", func(d *Decision) { d.Reasons = "" }, "Enter the reasons"},
			{"without a decision", func(d *Decision) { d.Decided = nil }, "what was decided"},
			{"with an issue without a response", func(d *Decision) { d.Issues[1].NoChange = "" }, "or why nothing changed"},
			{"with an issue that refers to a missing action", func(d *Decision) { d.Issues[0].Actions = []string{"x"} }, `"x"`},
			{"with words of a strategy that does not exist", func(d *Decision) {
				d.Issues[0].Document, d.Issues[0].Words = "/strategies/x#adopted", "lights on every path"
			}, "no strategy"},
			{"with words but without a version", func(d *Decision) {
				d.Issues[0].Document, d.Issues[0].Words = "/strategies/x", "lights"
			}, "must name the version"},
			{"with a question that was not asked", func(d *Decision) { d.Issues[0].Questions = []string{"q"} }, `"q"`},
			{"about a missing consultation", func(d *Decision) { d.Consultation = "x" }, `"x"`},
			{
				"with feedback that says nothing about what was or will be done",
				func(d *Decision) { d.Feedback.Did, d.Feedback.Next = "", "" }, "what happens next",
			},
		} {
			def := exampleDecision()
			test.spoil(&def)
			err := s.Define(t.Context(), actor.System, def)
			if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Message(err), test.say) {
				t.Errorf("%s: %v", test.name, err)
			}
		}
		approval := exampleDecision()
		approval.Kind, approval.Date, approval.Received, approval.Issues, approval.Feedback = Approval, date(2016, 3, 1), nil, nil, nil
		if err := s.Define(t.Context(), actor.System, approval); err != nil {
			t.Errorf("an approval dated before the consultation: %v", err)
		}
		publisher := actor.Actor{Capabilities: []actor.Capability{actor.Publish}}
		if err := s.Define(t.Context(), publisher, exampleDecision()); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a publisher can record a decision: %v", err)
		}
	})
}

func TestMonthPrecisionIsEnoughForOldConsultations(t *testing.T) {
	closes, err := consult.ParseCivilTime("2016-05", "")
	if err != nil {
		t.Fatal(err)
	}
	c := &consult.Consultation{Closes: closes}
	for date, want := range map[time.Time]bool{date(2016, 4, 30): false, date(2016, 5, 1): true, date(2016, 6, 1): true} {
		if got := checkDatedAfterClose(c, date) == nil; got != want {
			t.Errorf("%s: %t", date.Format(time.DateOnly), got)
		}
	}
}

func TestChangesOfDecisionsAreAudited(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newService(t, d), t.Context()
		for range 2 {
			if err := s.Define(ctx, actor.System, exampleDecision()); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 {
			if err := publishFeedback(ctx, s, "We added benches."); err != nil {
				t.Fatal(err)
			}
		}
		err := d.View(ctx, func(tx *db.Tx) error {
			for filter, want := range map[audit.Filter]int{
				{Act: "record-decision", SubjectKind: "decision", Subject: "parks-plan"}:      1,
				{Act: "publish-feedback", SubjectKind: "consultation", Subject: "parks-2016"}: 2,
			} {
				if entries, err := audit.List(ctx, tx, actor.System, filter); err != nil || len(entries.Items) != want {
					t.Errorf("%s has %d entries, want %d: %v", filter.Act, len(entries.Items), want, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// From a question there is a way to the issues and the feedback that quote its figures.
//
// Row E6 of docs/faults.md.
func TestFigureUsesNameTheQuestion(t *testing.T) {
	uses := map[string][]FigureUse{}
	issue := FigureUse{Text: "The paths are dark.", Path: "/decisions/d#issue-dark"}
	addUses(uses, "parks", []string{
		"{{figure:parks#1/use/daily}} use the park and {{figure:parks#2/use/never}} never do.", "{{figure:parks#1/rate/paths/good}} said so.",
		"{{figure:parks#1/responses}} responses, and {{figure:buses#1/late/yes}} elsewhere. {{figure:broken",
	}, issue)
	if len(uses) != 2 || len(uses["use"]) != 1 || len(uses["rate"]) != 1 || uses["use"][0] != issue {
		t.Errorf("%+v", uses)
	}
	for text, want := range map[string]string{
		"The paths are dark. {{figure:parks#1/use/daily}} said so. We agree.": "The paths are dark. We agree.",
		"Dark paths": "Dark paths", "{{figure:parks#1/use/daily}} said so": "… said so",
	} {
		if got := WithoutFigures(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
