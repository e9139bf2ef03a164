package moderationweb

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/feature"
	uploads "github.com/folkmoot/folkmoot/internal/files"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/internal/operation/operationtest"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/retention"
	"github.com/folkmoot/folkmoot/internal/retention/retentionweb"
	"github.com/folkmoot/folkmoot/internal/seal"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/subjectaccess"
	"github.com/folkmoot/folkmoot/internal/subjectaccess/subjectaccessweb"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/survey"
)

// testSite is the site with the pages about responses, used by one user.
type testSite struct {
	t       *testing.T
	site    *site.Site
	intake  *intake.Service
	entry   *entry.Service
	by      actor.Actor
	service *moderation.Service

	retention *retention.Service
}

type noReleases struct{}

func (noReleases) Released(context.Context, *db.Tx, string) (bool, error) { return false, nil }

var parkDefinition = consult.Definition{
	Slug: "park", Title: "The park", Type: consult.Survey, Published: true, Opens: "2026-02-01 09:00", Closes: "2026-03-03 09:30",
	Text: consult.Text{Summary: "The park.", Next: "We read it.", Audience: "Everybody.", Feedback: "2026-04-01",
		Contact: consult.Contact{Team: "Parks", Address: "The council"}},
	Forms: []survey.Form{{ID: "park", Title: "The park", Lang: "en", Edition: "standard", Pages: []survey.Page{
		{ID: "one", Title: "One", Questions: []survey.Question{
			{
				ID:       "use",
				Kind:     survey.Single,
				Text:     "Do you use the park?",
				Required: true,
				Options:  []survey.Option{{ID: "yes", Text: "Yes"}, {ID: "no", Text: "No"}},
			},
			{ID: "why", Kind: survey.LongText, Text: "Reason", MaxLength: 500},
			{
				ID:   "consent",
				Kind: survey.Consent,
				Text: "Can we publish it?",
				Options: []survey.Option{
					{ID: "yes", Text: "Yes"},
					{ID: "no", Text: "No"},
					{ID: "named", Text: "Yes, with the name"},
				},
			},
			{
				ID:      "for",
				Kind:    survey.Single,
				Text:    "For whom?",
				Options: []survey.Option{{ID: "me", Text: "Me"}, {ID: "org", Text: "An organisation"}},
			},
			{ID: "name", Kind: survey.ShortText, Text: "Its name?", MaxLength: 100}}},
		{ID: "you", Title: "You", Monitoring: true, Questions: []survey.Question{
			{
				ID:             "sex",
				Kind:           survey.Single,
				Text:           "What is your sex?",
				PreferNotToSay: true,
				Options: []survey.Option{
					{ID: "female", Text: "Female"},
					{ID: "male", Text: "Male"},
					{ID: "other", Text: "Another way", WriteIn: true},
				},
			}}},
	}}},
}

func newTestSite(t *testing.T, d *db.DB) *testSite {
	t.Helper()
	log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "test.invalid/record"})
	if err != nil {
		t.Fatal(err)
	}
	box, err := seal.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := (&consult.Service{DB: d, Log: log, CountResponses: intake.Count}).Define(t.Context(), actor.System, parkDefinition); err != nil {
		t.Fatal(err)
	}
	quiet := slog.New(slog.DiscardHandler)
	in := &intake.Service{
		DB:       d,
		Log:      log,
		Keys:     intake.NewKeys(bytes.Repeat([]byte{7}, 32)),
		Releases: noReleases{},
		Now:      time.Now,
		Receiver: intake.NewReceiver(d, log, box.Seal, quiet),
	}
	w := &testSite{
		t:    t,
		site: &site.Site{Log: quiet, RecentlyAuthenticated: func(*http.Request) bool { return true }},
		by: actor.Actor{
			ID:           "officer",
			Org:          actor.CouncilOrg,
			Name:         "An officer",
			Capabilities: actor.AllCapabilities,
		},
		intake: in,
	}
	deleter := retention.NewDeleter(in, nil, retention.Erasers{})
	w.entry = &entry.Service{DB: d, Log: log, Intake: in, Deleter: deleter, Files: &uploads.Service{DB: d}}
	service := moderation.New(in, deleter, box)
	w.service = service
	w.retention = retention.New(deleter, retention.Config{Box: box})
	deps := &web.Deps{
		DB: d, Record: log, Slog: quiet, Site: w.site, Now: time.Now, Operations: operationtest.New(t, d), OperationWait: time.Minute,
	}
	feature.Mount(deps,
		New(deps, service, deleter, &uploads.Service{DB: d}),
		retentionweb.New(deps, w.retention),
		subjectaccessweb.New(deps, subjectaccess.New(service, deleter, box, &notify.Queue{Box: box}, ""), deleter),
	)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		in.Receiver.Run(ctx)
	}()
	t.Cleanup(func() { stop(); <-done; log.Close(); box.Close() })
	return w
}

func (w *testSite) send(raw survey.Raw) intake.Key {
	w.t.Helper()
	_, form, err := w.intake.CachedForm(w.t.Context(), "park", "standard")
	if err != nil {
		w.t.Fatal(err)
	}
	answers, problems := form.Check(raw)
	if len(problems) > 0 {
		w.t.Fatal(problems)
	}
	r := intake.NewResponse(form, answers)
	r.Key, r.Consultation = w.intake.Keys.Issue("park", dbtest.Now).Key, "park"
	if _, err := w.intake.Receiver.Submit(w.t.Context(), &r); err != nil {
		w.t.Fatal(err)
	}
	return r.Key
}

func (w *testSite) do(method, path string, form url.Values) *httptest.ResponseRecorder {
	w.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if method == "POST" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return pagetest.ServeConfirmed(w.site, site.WithActor(r, w.by))
}

// Through the pages, an action on a response redirects, a refused one shows the form
// again with what was typed, and redacted text is on no page.
func TestModeratingAResponse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTestSite(t, d)
		const secret = "MARKER-neighbour"
		key := w.send(
			survey.Raw{
				"use":     {"yes"},
				"why":     {"Ask " + secret + " <b>about</b> it."},
				"consent": {"yes"},
				"sex":     {"female"},
			},
		)
		responsePath := "/staff/consultations/park/responses/" + key.ID()
		if err := w.retention.RefreshDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, step := range []struct {
			name, method, path string
			form               url.Values
			status             int
			shows, hides       string
		}{
			{"the list", "GET", "/staff/consultations/park/responses", nil, 200, key.ID(), secret},
			{"the list, searched", "GET", "/staff/consultations/park/responses?words=" + secret, nil, 200, key.ID(), "<b>about"},
			{"an unknown filter", "GET", "/staff/consultations/park/responses?state=answers", nil, 400, "", secret},
			{"the response", "GET", responsePath, nil, 200, "&lt;b&gt;about", "<b>about"},
			{"the response does not show who wrote it", "GET", responsePath, nil, 200, secret, "Female"},
			{"an unknown response", "GET", responsePath + "x", nil, 404, "", secret},
			{"a flag without a reason", "POST", responsePath, url.Values{"do": {"flag"}, "flag-note": {"TYPED-note"}}, 422, "TYPED-note", ""},
			{
				"a flag", "POST", responsePath,
				url.Values{"do": {"flag"}, "flag-reason": {"personal-data"}, "flag-note": {"See the answer."}}, 303, "", "",
			},
			{
				"text that the answer does not have", "POST", responsePath,
				url.Values{"do": {"redact"}, "text": {"why/"}, "words": {"TYPED-words"}, "redact-reason": {"third-party"}}, 422,
				"TYPED-words", "",
			},
			{
				"a redaction without a reason", "POST", responsePath,
				url.Values{"do": {"redact"}, "text": {"why/"}, "words": {secret}}, 422, secret, "",
			},
			{
				"a redaction", "POST", responsePath,
				url.Values{"do": {"redact"}, "text": {"why/"}, "words": {secret}, "redact-reason": {"third-party"}}, 303, "", "",
			},
			{"the response after the redaction", "GET", responsePath, nil, 200, "[redacted]", secret},
			{"the number of redacted characters", "GET", responsePath, nil, 200, "16 characters redacted", secret},
			{
				"the list, searched for redacted text", "GET", "/staff/consultations/park/responses?words=" + secret, nil, 200,
				"No responses found.", key.ID(),
			},
			{"monitoring asks for the purpose", "GET", responsePath + "/monitoring", nil, 200, "Why do you need this information?", "Female"},
			{
				"monitoring without a purpose", "POST", responsePath + "/monitoring", url.Values{"purpose": {"x"}}, 422,
				"Explain in a sentence", "Female",
			},
			{"monitoring", "POST", responsePath + "/monitoring", url.Values{"purpose": {"To answer a complaint."}}, 200, "Female", secret},
			{
				"an export without a purpose", "POST", "/staff/consultations/park/export", url.Values{"purpose": {""}},
				422, "Explain in a sentence", "Ask",
			},
			{
				"an export", "POST", "/staff/consultations/park/export", url.Values{"purpose": {"For the committee."}, "format": {"csv"}},
				200, "Ask ▇", secret,
			},
			{"an exclusion without a reason", "POST", responsePath, url.Values{"do": {"exclude"}}, 422, "Select a reason for excluding", ""},
			{"an exclusion", "POST", responsePath, url.Values{"do": {"exclude"}, "exclude-reason": {"test"}}, 303, "", ""},
			{"the excluded response", "GET", responsePath, nil, 200, "Excluded", "Exclude this response"},
			{"included again without a reason", "POST", responsePath, url.Values{"do": {"restore"}}, 422, "Enter a reason", ""},
			{"included again", "POST", responsePath, url.Values{"do": {"restore"}, "restore-why": {"It was no test."}}, 303, "", ""},
			{"similar-responses", "GET", "/staff/consultations/park/similar-responses", nil, 200, "No similar responses found.", ""},
			{"publishing before there are settings", "GET", "/staff/consultations/park/publishing", nil, 200, "Publishing settings", ""},
			{
				"incomplete publishing settings", "POST", "/staff/consultations/park/publishing",
				url.Values{"version": {"0"}}, 422, "at least one", "",
			},
			{
				"publishing settings", "POST", "/staff/consultations/park/publishing",
				url.Values{"version": {"0"}, "texts": {"why"}, "early": {"yes"}}, 303, "", "",
			},
			{"nothing is published yet", "GET", "/consultations/park/published-responses", nil, 200, "Nothing has been published yet.", "Ask"},
			{
				"nothing is selected", "POST", "/staff/consultations/park/publishing/answers",
				url.Values{"state": {"approved"}}, 422, "Select what you have decided about", "",
			},
			{
				"no decision", "POST", "/staff/consultations/park/publishing/answers",
				url.Values{"item": {key.ID() + "/why/x"}}, 422, "Select whether to publish", "",
			},
			{
				"an answer is approved", "POST", "/staff/consultations/park/publishing/answers",
				url.Values{
					"item":  {key.ID() + "/why/" + (&moderation.PublishableAnswer{Text: "Ask ▇ <b>about</b> it."}).Digest()},
					"state": {"approved"},
				},
				303, "", "",
			},
			{
				"an answer from an outdated page", "POST", "/staff/consultations/park/publishing/answers",
				url.Values{"one": {"approved " + key.ID() + "/why/x"}}, 409, "Review it again", "",
			},
			{"published", "GET", "/consultations/park/published-responses", nil, 200, "Ask [redacted] &lt;b&gt;", key.ID()},
			{"retention", "GET", "/staff/retention", nil, 200, "The park", ""},
			{
				"an invalid retention period", "POST", "/staff/retention",
				url.Values{
					"do": {"set-period"}, "consultation": {"park"}, "what": {"words"}, "months-park-words": {"TYPED"},
					"days-park-words": {"0"}, "why-park-words": {"x"},
				},
				422, "TYPED", "",
			},
			{
				"an invalid retention period of data that is not on the page", "POST", "/staff/retention?list=deleted",
				url.Values{
					"do": {"set-period"}, "consultation": {"park"}, "what": {"words"}, "months-park-words": {"TYPED"},
					"days-park-words": {"0"}, "why-park-words": {"x"},
				},
				422, "TYPED", "Nothing is due for deletion.",
			},
			{
				"a retention period", "POST", "/staff/retention",
				url.Values{
					"do": {"set-period"}, "consultation": {"park"}, "what": {"words"}, "was-park-words": {"12 0"},
					"months-park-words": {"6"}, "days-park-words": {"0"}, "why-park-words": {"We promised that."},
				},
				303, "", "",
			},
			{
				"a retention period from an outdated page", "POST", "/staff/retention",
				url.Values{
					"do": {"set-period"}, "consultation": {"park"}, "what": {"words"}, "was-park-words": {"12 0"},
					"months-park-words": {"24"}, "days-park-words": {"0"}, "why-park-words": {"A campaign may ask."},
				},
				422, "(months: 6, days: 0)", "",
			},
			{
				"my response, with a wrong code", "POST", "/consultations/park/my-response", url.Values{"code": {"TYPED-code"}},
				422, "TYPED-code", "Ask",
			},
			{
				"my response", "POST", "/consultations/park/my-response", url.Values{"code": {key.WithdrawalCode().String()}}, 200,
				"To answer a complaint.", secret,
			},
			{
				"my response has redactions as text", "POST", "/consultations/park/my-response",
				url.Values{"code": {key.WithdrawalCode().String()}}, 200, "Ask [redacted]", "▇",
			},
			{
				"withdrawn", "POST", "/consultations/park/my-response/erase", url.Values{"code": {key.WithdrawalCode().String()}}, 200,
				"Your answers have been deleted", "",
			},
			{"published after the withdrawal", "GET", "/consultations/park/published-responses", nil, 200, "Nothing has been published yet.", "Ask"},
			{"the response after the withdrawal", "GET", responsePath, nil, 200, "The respondent withdrew this response", "Ask"},
			{
				"an export after the withdrawal", "POST", "/staff/consultations/park/export",
				url.Values{"purpose": {"For the committee."}, "format": {"csv"}}, 200, "withdrawn", "Ask",
			},
			{"an invalid address", "POST", "/consultations/park/my-address", url.Values{"email": {"TYPED@"}}, 422, "TYPED@", ""},
			{"an unknown link", "POST", "/consultations/park/my-address/open", url.Values{"code": {"FQKB-WMXE-TRAC-HNPP"}}, 410, "", ""},
		} {
			got := w.do(step.method, step.path, step.form)
			body := got.Body.String()
			if got.Code != step.status {
				t.Errorf("%s: %d, want %d", step.name, got.Code, step.status)
			}
			if !strings.Contains(body, step.shows) || step.hides != "" && strings.Contains(body, step.hides) {
				_, body, _ = strings.Cut(body, "<main")
				t.Errorf("%s: it should show %q and not %q:\n%s", step.name, step.shows, step.hides, body)
			}
			if (step.path != "/consultations/park/published-responses") && got.Code == 200 &&
				got.Header().Get("Cache-Control") != "no-store" {
				t.Errorf("%s: can be cached: %q", step.name, got.Header().Get("Cache-Control"))
			}
		}
	})
}

// Through the pages, an organisation is published under its name, without it or not at
// all. An individual who enters a name is not named.
func TestConsentingOrganisationsArePublishedByName(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTestSite(t, d)
		send := func(text, consent, whose, name string) string {
			return w.send(survey.Raw{"use": {"yes"}, "why": {text}, "consent": {consent}, "for": {whose}, "name": {name}}).
				ID()
		}
		club, shy, person := send(
			"We skate.",
			"named",
			"org",
			"MARKER-club <b>",
		), send(
			"We hide.",
			"yes",
			"org",
			"MARKER-shy",
		), send(
			"I walk.",
			"named",
			"me",
			"MARKER-me",
		)
		const publishing = "/staff/consultations/park/publishing"
		set := url.Values{
			"version": {"0"},
			"texts":   {"why"},
			"early":   {"yes"},
			"for":     {"for/org"},
		}
		if got := w.do("POST", publishing, set); got.Code != 422 ||
			!strings.Contains(got.Body.String(), "select both") ||
			!strings.Contains(got.Body.String(), `value="for/org" selected`) {
			t.Errorf("incomplete settings: %d %s", got.Code, got.Body)
		}
		set.Set("name", "name")
		if got := w.do("POST", publishing, set); got.Code != 303 {
			t.Fatal(got.Code, got.Body)
		}
		queue := w.do("GET", publishing, nil).Body.String()
		if strings.Contains(queue, "MARKER-shy") || strings.Contains(queue, "MARKER-me") ||
			strings.Count(queue, "Publish under this name") != 1 ||
			!strings.Contains(queue, "MARKER-club &lt;b&gt;") {
			t.Errorf("the queue: %s", queue)
		}
		review := func(id, state string) {
			t.Helper()
			_, seen, _ := strings.Cut(queue, `value="`+id+"/why/")
			seen, _, _ = strings.Cut(seen, `"`)
			one := url.Values{"one": {state + " " + id + "/why/" + seen}}
			if got := w.do("POST", publishing+"/answers", one); got.Code != 303 {
				t.Errorf("%d %s", got.Code, got.Body)
			}
		}
		for _, id := range []string{club, shy, person} {
			review(id, "approved")
		}
		public := func() string { return w.do("GET", "/consultations/park/published-responses", nil).Body.String() }
		text := public()
		for want, n := range map[string]int{
			"MARKER-club &lt;b&gt;": 1, "MARKER-shy": 0, "MARKER-me": 0, "<bdi>An organisation</bdi>": 1, "I walk.": 1,
		} {
			if got := strings.Count(text, want); got != n {
				t.Errorf("%q is on the page %d times, want %d: %s", want, got, n, text)
			}
		}
		petition := &entry.Submission{
			Consultation: "park", Kind: entry.Petition, Day: "2026-02-10", Title: "MARKER-benches <b>", Claimed: 900,
			HideOrganisation: true, Publish: true,
		}
		for _, why := range []string{"", "The sender asked."} {
			if err := w.entry.SaveSubmission(t.Context(), w.by, petition, why); err != nil {
				t.Fatal(err)
			}
		}
		if text := w.do("GET", publishing+"?list=submissions", nil).Body.String(); !strings.Contains(text, "MARKER-benches &lt;b&gt;") ||
			strings.Contains(public(), "benches") {
			t.Errorf("a submission without review: %s", text)
		}
		for _, version := range []string{"1", "x", ""} {
			item := url.Values{"item": {petition.ID + "/" + version}, "state": {"approved"}}
			if got := w.do("POST", publishing+"/submissions", item); got.Code != 409 {
				t.Errorf("version %q: %d", version, got.Code)
			}
		}
		item := url.Values{"item": {petition.ID + "/2"}, "state": {"approved"}}
		if got := w.do("POST", publishing+"/submissions", item); got.Code != 303 || !strings.Contains(public(), "900 signatures claimed") {
			t.Errorf("approved: %d %s", got.Code, public())
		}
		if got := w.do("POST", publishing+"/submissions", url.Values{"one": {"rejected " + petition.ID + "/2"}}); got.Code != 303 {
			t.Errorf("rejected: %d", got.Code)
		}
		review(club, "unnamed")
		if text := public(); strings.Contains(text, "MARKER") ||
			strings.Count(text, "<bdi>An organisation</bdi>") != 2 {
			t.Errorf("without the name: %s", text)
		}
	})
}

// Written equality monitoring answers are shown for a purpose, without their
// responses. They can be redacted, but not from an outdated page.
func TestRedactingMonitoringTexts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTestSite(t, d)
		const name, other = "MARKER-name", "MARKER-other"
		response := w.send(
			survey.Raw{
				"use":        {"yes"},
				"why":        {"MARKER-view"},
				"sex":        {"other"},
				"sex--other": {"I am " + name + " <i>"},
			},
		)
		w.send(survey.Raw{"use": {"yes"}, "sex": {"other"}, "sex--other": {other}})
		w.send(survey.Raw{"use": {"yes"}, "sex": {"male"}})
		const list, why = "/staff/consultations/park/monitoring-texts", "To check for names."
		handle := func(text string) (path string) {
			t.Helper()
			got := w.do("POST", list, url.Values{"purpose": {why}}).Body.String()
			for _, item := range strings.Split(got, "<li")[1:] {
				if _, after, ok := strings.Cut(item, `action="`); ok && strings.Contains(item, text) {
					path, _, _ = strings.Cut(after, `"`)
				}
			}
			if !strings.HasPrefix(path, list+"/") {
				t.Fatalf("no form to redact %q: %s", text, got)
			}
			return path
		}
		first := handle(name)
		for _, step := range []struct {
			name, method, path string
			form               url.Values
			status             int
			shows, hides       string
		}{
			{"the page asks for the purpose", "GET", list, nil, 200, "Why do you need this information?", name},
			{"no purpose", "POST", list, url.Values{"purpose": {"x"}}, 422, "Explain in a sentence", name},
			{"the list", "POST", list, url.Values{"purpose": {why}}, 200, name + " &lt;i&gt;", "MARKER-view"},
			{"the list does not reveal the response", "POST", list, url.Values{"purpose": {why}}, 200, other, response.ID()},
			{"no reason", "POST", first, url.Values{"purpose": {why}, "words": {"TYPED"}}, 422, "TYPED", ""},
			{
				"text that the answer does not have", "POST", first,
				url.Values{"purpose": {why}, "words": {"TYPED"}, "redact-reason": {"health"}}, 422, "TYPED", "",
			},
			{"a redaction without a purpose", "POST", first, url.Values{"words": {"TYPED"}}, 422, "Explain in a sentence", name},
			{"redacted", "POST", first, url.Values{"purpose": {why}, "words": {name}, "redact-reason": {"own-identity"}}, 303, "", ""},
			{
				"sent twice", "POST", first, url.Values{"purpose": {why}, "words": {name}, "redact-reason": {"own-identity"}},
				422, "has been deleted, or a colleague has just redacted it", name + " &lt;",
			},
			{"a confirmation", "GET", list + "?done=yes&purpose=" + url.QueryEscape(why), nil, 200, why, name},
			{"the list after the redaction", "POST", list, url.Values{"purpose": {why}}, 200, "I am [redacted] &lt;i&gt;", name},
			{
				"the number of redacted characters", "POST", list, url.Values{"purpose": {why}, "list": {"redactions"}},
				200, "11 characters redacted", name,
			},
			{
				"the monitoring answers of the response", "POST",
				"/staff/consultations/park/responses/" + response.ID() + "/monitoring", url.Values{"purpose": {why}}, 200,
				"[redacted]", name,
			},
			{
				"the response does not mention the redaction", "GET", "/staff/consultations/park/responses/" + response.ID(), nil,
				200, "MARKER-view", "redacted by",
			},
			{
				"an export", "POST", "/staff/consultations/park/export",
				url.Values{"purpose": {why}, "monitoring": {"yes"}, "format": {"csv"}}, 200, "I am ▇", name,
			},
			{
				"the page of the respondent", "POST", "/consultations/park/my-response",
				url.Values{"code": {response.WithdrawalCode().String()}}, 200, "without seeing which response", name,
			},
		} {
			got := w.do(step.method, step.path, step.form)
			body := got.Body.String()
			if got.Code != step.status || !strings.Contains(body, step.shows) ||
				step.hides != "" && strings.Contains(body, step.hides) {
				_, body, _ = strings.Cut(body, "<main")
				t.Errorf(
					"%s: %d, want %d; it should show %q and not %q:\n%s",
					step.name,
					got.Code,
					step.status,
					step.shows,
					step.hides,
					body,
				)
			}
		}
		second := handle(other)
		for name, by := range map[string]actor.Actor{
			"another organisation": {ID: "x", Org: "elsewhere", Capabilities: actor.AllCapabilities},
			"an analyst": {
				ID: "x", Org: actor.CouncilOrg,
				Capabilities: []actor.Capability{actor.Staff, actor.ReadResponses, actor.Moderate, actor.ExportData},
			},
			"a clerk":                  {ID: "x", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Staff, actor.EnterResponses}},
			"a partner that may draft": {ID: "x", Org: "elsewhere", Capabilities: []actor.Capability{actor.Staff, actor.Draft, actor.UpdateActions}},
			"the public":               {},
		} {
			w.by = by
			for _, step := range [][2]string{{"GET", list}, {"POST", list}, {"POST", second}} {
				got := w.do(
					step[0],
					step[1],
					url.Values{"purpose": {why}, "words": {other}, "redact-reason": {"health"}},
				)
				if got.Code != http.StatusNotFound || strings.Contains(got.Body.String(), other) {
					t.Errorf("%s, %s %s: %d", name, step[0], step[1], got.Code)
				}
			}
		}
	})
}

// The download has everything in one file and is the answer to a POST: there is no
// address at which anyone else could fetch it.
func TestSubjectAccessDownload(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTestSite(t, d)
		key := w.send(survey.Raw{"use": {"yes"}, "why": {"The grass."}, "sex": {"female"}})
		if got := w.do("GET", "/staff/consultations/park/responses/"+key.ID(), nil); got.Code != http.StatusOK {
			t.Fatal(got.Code)
		}
		w.by = actor.Actor{}
		got := w.do("POST", "/consultations/park/my-response/download", url.Values{"code": {key.WithdrawalCode().String()}})
		archive, err := zip.NewReader(bytes.NewReader(got.Body.Bytes()), int64(got.Body.Len()))
		if err != nil || len(archive.File) != 1 {
			t.Fatalf("%d %v", got.Code, err)
		}
		file, err := archive.File[0].Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"The grass.", "female", "read-response", `"channel": "web"`} {
			if !strings.Contains(string(text), want) {
				t.Errorf("%q is missing from the file: %s", want, text)
			}
		}
		for _, not := range []string{`"officer"`, "An officer", key.WithdrawalCode().String()} {
			if strings.Contains(string(text), not) {
				t.Errorf("%q is in the file", not)
			}
		}
		if got := w.do("GET", "/consultations/park/my-response/download", nil); got.Code != http.StatusMethodNotAllowed {
			t.Errorf("by GET: %d", got.Code)
		}
		for _, path := range []string{"/staff/consultations/park/responses", "/staff/retention", "/staff/consultations/park/export"} {
			if got := w.do("GET", path, nil); got.Code != http.StatusNotFound {
				t.Errorf("%s, without signing in: %d", path, got.Code)
			}
		}
	})
}
