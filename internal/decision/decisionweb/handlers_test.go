package decisionweb

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

func TestPages(t *testing.T) {
	pagetest.Golden(t, "list", listPage)
	pagetest.Golden(t, "show", showPage)
	pagetest.Golden(t, "issues", issuesPage)
	pagetest.Golden(t, "feedback-list", feedbackListPage)
	pagetest.Golden(t, "feedback-show", feedbackShowPage)
	pagetest.Golden(t, "feedback-preview", feedbackPreviewPage)
}

// Decisions quote figures and link to actions. The list says what was filtered and how many decisions were found, its links
// keep the filters, and it has a feed of its own.
//
// Row E8 of docs/faults.md.
func TestFeedbackLinksToFiguresAndActions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "example.org/record"})
		if err != nil {
			t.Fatal(err)
		}
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must((&consult.Service{DB: d, Log: log}).Define(t.Context(), actor.System, consult.Definition{
			Slug: "parks", Title: "Parks", Type: consult.Formal, Opens: "2016-04-25", Closes: "2016-05-27", Published: true,
			Text: consult.Text{Summary: "We asked."}, Register: &consult.RegisterEntry{Source: "https://example.org"}}))
		day := func(m time.Month, n int) time.Time { return time.Date(2016, m, n, 0, 0, 0, 0, time.UTC) }
		must((&action.Service{DB: d}).Define(t.Context(), actor.System, action.Definition{Actions: []action.Action{
			{Ref: "lights", What: "Add lights", Who: "Parks team", Due: day(12, 31), Measure: "Lights", Issues: []string{"dark"}}}}))
		h := &web.Deps{DB: d, Record: log, Site: &site.Site{Log: slog.New(slog.DiscardHandler)}}
		s := &decision.Service{DB: d, Log: log, Figures: func(context.Context, *db.Tx, string) (analysis.Figure, error) {
			return analysis.Figure{Text: "62% (412 of 668)", Href: "/consultations/parks/results/1#use"}, nil
		}}
		feature.Mount(h, New(h, s, &edit.Service{DB: d}))
		must(s.Define(t.Context(), actor.System, decision.Decision{
			Ref: "plan", Title: "Parks plan", Body: "Cabinet", Date: day(7, 6), Consultation: "parks",
			Decided: []string{"That it be adopted."}, Reasons: "It is right.",
			Issues:   []decision.Issue{{Ref: "dark", Issue: "It is <dark>.", RaisedBy: "Women", Response: "Yes.", Change: "Lights."}},
			Feedback: &decision.Feedback{Asked: "What?", Said: "{{figure:parks#1/use/yes}} said lights.", Did: "Lights."},
		}))
		for _, test := range []struct {
			path string
			code int
			want string
		}{
			{"/decisions", 200, `href="/decisions/plan"`},
			{"/decisions?year=2015", 200, `<a class="govuk-link" href="/feedback">We asked, you said, we did: feedback on 1 consultation</a>`},
			{
				"/decisions/plan", 200,
				`<a class="govuk-link" href="/consultations/parks/results/1#use"><strong>62% (412 of 668)</strong></a> said lights.`,
			},
			{"/decisions/plan", 200, `<a class="govuk-link" href="/actions/lights">Add lights</a>`},
			{"/decisions/plan", 200, "It is &lt;dark&gt;."},
			{"/decisions/plan", 200, `<a class="govuk-link" href="/consultations/parks">Parks</a>`},
			{"/feedback/parks", 303, ""},
			{"/feedback", 200, `href="/decisions/plan#answer"`},
			{"/decisions?feedback=published&year=2016&body=Cabinet", 200, "1 decision with published feedback · Cabinet · 2016"},
			{"/decisions?feedback=published&body=Cabinet", 200, `href="/decisions?body=Cabinet&amp;feedback=due"`},
			{"/decisions?feedback=due&subject=%00", 200, "0 decisions with feedback due"},
			{"/decisions?year=20x6&feedback=broken", 200, "1 decision or report"},
			{"/decisions?page=nonsense", 404, "We cannot find that page of the list."},
			{"/decisions/feed.atom?body=Cabinet", 200, "<title>1 decision or report · Cabinet</title>"},
			{"/decisions/feed.atom?body=Cabinet", 200, "<title>Parks plan: Decision</title>"},
			{"/decisions/feed.atom?body=Council", 200, "<title>0 decisions and reports</title>"},
			{"/decisions/nowhere", 404, "We cannot find that decision."},
		} {
			w := httptest.NewRecorder()
			h.Site.ServeHTTP(w, httptest.NewRequest("GET", test.path, nil))
			if w.Code != test.code || !strings.Contains(w.Body.String(), test.want) {
				t.Errorf("%s: %d, without %q", test.path, w.Code, test.want)
			}
		}
	})
}
