package draftweb

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/draft/draftedit"
	"github.com/folkmoot/folkmoot/internal/draft/drafttest"
	"github.com/folkmoot/folkmoot/survey"
)

// createLakeDraft creates a draft that can be published on 2 March 2026, which is dbtest.Now, once its findings have
// reasons.
func createLakeDraft(t *testing.T, w *drafttest.User) (slug string) {
	t.Helper()
	slug = w.Start(draft.StartOptions{Title: "The lake", Type: consult.Formal})
	_, err := w.Service.Change(t.Context(), w.Actor, slug, "1", func(def *consult.Definition) error {
		def.Opens, def.Closes = "2026-03-02", "2026-06-12 17:00"
		def.Text = consult.Text{
			Summary:        "What should happen to the lake?",
			Why:            "It floods.",
			Next:           "Cabinet decides.",
			Formative:      "The path can move.",
			Duty:           "We promised.",
			Feedback:       "2026-09-01",
			Contact:        consult.Contact{Team: "Parks team", Email: "parks@example.org"},
			NoAlternatives: "There is one lake.",
		}
		def.Forms = []survey.Form{{ID: "lake", Title: "The lake", Lang: "en", Edition: "standard", Pages: []survey.Page{
			{
				ID:    "use",
				Title: "Your visits",
				Questions: []survey.Question{
					{
						ID:       "use",
						Kind:     survey.Single,
						Text:     "Do you visit?",
						Required: true,
						Options:  []survey.Option{{ID: "yes", Text: "Yes"}, {ID: "no", Text: "No"}},
					},
				},
			},
			{
				ID:        "no",
				Title:     "Why not",
				When:      &survey.Condition{Question: "use", Is: "no"},
				Questions: []survey.Question{{ID: "why", Kind: survey.LongText, Text: "Why not?"}},
			}}}}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return slug
}

var versionPattern = regexp.MustCompile(`name="version" value="([^"]+)"`)

// versionInPage returns the version that the forms of a page submit.
func versionInPage(t *testing.T, whole string) string {
	t.Helper()
	m := versionPattern.FindStringSubmatch(whole)
	if m == nil {
		t.Fatal("the page has no version")
	}
	return m[1]
}

func assertContains(t *testing.T, page string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(page, text) {
			t.Errorf("the page does not contain %q", text)
		}
	}
}

// An editor writes documents and versions and gives reasons for findings. Only a publisher can publish, extend and so
// on, and only a publisher sees the buttons for it. A correction shows the words that changed, and its errors at the top.
// “Save reasons” keeps everything that was typed.
//
// Row C14 of docs/faults.md.
func TestOfficerChecksAndPublishes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		editor, publisher := newOfficers(t, d)
		publisher.Actor.Capabilities = append(publisher.Actor.Capabilities, actor.Publish)
		slug := createLakeDraft(t, editor)
		at := draftedit.HubPath(slug)

		// Add a document, and an Easy Read version that becomes out of date.
		docs := editor.Get(at+"/documents", 200)
		editor.Post(at+"/documents", url.Values{"version": {versionInPage(t, docs)}, "do": {"add"}, "title": {" "}}, 422)
		to := editor.Post(
			at+"/documents",
			url.Values{"version": {versionInPage(t, docs)}, "do": {"add"}, "title": {"The plan"}, "kind": {"proposal"}},
			303,
		).Header().Get("Location")
		text := editor.Get(to, 200)
		editor.Post(to, url.Values{"version": {versionInPage(t, text)}, "from": {"1"}, "text": {"A new path."}}, 303)
		late := editor.Post(to, url.Values{"version": {versionInPage(t, text)}, "from": {"1"}, "text": {"Mine."}}, 409).Body.String()
		assertContains(t, late, "Someone else has changed this", "A new path.", "Mine.")
		docs = editor.Get(at+"/documents", 200)
		easy := editor.Post(
			at+"/documents",
			url.Values{"version": {versionInPage(t, docs)}, "do": {"edition"}, "document": {"the-plan"}, "format": {"easy-read"}, "lang": {"en"}},
			303,
		).Header().Get("Location")
		editor.Post(easy, url.Values{"version": {versionInPage(t, editor.Get(easy, 200))}, "text": {"A path."}, "current": {"yes"}}, 303)
		editor.Post(to, url.Values{"version": {versionInPage(t, editor.Get(to, 200))}, "from": {"1"}, "text": {"A new path, and a bridge."}}, 303)
		assertContains(t, editor.Get(easy, 200), "Out of date", "The original has changed since this was written")
		assertContains(t, editor.Get(at+"/check", 200), "The “Easy Read” version of “The plan” is out of date.")
		editor.Post(
			easy,
			url.Values{"version": {versionInPage(t, editor.Get(easy, 200))}, "text": {"A path and a bridge."}, "current": {"yes"}},
			303,
		)
		if strings.Contains(editor.Get(easy, 200), "Out of date") {
			t.Error("the version was updated, but is still out of date")
		}

		// Add a translation that is written from right to left.
		editions := editor.Get(at+"/versions", 200)
		editor.Post(at+"/versions", url.Values{"version": {versionInPage(t, editions)}, "format": {"translation"}, "lang": {"nonsense!"}}, 422)
		urdu := editor.Post(
			at+"/versions",
			url.Values{"version": {versionInPage(t, editions)}, "format": {"translation"}, "lang": {"ur"}},
			303,
		).Header().Get("Location")
		texts := editor.Get(urdu, 200)
		assertContains(t, texts, `lang="ur" dir="rtl"`, "Do you visit?")
		editor.Post(
			urdu,
			url.Values{
				"version":          {versionInPage(t, texts)},
				"title--form":      {"جھیل"},
				"page-title--use":  {"آمد"},
				"text--use":        {"کیا؟"},
				"option--use--yes": {"ہاں"},
				"option--use--no":  {"نہیں"},
				"text--why":        {"کیوں؟"},
				"page-title--no":   {"کیوں"},
			},
			303,
		)

		// Give reasons for the findings.
		check := editor.Get(at+"/check", 200)
		assertContains(t, check, "Fix, or give a reason", "There are no equality questions.")
		if strings.Contains(check, `value="publish"`) {
			t.Error("the editor sees a button to publish")
		}
		codes := regexp.MustCompile(`name="code" value="([^"]+)"`).FindAllStringSubmatch(check, -1)
		sent := url.Values{"do": {"save"}}
		for _, m := range codes {
			sent.Add("code", m[1])
			sent.Add("reason", "We will do this later.")
		}
		assertContains(t, publisher.Post(at+"/check", url.Values{"do": {"publish"}, "version": {versionInPage(t, check)}}, 422).Body.String(),
			`-reason">Fix everything that must be fixed, and give a reason`)
		editor.Post(at+"/check", sent, 303)
		assertContains(t, editor.Get(at+"/check", 200),
			"Reason given", "We will do this later.", "An officer", "Ask a colleague who can publish consultations")
		editor.Post(at+"/check", url.Values{"do": {"publish"}, "version": {versionInPage(t, check)}}, 403)
		check = publisher.Get(at+"/check", 200)
		assertContains(t, check, `value="publish"`)
		publisher.Post(at+"/check", url.Values{"do": {"publish"}, "version": {versionInPage(t, check)}}, 303)

		until := func(change, clock, reason string) url.Values {
			return url.Values{"do": {change}, "closes-day": {"1"}, "closes-month": {"Jul"}, "closes-year": {"2026"},
				"closes-time": {clock}, "reason": {reason}}
		}
		// Change the status of the published consultation.
		status := publisher.Get(at+"/status?published=1", 200)
		assertContains(t, status, "Consultation published.", "This consultation is open. It will close automatically on 12 June 2026 at 5pm.",
			`value="extend"`, `value="withdraw"`)
		if strings.Contains(editor.Get(at+"/status", 200), `value="extend"`) {
			t.Error("the editor sees a button to extend")
		}
		editor.Post(at+"/status", until("extend", "5pm", "More time."), 404)
		publisher.Post(at+"/status", url.Values{"do": {"extend"}, "closes-day": {""}, "reason": {"More time."}}, 422)
		midnight := publisher.Post(at+"/status", until("extend", "midnight", "More time."), 422)
		if text := midnight.Body.String(); !strings.Contains(text, "New closing time cannot be midnight") {
			t.Errorf("midnight is not asked back: %s", text)
		}
		assertContains(
			t,
			publisher.Post(at+"/status", until("extend", "5pm", ""), 422).Body.String(),
			"Enter a reason.",
			`value="Jul"`,
		)
		publisher.Post(at+"/status", until("reopen", "5pm", "More time."), 422)
		publisher.Post(at+"/status", url.Values{"do": {"withdraw"}, "reason": {""}}, 422)
		publisher.Post(at+"/status", url.Values{"do": {"withdraw"}, "reason": {"We were wrong."}, "confirmation": {"no"}}, 422)
		publisher.Post(at+"/status", until("extend", "5pm", "More time."), 303)
		assertContains(t, publisher.Get(at+"/status", 200), "Extended until 1 July 2026 at 5pm", "More time.", "Another officer")

		// Change the published consultation.
		change := func(def *consult.Definition) error {
			def.Forms[0].Pages[0].Questions[0].Text = "Do you visit the lake?"
			return nil
		}
		published, err := editor.Service.Get(t.Context(), editor.Actor, slug)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := editor.Service.Change(t.Context(), editor.Actor, slug, published.Version, change); err != nil {
			t.Fatal(err)
		}
		check = publisher.Get(at+"/check", 200)
		assertContains(t, check, "Removed: </span>visit?", "Added: </span>visit the lake?", "Wording only")
		sent = url.Values{"do": {"publish"}, "version": {versionInPage(t, check)}, "question": {"use"}, "edition": {"standard"},
			"change": {"It was unclear."}}
		for _, m := range regexp.MustCompile(`name="code" value="([^"]+)"`).FindAllStringSubmatch(check, -1) {
			sent.Add("code", m[1])
			sent.Add("reason", "We will do this later.")
		}
		assertContains(t, publisher.Post(at+"/check", sent, 422).Body.String(),
			`<li><a href="#change-1-wording">Select whether the wording or the meaning of question “Do you visit the lake?” has changed.`,
			"It was unclear.")
		sent.Set("change-1", "wording")
		sent.Set("change-1-note", "Which visit?")
		sent.Set("do", "save")
		sent.Set("change", "Respondents asked what to visit.")
		publisher.Post(at+"/check", sent, 303)
		assertContains(t, editor.Get(at+"/check", 200),
			`value="wording" checked`, `value="Which visit?"`, "Respondents asked what to visit.", "We will do this later.")
		sent.Set("do", "publish")
		sent.Set("change", "It was unclear.")
		publisher.Post(at+"/check", sent, 303)
		assertContains(t, publisher.Get(at+"/status", 200), "Changed", "It was unclear.")
		if after := publisher.Get(at+"/check", 200); strings.Contains(after, "It was unclear.") {
			t.Error("the reason for the published changes is offered for the next ones")
		}

		partner := *editor
		partner.Actor.Org = "partner"
		for _, path := range []string{
			"/documents", "/documents/the-plan/standard", "/versions", "/versions/ur", "/preview", "/check", "/status",
		} {
			partner.Get(at+path, 404)
		}
	})
}

// People with a preview link see the draft and can try its questionnaire. Their answers are not stored.
func TestPreviewLinkAllowsTryingQuestionnaire(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		editor, _ := newOfficers(t, d)
		slug := createLakeDraft(t, editor)
		editor.Post(draftedit.HubPath(slug)+"/preview", url.Values{"do": {"make"}, "days": {"99"}}, 422)
		made := editor.Post(draftedit.HubPath(slug)+"/preview", url.Values{"do": {"make"}, "days": {"3"}}, http.StatusCreated).Body.String()
		link := regexp.MustCompile(`href="(/preview/[^"]+)"`).FindStringSubmatch(made)[1]
		public := &drafttest.User{T: t, Site: editor.Site, Service: editor.Service}
		first := public.Send(httptest.NewRequest("GET", link, nil))
		if first.Code != 200 || first.Header().Get("Cache-Control") != "no-store" || first.Header().Get("Referrer-Policy") != "no-referrer" ||
			!strings.Contains(first.Body.String(), "noindex") {
			t.Errorf("%d %v", first.Code, first.Header())
		}
		assertContains(t, first.Body.String(), "This is a preview. Your answers will not be saved.",
			"The path can move.", link+"/questions/standard/use")
		public.Get("/preview/"+strings.Repeat("A", 43), 404)
		public.Get("/consultations/"+slug, 404)

		ask := link + "/questions/standard/use"
		assertContains(t, public.Get(ask, 200), "Do you visit?", "Part 1 of up to 2")
		assertContains(t, public.Post(ask, url.Values{}, 422).Body.String(),
			"Select an answer", "This is a preview. Your answers will not be saved.")
		if to := public.Post(ask, url.Values{"use": {"yes"}}, 303).Header().Get("Location"); !strings.Contains(to, "/end?use=yes") {
			t.Errorf("the answer “Yes” leads to %s", to)
		}
		to := public.Post(ask, url.Values{"use": {"no"}}, 303).Header().Get("Location")
		assertContains(t, public.Get(to, 200), "Why not?", "Part 2 of 2")
		end := public.Post(to, url.Values{"why": {"My secret."}}, 303).Header().Get("Location")
		if strings.Contains(end, "secret") {
			t.Error("a written answer is part of an address")
		}
		assertContains(t, public.Get(end, 200), "Your answers have not been sent or saved.")

		list := editor.Get(draftedit.HubPath(slug)+"/preview", 200)
		assertContains(t, list, "opened 1 time")
		id := regexp.MustCompile(`name="link" value="([^"]+)"`).FindStringSubmatch(list)[1]
		editor.Post(draftedit.HubPath(slug)+"/preview", url.Values{"do": {"revoke"}, "link": {id}}, 303)
		public.Get(link, 404)
		public.Get(ask, 404)
	})
}

// The purpose of each equality question, which the check asks for, can be entered on the page to which the finding
// links. Respondents read it above the question.
func TestEachEqualityQuestionHasPurpose(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		editor, _ := newOfficers(t, d)
		slug := createLakeDraft(t, editor)
		at := draftedit.HubPath(slug) + "/monitoring"
		sent := url.Values{
			"version":         {versionInPage(t, editor.Get(at, 200))},
			"questions":       {"sex"},
			"purpose":         {"To see who has responded."},
			"policy-document": {"APD 7"},
		}
		editor.Post(at, sent, 303)
		assertContains(t, editor.Get(draftedit.HubPath(slug)+"/check", 200), "Explain what you will use the answers about “Sex” for")
		sent.Set("version", versionInPage(t, editor.Get(at, 200)))
		sent.Set("use-of-sex", "To see whether the path feels safe.")
		editor.Post(at, sent, 303)
		assertContains(t, editor.Get(at, 200), "To see whether the path feels safe.")
		if strings.Contains(editor.Get(draftedit.HubPath(slug)+"/check", 200), "Explain what you will use the answers about") {
			t.Error("the purpose was entered, but the finding remains")
		}
		dr, err := editor.Service.Get(t.Context(), editor.Actor, slug)
		if err != nil {
			t.Fatal(err)
		}
		_, forms, err := dr.Definition.Preview()
		if err != nil || !strings.Contains(string(forms[0].JSON()), "To see whether the path feels safe.") {
			t.Errorf("the questionnaire does not have the purpose: %v", err)
		}
	})
}
