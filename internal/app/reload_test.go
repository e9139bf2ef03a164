package app_test

import (
	"testing"

	"github.com/folkmoot/folkmoot/demo"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/retention"
)

// The demonstration loads its files at every start. Changes by officers neither
// stop it from starting nor are undone.
func TestDefinitionsReloadAfterStaffEdits(t *testing.T) {
	t.Parallel()
	s := newDemoSite(t, "")
	f, ctx := s.app.Services, t.Context()
	const slug = "equality-strategy-2016-2020"
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var id string
	must(s.app.DB.View(ctx, func(tx *db.Tx) error {
		some, err := intake.ListResponses(ctx, tx, slug, intake.Filter{State: intake.Counted}, "", "", 1)
		if err == nil {
			id = some.Items[0].ID
		}
		return err
	}))
	for _, deed := range []struct {
		name string
		do   func() error
	}{
		{"a response is excluded", func() error { return s.app.Moderation().Exclude(ctx, actor.System, slug, id, "test") }},
		{"an answer is corrected", func() error {
			return publishFeedback(ctx, s.app, slug, "What you think.", "What an officer wrote.")
		}},
		{"what is kept for less time", func() error {
			return s.app.Retention().SetRule(
				ctx, actor.System, slug, retention.Rule{Months: 12},
				retention.Rule{What: retention.Texts, Months: 6, Why: "A test."},
			)
		}},
		{"what people said of themselves is deleted", func() error { _, err := s.app.Deleter().DeleteMonitoring(ctx, slug, 0); return err }},
		{"what people wrote is deleted", func() error { _, err := s.app.Deleter().DeleteTexts(ctx, slug, 0); return err }},
		{"a question is corrected", func() error {
			def, err := f.Consult.Definition(ctx, "getting-about")
			if err == nil {
				def.Summary, def.ChangeReason = "What an officer wrote.", "A test."
				err = f.Consult.Define(ctx, actor.System, *def)
			}
			return err
		}},
		{"a consultation is extended", func() error {
			return f.Consult.Extend(ctx, actor.System, "getting-about", "2027-09-30 23:59", "People asked for it.")
		}},
		{"a consultation is closed early", func() error { return f.Consult.CloseEarly(ctx, actor.System, "getting-about", "A test.") }},
		{"a consultation is withdrawn", func() error { return f.Consult.Withdraw(ctx, actor.System, "getting-about", "A test.") }},
	} {
		if err := deed.do(); err != nil {
			t.Errorf("%s: %v", deed.name, err)
			continue
		}
		if _, err := definition.Load(ctx, s.app.Log, demo.Files(), actor.System, s.app.Definitions()); err != nil {
			t.Errorf("after %s: %v", deed.name, err)
		}
	}
	must(s.app.DB.View(ctx, func(tx *db.Tx) error {
		answer, err := decision.GetFeedback(ctx, tx, slug)
		if err == nil && answer.Did != "What an officer wrote." {
			t.Errorf("the answer is undone: %q", answer.Did)
		}
		return err
	}))
	if c, err := f.Consult.Get(ctx, "getting-about"); err != nil || c.Summary != "What an officer wrote." {
		t.Errorf("the consultation is undone: %q, %v", c.Summary, err)
	}
	if _, all, err := f.Analysis.Releases(ctx, slug); err != nil || len(all) != 1 {
		t.Errorf("%d releases, %v", len(all), err)
	}
}
