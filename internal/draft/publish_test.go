package draft

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/builder"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/survey"
)

var publisher = actor.Actor{ID: "u5", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Staff, actor.Draft, actor.Publish}}

// fillParkDraft is a consultation that can be published; dbtest.Now is 2 March 2026.
func fillParkDraft(def *consult.Definition) error {
	def.Title, def.Type, def.Opens, def.Closes = "The park", consult.Formal, "2026-03-02 09:00", "2026-06-12 17:00"
	def.Text = consult.Text{
		Summary:   "What should become of the park?",
		Why:       "It floods.",
		Next:      "Cabinet decides.",
		Formative: "The path can move.",
		Duty:      "We promised.",
		Feedback:  "2026-09-01",
		Contact: consult.Contact{
			Email: "parks@example.org",
		},
		Alternatives: []consult.Alternative{{Option: "Do nothing", WhyDiscarded: "It floods."}},
		Documents: []consult.Document{
			{
				ID:       "plan",
				Title:    "The plan",
				Kind:     consult.Proposal,
				Version:  "1",
				Editions: []consult.Edition{{Format: consult.Standard, Lang: "en", BasedOn: "1", Text: "A new path."}},
			},
		},
	}
	def.Forms = []survey.Form{
		{
			ID:      "park",
			Title:   "The park",
			Lang:    "en",
			Edition: "standard",
			Pages: []survey.Page{{ID: "use", Title: "Your visits", Questions: []survey.Question{
				{
					ID:      "use",
					Kind:    survey.Single,
					Text:    "Do you uze the park?",
					Options: []survey.Option{{ID: "yes", Text: "Yes"}, {ID: "no", Text: "No"}},
				},
				{ID: "why", Kind: survey.LongText, Text: "Reason", When: &survey.Condition{Question: "use", Is: "no"}}}}},
		},
	}
	return nil
}

func createParkDraft(t *testing.T, s *Service) (slug string, version int64) {
	t.Helper()
	slug = startDraft(t, s, StartOptions{Title: "The park", Type: consult.Formal})
	d, err := s.Change(t.Context(), officer, slug, 1, fillParkDraft)
	if err != nil {
		t.Fatal(err)
	}
	return slug, d.Version
}

func reasonsForAll(t *testing.T, s *Service, slug string) map[string]string {
	t.Helper()
	c, err := s.Check(t.Context(), officer, slug)
	if err != nil {
		t.Fatal(err)
	}
	given := map[string]string{}
	for _, f := range c.Findings {
		if !f.Blocks && !f.Hint {
			given[f.Code] = "We asked the officers for it."
		}
	}
	return given
}

// What the check finds is mended or explained before anything is public, and
// what the public reads is changed only by a correction that says what it does.
func TestPublishThenChangePublished(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(t, d)
		responses := fixedCount(0)
		s.Consults.Responses = &responses
		slug, version := createParkDraft(t, s)
		if err := s.Publish(t.Context(), officer, slug, version, "", nil); !fault.Is(err, fault.Forbidden) {
			t.Fatalf("an editor published: %v", err)
		}
		if err := s.Publish(t.Context(), publisher, slug, version, "", nil); !fault.Is(err, fault.Invalid) {
			t.Fatalf("published without reasons: %v", err)
		}
		if err := s.SetReasons(t.Context(), officer, slug, reasonsForAll(t, s, slug)); err != nil {
			t.Fatal(err)
		}
		if err := s.Publish(t.Context(), publisher, slug, version-1, "", nil); AsConflict(err) == nil {
			t.Fatalf("published what nobody looked at: %v", err)
		}
		if err := s.Publish(t.Context(), publisher, slug, version, "", nil); err != nil {
			t.Fatal(err)
		}
		shown, err := s.Consults.GetPublic(t.Context(), slug)
		if err != nil || shown.State() != consult.Open {
			t.Fatalf("%v, %v", shown, err)
		}
		if dr, err := s.Get(t.Context(), officer, slug); err != nil || dr.Version != 0 || !dr.Published() {
			t.Fatalf("the copy was not used up: %+v, %v", dr, err)
		}
		// The correction.
		responses = 3
		dr, err := s.Change(t.Context(), officer, slug, 0, func(def *consult.Definition) error {
			def.Forms[0].Pages[0].Questions[0].Text = "Do you use the park?"
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		c, err := s.Check(t.Context(), officer, slug)
		if err != nil || len(c.Changes) != 1 || c.Changes[0].Question != "use" || c.Changes[0].ChangesMeaning || c.ResponseCount != 3 {
			t.Fatalf("%+v, %v", c, err)
		}
		if err := s.Publish(t.Context(), publisher, slug, dr.Version, "A spelling mistake.", nil); !fault.Is(err, fault.Invalid) {
			t.Fatalf("nobody said what the change means: %v", err)
		}
		if err := s.Publish(t.Context(), publisher, slug, dr.Version, "", []consult.DeclaredChange{{Question: "use", Kind: consult.WordingChange}}); !fault.Is(
			err,
			fault.Invalid,
		) {
			t.Fatalf("changed without a reason: %v", err)
		}
		if err := s.Publish(t.Context(), publisher, slug, dr.Version, "A spelling mistake.", []consult.DeclaredChange{{Question: "use", Kind: consult.WordingChange, Note: "uze"}}); err != nil {
			t.Fatal(err)
		}
		var changes []consult.QuestionChange
		d.View(t.Context(), func(tx *db.Tx) (err error) {
			changes, err = consult.ListQuestionChanges(t.Context(), tx, slug)
			return err
		})
		if len(changes) != 1 || changes[0].Kind != consult.WordingChange || changes[0].Note != "uze" {
			t.Errorf("kept %+v", changes)
		}
		// Another organisation learns nothing, and no correction passes as one of wording.
		if _, err := s.Check(t.Context(), partnerOfficer, slug); !fault.Is(err, fault.NotFound) {
			t.Errorf("a stranger: %v", err)
		}
		dr, err = s.Change(t.Context(), officer, slug, 0, func(def *consult.Definition) error {
			def.Forms[0].Pages[0].Questions[0].Options[1].ID = "never"
			def.Forms[0].Pages[0].Questions[1].When.Is = "never"
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		say := []consult.DeclaredChange{{Question: "use", Kind: consult.WordingChange}, {Question: "why", Kind: consult.WordingChange}}
		if err := s.Publish(t.Context(), publisher, slug, dr.Version, "Clearer.", say); !fault.Is(err, fault.Invalid) ||
			!strings.Contains(fault.Message(err), "not one of wording only") {
			t.Errorf("%v", err)
		}
	})
}

type fixedCount int64

func (n *fixedCount) Count(_ context.Context, _ *db.Tx, _ consult.Slug) (int64, error) {
	return int64(*n), nil
}

// A reason is for what was found. When that changes, it is asked for anew.
func TestReasonAppliesToItsFindingOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(t, d)
		slug, version := createParkDraft(t, s)
		closes := func(version int64, to string) int64 {
			d, err := s.Change(t.Context(), officer, slug, version, func(def *consult.Definition) error { def.Closes = to; return nil })
			if err != nil {
				t.Fatal(err)
			}
			return d.Version
		}
		reason := func() string {
			c, err := s.Check(t.Context(), officer, slug)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range c.Findings {
				if f.Code == "dates/short" {
					return f.Reason
				}
			}
			return "not found"
		}
		version = closes(version, "2026-03-20 17:00")
		if err := s.SetReasons(t.Context(), officer, slug, map[string]string{"dates/short": "The grant ends in April.", "about/why": "Nothing to explain."}); err != nil {
			t.Fatal(err)
		}
		if got := reason(); got != "The grant ends in April." {
			t.Errorf("%q", got)
		}
		closes(version, "2026-03-12 17:00")
		if got := reason(); got != "" {
			t.Errorf("ten days are explained by %q, which was said of eighteen", got)
		}
	})
}

// A change of a sentence of the master marks that sentence of the editions, and
// no other.
func TestEditionMarksStaleTexts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(t, d)
		slug, version := createParkDraft(t, s)
		dr, err := s.Change(t.Context(), officer, slug, version, func(def *consult.Definition) error {
			name, err := builder.AddEdition(def, consult.Translation, "ur")
			if name != "ur" {
				t.Errorf("named %q", name)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		words := map[string]string{
			"title--form":      "پارک",
			"page-title--use":  "آمد",
			"text--use":        "کیا آپ پارک استعمال کرتے ہیں؟",
			"option--use--yes": "ہاں",
			"option--use--no":  "نہیں",
			"text--why":        "کیوں؟",
		}
		if dr, err = s.SaveEdition(t.Context(), officer, slug, dr.Version, "ur", words, nil); err != nil {
			t.Fatal(err)
		}
		if _, forms, err := dr.Definition.Preview(); err != nil || len(forms) != 2 {
			t.Fatalf("it cannot be answered: %v", err)
		}
		stale := func() (all string) {
			_, sheet, err := s.EditionTexts(t.Context(), officer, slug, "ur")
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range sheet.Pages {
				for _, text := range p.Texts {
					if text.Stale {
						all += text.FieldName + " "
					}
				}
			}
			return all
		}
		if got := stale(); got != "" {
			t.Fatalf("at once out of date: %s", got)
		}
		dr, err = s.Change(t.Context(), officer, slug, dr.Version, func(def *consult.Definition) error {
			def.Forms[0].Pages[0].Questions[0].Text = "Should the park close?"
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := stale(); got != "text--use " {
			t.Fatalf("out of date: %q", got)
		}
		if c, err := s.Check(t.Context(), officer, slug); err != nil || !hasFinding(c, "questionnaire/stale-ur") {
			t.Errorf("the check does not know: %v", err)
		}
		if dr, err = s.SaveEdition(t.Context(), officer, slug, dr.Version, "ur", words, map[string]bool{"text--use": true}); err != nil {
			t.Fatal(err)
		}
		if got := stale(); got != "" {
			t.Errorf("looked at, and still out of date: %s", got)
		}
		words["text--why"] = ""
		if dr, err = s.SaveEdition(t.Context(), officer, slug, dr.Version, "ur", words, nil); err != nil {
			t.Fatal(err)
		}
		if got := consult.MissingFromEdition(&dr.Definition.Forms[0], &dr.Definition.Forms[1]); len(got) != 1 || got[0] != "why" {
			t.Errorf("without words: %v", got)
		}
		if c, err := s.Check(t.Context(), officer, slug); err != nil || !hasFinding(c, "questionnaire/incomplete-ur") {
			t.Errorf("the check does not know: %v", err)
		}
	})
}

func hasFinding(c *CheckResult, code string) bool {
	for _, f := range c.Findings {
		if f.Code == code {
			return true
		}
	}
	return false
}

// T-LINK: a link opens what it was made for, until it ends or is ended.
func TestPreviewLinkExpiresOrIsRevoked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := dbtest.Now
		d.SetClock(func() time.Time { return now })
		s := newService(t, d)
		slug, _ := createParkDraft(t, s)
		for _, days := range []int{0, 15, -1} {
			if _, err := s.CreatePreview(t.Context(), officer, slug, days); !fault.Is(err, fault.Invalid) {
				t.Errorf("%d days: %v", days, err)
			}
		}
		if _, err := s.CreatePreview(t.Context(), partnerOfficer, slug, 7); !fault.Is(err, fault.NotFound) {
			t.Errorf("a stranger: %v", err)
		}
		token, err := s.CreatePreview(t.Context(), officer, slug, 7)
		if err != nil || len(token) != 43 {
			t.Fatalf("%q, %v", token, err)
		}
		opens := func(token string) bool {
			_, _, err := s.OpenPreview(t.Context(), token, true)
			if err != nil && !fault.Is(err, fault.NotFound) {
				t.Fatal(err)
			}
			return err == nil
		}
		if !opens(token) || opens(token[:42]+"!") || opens("") || opens("%00") {
			t.Error("it does not open, or another does")
		}
		now = now.AddDate(0, 0, 7)
		if opens(token) {
			t.Error("it opens after its end")
		}
		now = dbtest.Now
		all, _, err := s.Previews(t.Context(), officer, slug)
		if err != nil || len(all) != 1 || all[0].OpenCount != 1 {
			t.Fatalf("%+v, %v", all, err)
		}
		if err := s.RevokePreview(t.Context(), officer, slug, all[0].ID); err != nil || opens(token) {
			t.Errorf("it opens after it was ended: %v", err)
		}
		kept, err := storedPreviews(t, d)
		if err != nil || strings.Contains(kept, token) {
			t.Errorf("the token is kept: %v", err)
		}
	})
}

func storedPreviews(t *testing.T, d *db.DB) (all string, err error) {
	err = d.View(t.Context(), func(tx *db.Tx) error {
		rows, err := db.All(t.Context(), tx, func(row db.Row) (string, error) {
			var id, digest string
			err := row.Scan(&id, &digest)
			return id + digest, err
		}, `SELECT id, digest FROM draft_preview`)
		all = strings.Join(rows, " ")
		return err
	})
	return all, err
}

func TestVagueLinksAndMissingAltTextAreFound(t *testing.T) {
	def := &consult.Definition{
		Text: consult.Text{
			Summary: "Read [here](https://example.org/a) or [the plan](https://example.org/b).",
			Why:     "![](map.png) ![A map of the lake](lake.png)",
			Next:    strings.Repeat("word ", 26) + ".",
		},
	}
	var codes []string
	for _, f := range readabilityFindings(allTexts(def)) {
		codes = append(codes, f.Code)
	}
	if got := strings.Join(codes, " "); got != "about/text-1-link-https://example.org/a about/text-2-picture about/text-3-long" {
		t.Errorf("found %s", got)
	}
}
