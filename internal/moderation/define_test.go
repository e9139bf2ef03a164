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
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/moderation/moderationtest"
	"github.com/folkmoot/folkmoot/internal/retention"
)

// What a definition says of retention and publishing holds; loaded again it
// changes nothing, and never what officers have set since.
func TestDefinitionSetsRetentionAndPublishing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, ctx := moderationtest.New(t, d), t.Context()
		consults := &consult.Service{DB: d, Log: h.Log, Responses: moderationtest.Counter{}, Policies: []consult.ResponsePolicies{h.Retention, h.Service}}
		def := moderationtest.Park
		step := 0
		load := func(by actor.Actor) error {
			return consults.Define(ctx, by, def)
		}
		change := func() { // what is published changes with a reason
			step++
			def.ChangeReason = strings.Repeat("Again. ", step)
		}
		rules := func() map[string]retention.Rule {
			t.Helper()
			all, _, err := h.Retention.ListDueItems(ctx, moderationtest.Officer)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]retention.Rule{}
			for _, due := range all {
				if due.Why != "" {
					got[due.What] = due.Rule
				}
			}
			return got
		}
		publishing := func() (p *moderation.PublishingSettings) {
			t.Helper()
			if err := d.View(ctx, func(tx *db.Tx) (err error) { p, err = moderation.GetPublishingSettings(ctx, tx, "park"); return err }); err != nil {
				t.Fatal(err)
			}
			return p
		}
		consent := consult.AnswerRef{Question: "consent", Answer: "yes"}
		for name, bad := range map[string]struct {
			keep []consult.RetentionRule
			show *consult.PublishingRules
			says string
		}{
			"what nobody keeps":   {[]consult.RetentionRule{{What: "coffee", Months: 1, Why: "x"}}, nil, `"coffee"`},
			"twice":               {[]consult.RetentionRule{{What: "words", Months: 1, Why: "x"}, {What: "words", Months: 2, Why: "x"}}, nil, "twice"},
			"too long":            {[]consult.RetentionRule{{What: "contacts", Months: 25, Why: "x"}}, nil, "up to 24 months"},
			"no time":             {[]consult.RetentionRule{{What: "contacts", Why: "x"}}, nil, "up to 24 months"},
			"no why":              {[]consult.RetentionRule{{What: "contacts", Months: 2}}, nil, "Say why"},
			"consent nobody asks": {nil, &consult.PublishingRules{Consent: consult.AnswerRef{Question: "agree", Answer: "yes"}, TextQuestions: []string{"why"}}, `"agree"`},
			"of what people are":  {nil, &consult.PublishingRules{Consent: consult.AnswerRef{Question: "sex", Answer: "female"}, TextQuestions: []string{"why"}}, `"sex"`},
			"no texts":            {nil, &consult.PublishingRules{Consent: consent}, "at least one"},
			"a postcode":          {nil, &consult.PublishingRules{Consent: consent, TextQuestions: []string{"where"}}, "own words"},
			"half of the naming":  {nil, &consult.PublishingRules{Consent: consent, TextQuestions: []string{"why"}, Organisations: &consult.OrganisationRules{NameQuestion: "name"}}, "all three"},
			"a name as an answer": {nil, &consult.PublishingRules{Consent: consent, TextQuestions: []string{"why", "name"}, Organisations: &consult.OrganisationRules{OnBehalf: consult.AnswerRef{Question: "for", Answer: "org"}, NameQuestion: "name", NamingConsent: consult.AnswerRef{Question: "named", Answer: "yes"}}}, "cannot be published as an answer"},
		} {
			def.Retention, def.Publishing = bad.keep, bad.show
			change()
			if err := load(actor.System); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Message(err), bad.says) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if len(rules()) != 0 || publishing() != nil {
			t.Error("something of what was refused is kept")
		}
		def.Retention = []consult.RetentionRule{
			{What: "contacts", Months: 6, Why: "We write once."},
			{What: "words", Months: 3, Days: 10, Why: "We said so."},
		}
		def.Publishing = &consult.PublishingRules{
			Consent:       consent,
			TextQuestions: []string{"why"},
			Organisations: &consult.OrganisationRules{
				OnBehalf:      consult.AnswerRef{Question: "for", Answer: "org"},
				NameQuestion:  "name",
				NamingConsent: consult.AnswerRef{Question: "named", Answer: "yes"},
			},
		}
		change()
		without := moderationtest.Officer
		without.Capabilities = slices.DeleteFunc(
			slices.Clone(actor.AllCapabilities),
			func(c actor.Capability) bool { return c == actor.ManageRetention },
		)
		if err := load(without); !fault.Is(err, fault.Forbidden) {
			t.Errorf("by one who may not delete what is due: %v", err)
		}
		for range 2 {
			if err := load(actor.System); err != nil {
				t.Fatal(err)
			}
		}
		want := retention.Rule{What: "words", Months: 3, Days: 10, Why: "We said so."}
		if got := rules(); len(got) != 2 || got["words"] != want {
			t.Errorf("kept: %+v", got)
		}
		if p := publishing(); p == nil || p.Version != 1 || p.Organisations.ConsentQuestion != "named" || p.BeforeClose {
			t.Errorf("published: %+v", p)
		}

		// Officers change both. The same file does not undo it, nor does one in which
		// something else changed.
		desk := retention.Rule{What: "words", Months: 2, Why: "Somebody asked."}
		if err := h.Retention.SetRule(ctx, moderationtest.Officer, "park", want, desk); err != nil {
			t.Fatal(err)
		}
		set := *publishing()
		set.Organisations = moderation.OrganisationSettings{}
		if err := h.SetPublishingSettings(ctx, moderationtest.Officer, "park", set); err != nil {
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
		if got := rules(); got["words"] != desk || got["contacts"].Months != 7 {
			t.Errorf("after the desk: %+v", got)
		}
		if p := publishing(); p.Organisations != (moderation.OrganisationSettings{}) {
			t.Errorf("what the desk set is undone: %+v", p)
		}
		// Where both changed the same, nobody is overruled in silence.
		kept := def.Retention
		def.Retention = []consult.RetentionRule{kept[0], {What: "words", Months: 5, Why: "We thought again."}}
		change()
		if err := load(actor.System); !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Message(err), `"words"`) {
			t.Errorf("both changed the retention: %v", err)
		}
		def.Retention = kept
		show := *def.Publishing
		show.BeforeClose = true
		def.Publishing = &show
		if err := load(actor.System); !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Message(err), "publishing") {
			t.Errorf("both changed the publishing: %v", err)
		}
		def.Publishing = &consult.PublishingRules{Consent: consent, TextQuestions: []string{"why"}} // as the desk has it
		def.Retention = []consult.RetentionRule{{What: "words", Months: 2, Why: "Somebody asked."}}
		if err := load(actor.System); err != nil {
			t.Errorf("the file says what the desk said: %v", err)
		}
		if got := rules(); len(got) != 1 || got["words"] != desk {
			t.Errorf("what the file no longer says is still kept otherwise than usual: %+v", got)
		}
	})
}

// An entry of the register was never answered here.
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
		if err := (&consult.Service{DB: d, Log: h.Log, Policies: []consult.ResponsePolicies{h.Retention, h.Service}}).Define(t.Context(), actor.System, def); !fault.Is(
			err,
			fault.Invalid,
		) ||
			!strings.Contains(fault.Message(err), "register") {
			t.Error(err)
		}
	})
}
