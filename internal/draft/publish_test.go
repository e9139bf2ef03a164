package draft

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/survey"
)

var publisher = actor.Actor{
	ID: "u5", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Staff, actor.Draft, actor.Publish},
}

// fillParkDraft makes def a consultation that can be published on 2 March 2026, which is dbtest.Now.
func fillParkDraft(def *consult.Definition) error {
	def.Title, def.Type, def.Opens, def.Closes = "The park", consult.Formal, "2026-03-02", "2026-06-12 17:00"
	def.Text = consult.Text{
		Summary:   "What should happen to the park?",
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
				{ID: "why", Kind: survey.LongText, Text: "Why not?", When: &survey.Condition{Question: "use", Is: "no"}}}}},
		},
	}
	return nil
}

func createParkDraft(t *testing.T, s *Service) (slug string, version Version) {
	t.Helper()
	slug = startDraft(t, s, StartOptions{Title: "The park", Type: consult.Formal})
	d, err := s.Change(t.Context(), officer, slug, "1", fillParkDraft)
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
			given[f.Code] = "We will publish this later."
		}
	}
	return given
}

// A draft is published when its findings are fixed or have reasons. A published consultation is changed only
// with a reason, and with a declaration of what each changed question means.
func TestPublishThenChangePublished(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(t, d)
		responses := int64(0)
		s.Consults.CountResponses = func(context.Context, *db.Tx, consult.Slug) (int64, error) { return responses, nil }
		slug, version := createParkDraft(t, s)
		if err := s.Publish(t.Context(), officer, slug, version, "", nil); !fault.Is(err, fault.Forbidden) {
			t.Fatalf("an officer without the capability: %v", err)
		}
		if err := s.Publish(t.Context(), publisher, slug, version, "", nil); !fault.Is(err, fault.Invalid) {
			t.Fatalf("without reasons for findings: %v", err)
		}
		if err := s.SetReasons(t.Context(), officer, slug, reasonsForAll(t, s, slug)); err != nil {
			t.Fatal(err)
		}
		if err := s.Publish(t.Context(), publisher, slug, newVersion(version.Number()-1, nil), "", nil); AsConflict(err) == nil {
			t.Fatalf("a version that is not the latest: %v", err)
		}
		if err := s.Publish(t.Context(), publisher, slug, version, "", nil); err != nil {
			t.Fatal(err)
		}
		shown, err := s.Consults.GetPublic(t.Context(), slug)
		if err != nil || shown.State() != consult.Open {
			t.Fatalf("%v, %v", shown, err)
		}
		if dr, err := s.Get(t.Context(), officer, slug); err != nil || dr.Started() || !dr.Published() {
			t.Fatalf("the draft was not deleted: %+v, %v", dr, err)
		}
		// Change the published consultation.
		responses = 3
		dr, err := s.Change(t.Context(), officer, slug, versionOf(t, s, slug), func(def *consult.Definition) error {
			def.Forms[0].Pages[0].Questions[0].Text = "Do you use the park?"
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		c, err := s.Check(t.Context(), officer, slug)
		if err != nil || len(c.Changes) != 1 || c.Changes[0].Question != "use" || c.Changes[0].ChangesMeaning ||
			c.ResponseCount != 3 {
			t.Fatalf("%+v, %v", c, err)
		}
		if err := s.Publish(t.Context(), publisher, slug, dr.Version, "A spelling mistake.", nil); !fault.Is(err, fault.Invalid) {
			t.Fatalf("without a declaration of the change: %v", err)
		}
		// The kind that is saved is for the question as it is. The note stays.
		saved := []ChangeNote{{Note: "A mistake."}, {"standard", "use", consult.WordingChange, "uze"}, {Question: "none", Note: "Lost"}}
		if err := s.SetChangeNotes(t.Context(), officer, slug, saved); err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{"Do you use our park?", "Do you use the park?"} {
			dr, err = s.Change(t.Context(), officer, slug, dr.Version, func(def *consult.Definition) error {
				def.Forms[0].Pages[0].Questions[0].Text = text
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			c, err := s.Check(t.Context(), officer, slug)
			want := map[string]consult.ChangeKind{"Do you use the park?": consult.WordingChange}[text]
			if err != nil || c.ChangeReason != "A mistake." || c.Changes[0].Note != "uze" || c.Changes[0].Kind != want {
				t.Fatalf("%q: %+v, %v", text, c.Changes, err)
			}
		}
		declared := []consult.DeclaredChange{{Question: "use", Kind: consult.WordingChange, Note: "uze"}}
		if err := s.Publish(t.Context(), publisher, slug, dr.Version, "", declared); !fault.Is(err, fault.Invalid) {
			t.Fatalf("without a reason for the change: %v", err)
		}
		if err := s.Publish(t.Context(), publisher, slug, dr.Version, "A spelling mistake.", declared); err != nil {
			t.Fatal(err)
		}
		var changes []consult.QuestionChange
		d.View(t.Context(), func(tx *db.Tx) (err error) {
			changes, err = consult.ListQuestionChanges(t.Context(), tx, slug)
			return err
		})
		if len(changes) != 1 || changes[0].Kind != consult.WordingChange || changes[0].Note != "uze" {
			t.Errorf("stored changes: %+v", changes)
		}
		// Another organisation cannot see the draft. A change of the options is not a change of wording.
		if _, err := s.Check(t.Context(), partnerOfficer, slug); !fault.Is(err, fault.NotFound) {
			t.Errorf("the partner: %v", err)
		}
		dr, err = s.Change(t.Context(), officer, slug, versionOf(t, s, slug), func(def *consult.Definition) error {
			def.Forms[0].Pages[0].Questions[0].Options[1].ID = "never"
			def.Forms[0].Pages[0].Questions[1].When.Is = "never"
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		declared = []consult.DeclaredChange{
			{Question: "use", Kind: consult.WordingChange}, {Question: "why", Kind: consult.WordingChange},
		}
		err = s.Publish(t.Context(), publisher, slug, dr.Version, "Clearer.", declared)
		if !fault.Is(err, fault.Invalid) ||
			!strings.Contains(fault.Message(err), "“Do you use the park?” affects more than its wording") {
			t.Errorf("%v", err)
		}
		want := []string{
			"start-draft", "save-record", "give-finding-reason", "publish-consultation", "publish-record",
			"save-record", "give-finding-reason", "save-record", "amend-consultation", "publish-record", "save-record",
		}
		if acts, err := auditActions(t, d); err != nil || !slices.Equal(slices.Compact(acts), want) {
			t.Errorf("audit log: %v, %v", acts, err)
		}
	})
}

func TestStatusChangesAreAudited(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(t, d)
		slug, version := createParkDraft(t, s)
		if err := s.SetReasons(t.Context(), officer, slug, reasonsForAll(t, s, slug)); err != nil {
			t.Fatal(err)
		}
		if err := s.Publish(t.Context(), publisher, slug, version, "", nil); err != nil {
			t.Fatal(err)
		}
		if err := s.ChangeStatus(t.Context(), officer, slug, Extend, "2026-07-01", "x"); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an officer without the capability: %v", err)
		}
		if err := s.ChangeStatus(t.Context(), publisher, slug, "x", "", "x"); !fault.Is(err, fault.Invalid) {
			t.Errorf("an unknown change: %v", err)
		}
		for _, change := range []StatusChange{Extend, CloseEarly, Withdraw} {
			if err := s.ChangeStatus(t.Context(), publisher, slug, change, "2026-07-01 17:00", "A test."); err != nil {
				t.Fatalf("%s: %v", change, err)
			}
		}
		acts, err := auditActions(t, d)
		want := []string{"publish-consultation", "publish-record", "extend-consultation", "close-early-consultation", "withdraw-consultation"}
		if err != nil || len(acts) < len(want) || !slices.Equal(acts[len(acts)-len(want):], want) {
			t.Errorf("audit log: %v, %v", acts, err)
		}
	})
}

// A reason is for one finding with one message. A new message needs a new reason.
func TestReasonAppliesToItsFindingOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(t, d)
		slug, version := createParkDraft(t, s)
		closes := func(version Version, to string) Version {
			d, err := s.Change(t.Context(), officer, slug, version, func(def *consult.Definition) error {
				def.Closes = to
				return nil
			})
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
		given := map[string]string{"dates/short": "The grant ends in April.", "about/why": "A finding that was not made."}
		if err := s.SetReasons(t.Context(), officer, slug, given); err != nil {
			t.Fatal(err)
		}
		if got := reason(); got != "The grant ends in April." {
			t.Errorf("%q", got)
		}
		closes(version, "2026-03-12 17:00")
		if got := reason(); got != "" {
			t.Errorf("the reason for 18 days is used for 10 days: %q", got)
		}
	})
}

// A change of a text of the master marks that text in other versions, and no other text.
func TestEditionMarksStaleTexts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(t, d)
		slug, version := createParkDraft(t, s)
		dr, err := s.Change(t.Context(), officer, slug, version, func(def *consult.Definition) error {
			name, err := builder.AddEdition(def, consult.Translation, "ur")
			if name != "ur" {
				t.Errorf("name of the version: %q", name)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		texts := map[string]string{
			"title--form":      "پارک",
			"page-title--use":  "آمد",
			"text--use":        "کیا آپ پارک استعمال کرتے ہیں؟",
			"option--use--yes": "ہاں",
			"option--use--no":  "نہیں",
			"text--why":        "کیوں؟",
		}
		if dr, err = s.SaveEdition(t.Context(), officer, slug, dr.Version, "ur", texts, nil); err != nil {
			t.Fatal(err)
		}
		if _, forms, err := dr.Definition.Preview(); err != nil || len(forms) != 2 {
			t.Fatalf("the translated questionnaire is not valid: %v", err)
		}
		stale := func() (all string) {
			_, shown, err := s.EditionTexts(t.Context(), officer, slug, "ur")
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range shown.Pages {
				for _, text := range p.Texts {
					if text.Stale {
						all += text.FieldName + " "
					}
				}
			}
			return all
		}
		if got := stale(); got != "" {
			t.Fatalf("out of date without a change: %s", got)
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
			t.Errorf("the check does not find it: %v", err)
		}
		current := map[string]bool{"text--use": true}
		if dr, err = s.SaveEdition(t.Context(), officer, slug, dr.Version, "ur", texts, current); err != nil {
			t.Fatal(err)
		}
		if got := stale(); got != "" {
			t.Errorf("marked as up to date, but still out of date: %s", got)
		}
		texts["text--why"] = ""
		if dr, err = s.SaveEdition(t.Context(), officer, slug, dr.Version, "ur", texts, nil); err != nil {
			t.Fatal(err)
		}
		missing := consult.MissingFromEdition(&dr.Definition.Forms[0], &dr.Definition.Forms[1])
		if len(missing) != 1 || missing[0] != "why" {
			t.Errorf("missing from the translation: %v", missing)
		}
		if c, err := s.Check(t.Context(), officer, slug); err != nil || !hasFinding(c, "questionnaire/gap-ur-why..text") {
			t.Errorf("the check does not find it: %v", err)
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
			t.Errorf("the partner: %v", err)
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
			t.Error("the link does not work, or another token does")
		}
		now = now.AddDate(0, 0, 7)
		if opens(token) {
			t.Error("the link works after it expired")
		}
		now = dbtest.Now
		all, _, err := s.Previews(t.Context(), officer, slug)
		if err != nil || len(all) != 1 || all[0].OpenCount != 1 {
			t.Fatalf("%+v, %v", all, err)
		}
		if err := s.RevokePreview(t.Context(), officer, slug, all[0].ID); err != nil || opens(token) {
			t.Errorf("the link works after it was revoked: %v", err)
		}
		stored, err := storedPreviews(t, d)
		if err != nil || strings.Contains(stored, token) {
			t.Errorf("the token is stored: %v", err)
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

// A consultation that closes before it opens has one finding about its dates, and none about a negative number of days.
func TestClosingBeforeOpeningIsFoundOnce(t *testing.T) {
	var def consult.Definition
	if err := fillParkDraft(&def); err != nil {
		t.Fatal(err)
	}
	def.Slug, def.Closes = "the-park", "2026-02-20 17:00"
	var messages []string
	for _, f := range def.Review() {
		if f.Section() == "dates" {
			messages = append(messages, f.Message)
		}
	}
	if len(messages) != 1 || !strings.Contains(messages[0], "must be after the opening date") {
		t.Errorf("findings about the dates: %q", messages)
	}
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
	want := []string{"about/text-1-link-https://example.org/a", "about/text-2-picture", "about/text-3-long"}
	if !slices.Equal(codes, want) {
		t.Errorf("found %v", codes)
	}
}

// A correction of an answer shows the words of the answer that changed, and a question that is the same shows none.
//
// Row C14 of docs/faults.md.
func TestCorrectionShowsTheWordsThatChanged(t *testing.T) {
	question := func(option string) *consult.Definition {
		return &consult.Definition{Forms: []survey.Form{{Edition: "standard", Pages: []survey.Page{{ID: "p", Questions: []survey.Question{
			{ID: "use", Kind: survey.Single, Text: "Do you use the park?", Options: []survey.Option{{ID: "o", Text: option}}}}}}}}}
	}
	s := &Service{}
	for changed, want := range map[string]string{"Every day": "", "Every week": "day→week"} {
		d := &Draft{Definition: *question(changed), Base: question("Every day")}
		change := QuestionChange{QuestionDifference: consult.QuestionDifference{Question: "use"}, Edition: "standard"}
		pieces := s.CompareQuestion(nil, d, change)
		var removed, added string
		for _, p := range pieces {
			switch {
			case p.Removed:
				removed += p.Text
			case p.Added:
				added += p.Text
			}
		}
		if got := strings.Trim(removed+"→"+added, "→"); got != want {
			t.Errorf("“%s”: %q, want %q", changed, got, want)
		}
	}
}
