package moderation_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/moderation/moderationtest"
	"github.com/folkmoot/folkmoot/internal/retention"
)

// A definition sets retention periods and publishing settings. Loading it again
// changes nothing, and it never undoes later changes made in the staff area.
func TestDefinitionSetsRetentionAndPublishing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		consults := &consult.Service{DB: d, Log: h.Log, CountResponses: intake.Count,
			Policies: []consult.ResponsePolicies{h.Retention, h.Service}}
		def := moderationtest.Park
		step := 0
		load := func(by actor.Actor) error {
			return consults.Define(ctx, by, def)
		}
		change := func() { // a published consultation needs a reason for each change
			step++
			def.ChangeReason = strings.Repeat("Again. ", step)
		}
		rules := func() map[string]retention.Rule {
			t.Helper()
			got := map[string]retention.Rule{}
			if err := d.View(ctx, func(tx *db.Tx) error {
				for _, category := range retention.Categories {
					due, err := h.Retention.DueItem(ctx, tx, officer, "park", category.What)
					if err != nil {
						return err
					}
					if due.Why != "" {
						got[due.What] = due.Rule
					}
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			return got
		}
		publishing := func() (p *moderation.PublishingSettings) {
			t.Helper()
			if err := d.View(
				ctx, func(tx *db.Tx) (err error) { p, err = moderation.GetPublishingSettings(ctx, tx, "park"); return err },
			); err != nil {
				t.Fatal(err)
			}
			return p
		}
		for name, bad := range map[string]struct {
			retention  []consult.RetentionRule
			publishing *consult.PublishingRules
			says       string
		}{
			"unknown category": {[]consult.RetentionRule{{What: "coffee", Months: 1, Why: "x"}}, nil, `"coffee"`},
			"twice": {
				[]consult.RetentionRule{{What: "words", Months: 1, Why: "x"}, {What: "words", Months: 2, Why: "x"}}, nil, "twice",
			},
			"too long":   {[]consult.RetentionRule{{What: "contacts", Months: 25, Why: "x"}}, nil, "up to 24 months"},
			"no period":  {[]consult.RetentionRule{{What: "contacts", Why: "x"}}, nil, "up to 24 months"},
			"no reason":  {[]consult.RetentionRule{{What: "contacts", Months: 2}}, nil, "Enter why"},
			"no texts":   {nil, &consult.PublishingRules{}, "at least one"},
			"a postcode": {nil, &consult.PublishingRules{TextQuestions: []string{"where"}}, "own words"},
			"incomplete organisation settings": {
				nil,
				&consult.PublishingRules{
					TextQuestions: []string{"why"},
					Organisations: &consult.OrganisationRules{NameQuestion: "name"},
				},
				"select both",
			},
			"name published as an answer": {
				nil,
				&consult.PublishingRules{
					TextQuestions: []string{"why", "name"},
					Organisations: &consult.OrganisationRules{
						OnBehalf: consult.AnswerRef{Question: "for", Answer: "org"}, NameQuestion: "name",
					},
				},
				"cannot also be published as an answer",
			},
		} {
			def.Retention, def.Publishing = bad.retention, bad.publishing
			change()
			if err := load(actor.System); !fault.Is(err, fault.Invalid) ||
				!strings.Contains(fault.Message(err), bad.says) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if len(rules()) != 0 || publishing() != nil {
			t.Error("part of a refused definition was saved")
		}
		def.Retention = []consult.RetentionRule{
			{What: "contacts", Months: 6, Why: "We write once."},
			{What: "words", Months: 3, Days: 10, Why: "We promised that."},
		}
		def.Publishing = &consult.PublishingRules{
			TextQuestions: []string{"why"},
			Organisations: &consult.OrganisationRules{
				OnBehalf:     consult.AnswerRef{Question: "for", Answer: "org"},
				NameQuestion: "name",
			},
		}
		change()
		without := officer
		without.Capabilities = slices.DeleteFunc(
			slices.Clone(actor.AllCapabilities),
			func(c actor.Capability) bool { return c == actor.ManageRetention },
		)
		if err := load(without); !fault.Is(err, fault.Forbidden) {
			t.Errorf("without the capability to manage retention: %v", err)
		}
		for range 2 {
			if err := load(actor.System); err != nil {
				t.Fatal(err)
			}
		}
		want := retention.Rule{What: "words", Months: 3, Days: 10, Why: "We promised that."}
		if got := rules(); len(got) != 2 || got["words"] != want {
			t.Errorf("retention periods: %+v", got)
		}
		if p := publishing(); p == nil || p.Version != 1 || p.Organisations.NameQuestion != "name" ||
			p.BeforeClose {
			t.Errorf("publishing settings: %+v", p)
		}

		// Officers change both. Neither the same definition nor one with other changes
		// undoes that.
		changed := retention.Rule{What: "words", Months: 2, Why: "A resident asked."}
		if err := h.Retention.SetRule(ctx, officer, "park", want, changed); err != nil {
			t.Fatal(err)
		}
		set := *publishing()
		set.Organisations = moderation.OrganisationSettings{}
		if err := h.SetPublishingSettings(ctx, officer, "park", set); err != nil {
			t.Fatal(err)
		}
		if err := load(actor.System); err != nil {
			t.Fatal(err)
		}
		def.Title = "The park by the water"
		def.Retention = []consult.RetentionRule{{What: "contacts", Months: 7, Why: "We write twice."}, def.Retention[1]}
		change()
		if err := load(actor.System); err != nil {
			t.Fatal(err)
		}
		if got := rules(); got["words"] != changed || got["contacts"].Months != 7 {
			t.Errorf("after the changes in the staff area: %+v", got)
		}
		if p := publishing(); p.Organisations != (moderation.OrganisationSettings{}) {
			t.Errorf("the settings from the staff area were undone: %+v", p)
		}
		// A change of the same setting in both places is refused.
		unchanged := def.Retention
		def.Retention = []consult.RetentionRule{unchanged[0], {What: "words", Months: 5, Why: "The promise changed."}}
		change()
		if err := load(actor.System); !fault.Is(err, fault.Conflict) ||
			!strings.Contains(fault.Message(err), `"words"`) {
			t.Errorf("both changed the retention: %v", err)
		}
		def.Retention = unchanged
		show := *def.Publishing
		show.BeforeClose = true
		def.Publishing = &show
		if err := load(actor.System); !fault.Is(err, fault.Conflict) ||
			!strings.Contains(fault.Message(err), "publishing") {
			t.Errorf("both changed the publishing: %v", err)
		}
		def.Publishing = &consult.PublishingRules{
			TextQuestions: []string{"why"},
		} // as in the staff area
		def.Retention = []consult.RetentionRule{{What: "words", Months: 2, Why: "A resident asked."}}
		if err := load(actor.System); err != nil {
			t.Errorf("the definition and the staff area agree: %v", err)
		}
		if got := rules(); len(got) != 1 || got["words"] != changed {
			t.Errorf("a period removed from the definition still applies: %+v", got)
		}
	})
}

// A register entry has no responses here, so it has no retention periods.
func TestRegisterHasNoRetention(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := moderationtest.New(t, d)
		def := consult.Definition{
			Slug:      "old",
			Title:     "Old",
			Type:      consult.Survey,
			Opens:     "2001",
			Closes:    "2001",
			Register:  &consult.RegisterEntry{Methods: "Notifications", Outcome: "Not set up", Source: "A page"},
			Retention: []consult.RetentionRule{{What: "words", Months: 1, Why: "x"}},
		}
		consults := &consult.Service{DB: d, Log: h.Log, Policies: []consult.ResponsePolicies{h.Retention, h.Service}}
		err := consults.Define(t.Context(), actor.System, def)
		if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Message(err), "register") {
			t.Error(err)
		}
	})
}
