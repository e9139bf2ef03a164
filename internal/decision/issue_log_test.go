package decision

import (
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
)

func defineLog(t *testing.T, s *Service, issues ...Issue) error {
	t.Helper()
	_, err := s.Log.Update(t.Context(), func(tx *db.Tx, w *record.Writer) error {
		return s.DefineIssuesIn(t.Context(), &definition.Loading{Tx: tx, Record: w, By: actor.System},
			IssueLog{Consultation: "parks-2016", Issues: issues})
	})
	return err
}

// The key issues of a consultation are public before a decision. One without an answer says who will answer and by when, and
// waits until it has one. The decision shows them with its own.
func TestKeyIssuesWithoutAnAnswerAreShownUntilTheyHaveOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newService(t, d), t.Context()
		waiting := Issue{Ref: "mud", Issue: "The paths are muddy.", RaisedBy: "{{figure:parks-2016#1/use/yes}}",
			Sources: []Channel{FromLetters, FromEvents}, Owner: "Head of parks", Due: date(2016, 8, 1)}
		nameless := waiting
		nameless.Owner = ""
		if err := defineLog(t, s, nameless); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "who will respond and by when") {
			t.Errorf("without an owner: %v", err)
		}
		if err := defineLog(t, s, Issue{Ref: "mud", Issue: "Mud.", RaisedBy: "All", Response: "True."}); !fault.Is(err, fault.Invalid) {
			t.Errorf("an answer without what changed: %v", err)
		}
		answered := waiting
		answered.Response, answered.NoChange = "We know.", "There is no money."
		for _, step := range []struct {
			issue      Issue
			unanswered []Unanswered
			entries    int64
		}{
			{waiting, []Unanswered{{"parks-2016", 1, "2016-08-01"}}, 1},
			{waiting, []Unanswered{{"parks-2016", 1, "2016-08-01"}}, 0},
			{answered, nil, 1},
		} {
			size := recordSize(t, s)
			if err := defineLog(t, s, step.issue); err != nil {
				t.Fatal(err)
			}
			if n := recordSize(t, s) - size; n != step.entries {
				t.Errorf("%d entries in the public record, want %d", n, step.entries)
			}
			err := d.View(ctx, func(tx *db.Tx) error {
				all, err := CountUnanswered(ctx, tx)
				if !slices.Equal(all, step.unanswered) {
					t.Errorf("without an answer: %v, want %v", all, step.unanswered)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Define(ctx, actor.System, exampleDecision()); err != nil {
			t.Fatal(err)
		}
		err := d.View(ctx, func(tx *db.Tx) error {
			made, err := Get(ctx, tx, "parks-plan")
			if err != nil {
				return err
			}
			issues, err := made.AllIssues(ctx, tx)
			if n := len(made.Issues); len(issues) != n+1 || issues[n].Path() != "/consultations/parks-2016/key-issues#issue-mud" {
				t.Errorf("the decision shows %+v", issues)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
