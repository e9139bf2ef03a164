package decisionweb

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/record/recordtest"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// Publishing feedback: errors are shown with everything that was typed, a preview publishes nothing, and an outdated
// form does not overwrite a colleague's version.
func TestOfficerPublishesFeedback(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "example.org/record"})
		if err != nil {
			t.Fatal(err)
		}
		for slug, closes := range map[string]string{"parks": "2016-05-27 23:59", "open": "2099-05-27 23:59"} {
			if err := (&consult.Service{DB: d, Log: log}).Define(t.Context(), actor.System, consult.Definition{
				Slug: slug, Title: "Parks", Type: consult.Survey, Opens: "2016-04-25 09:00", Closes: closes, Published: true,
				Text: consult.Text{
					Summary: "We asked.", OtherWays: []string{"By post."}, Next: "We read it.", Audience: "All.",
					Feedback: "2099-07-01", Contact: consult.Contact{Team: "Parks", Address: "The council"},
				}}); err != nil {
				t.Fatal(err)
			}
		}
		h := &web.Deps{DB: d, Record: log, Slog: slog.New(slog.DiscardHandler), Site: &site.Site{Log: slog.New(slog.DiscardHandler)}}
		figures := func(_ context.Context, _ *db.Tx, ref string) (analysis.Figure, error) {
			if ref != "parks#1/use/yes" {
				return analysis.Figure{}, fault.Newf(fault.NotFound, "The figure %q does not exist.", ref)
			}
			return analysis.Figure{Text: "62% (412 of 668)", Href: "/consultations/parks/results/1#q-use"}, nil
		}
		feature.Mount(h, New(h, &decision.Service{DB: d, Log: log, Figures: figures}, nil))
		const formPath = "/staff/consultations/parks/feedback"
		officer := actor.Actor{
			ID:           "officer",
			Org:          actor.CouncilOrg,
			Name:         "An officer",
			Capabilities: []actor.Capability{actor.Staff, actor.Decide},
		}
		values := func(do, version, said, did string) url.Values {
			return url.Values{"do": {do}, "version": {version}, "asked": {"What should change?"}, "said": {said}, "did": {did}, "next": {""}}
		}
		const quote = "Lights, said {{figure:parks#1/use/yes}}."
		for _, step := range []struct {
			name, path  string
			by          actor.Actor
			form        url.Values
			status      int
			has, hasNot []string
		}{
			{"a visitor gets 404", formPath, actor.Actor{}, nil, 404, nil, []string{"We asked"}},
			{
				"a data entry clerk gets 404", formPath,
				actor.Actor{ID: "clerk", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Staff, actor.EnterResponses}},
				nil, 404, nil, []string{"We asked"},
			},
			{
				"an officer of another organisation gets 404", formPath,
				actor.Actor{ID: "partner", Org: "partner", Capabilities: actor.AllCapabilities}, nil, 404, nil,
				[]string{"We asked"},
			},
			{
				"and cannot publish", formPath,
				actor.Actor{ID: "partner", Org: "partner", Capabilities: actor.AllCapabilities},
				values("publish", "0", "x", "y"), 404, nil, []string{"We asked"},
			},
			{
				"the empty form", formPath, officer, nil, 200,
				[]string{"The consultation page promises feedback by 1 July 2099.", "There are no figures until the results are released."},
				nil,
			},
			{
				"required parts are missing", formPath, officer, url.Values{"do": {"publish"}, "said": {"TYPED"}},
				422, []string{"Enter what you asked people.", "Enter what you did, or what happens next.", "TYPED"},
				nil,
			},
			{
				"a figure that does not exist", formPath, officer,
				values("publish", "0", "TYPED {{figure:parks#1/use/no}}", "Lights."), 422,
				[]string{"The figure &#34;parks#1/use/no&#34; does not exist.", "TYPED {{figure:parks#1/use/no}}"},
				nil,
			},
			{
				"braces that are no figure", formPath, officer, values("preview", "0", "TYPED {{x}}", "Lights."), 422,
				[]string{"is not a figure", "TYPED {{x}}"}, nil,
			},
			{
				"a preview", formPath, officer, values("preview", "0", quote, "<b>Lights</b>"), 200,
				[]string{
					"Preview of your feedback",
					`href="/consultations/parks/results/1#q-use"><strong>62% (412 of 668)</strong></a>`,
					"&lt;b&gt;Lights", quote,
				},
				nil,
			},
			{"which is not public", "/feedback", actor.Actor{}, nil, 200, nil, []string{"412 of 668"}},
			{"publishing", formPath, officer, values("publish", "0", quote, "Lights."), 303, nil, nil},
			{"publishing the same again", formPath, officer, values("publish", "0", quote, "Lights."), 303, nil, nil},
			{"the public page", "/feedback/parks", actor.Actor{}, nil, 200, []string{"<h1", "412 of 668"}, nil},
			{"the public list", "/feedback", actor.Actor{}, nil, 200, []string{`href="/feedback/parks"`, "Lights."}, nil},
			{"feedback on another consultation", "/feedback/nowhere", actor.Actor{}, nil, 404, []string{"We cannot find that feedback"}, nil},
			{"the form after publishing", formPath, officer, nil, 200, []string{`name="version" value="1"`, "/feedback/parks", quote}, nil},
			{
				"an outdated form", formPath, officer, values("publish", "0", "Benches.", "MINE"), 422,
				[]string{
					"A colleague has published different feedback", "What your colleague published", "412 of 668",
					"MINE", `name="version" value="1"`,
				},
				nil,
			},
			{"which changes nothing", "/feedback/parks", actor.Actor{}, nil, 200, []string{"412 of 668"}, []string{"MINE"}},
			{"a correction", formPath, officer, values("publish", "1", "Benches.", "MINE"), 303, nil, nil},
			{"is public", "/feedback/parks", actor.Actor{}, nil, 200, []string{"Benches.", "MINE"}, []string{"412 of 668"}},
			{
				"before the consultation closes", "/staff/consultations/open/feedback", officer,
				values("publish", "0", "x", "TYPED"), 422,
				[]string{"Responses can change the outcome until a consultation closes.", "TYPED"}, nil,
			},
		} {
			r := httptest.NewRequest("GET", step.path, nil)
			if step.form != nil {
				r = httptest.NewRequest("POST", step.path, strings.NewReader(step.form.Encode()))
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			}
			if step.by.ID != "" {
				r = site.WithActor(r, step.by)
			}
			w := httptest.NewRecorder()
			h.Site.ServeHTTP(w, r)
			body := w.Body.String()
			if w.Code != step.status {
				t.Errorf("%s: %d, want %d\n%.3000s", step.name, w.Code, step.status, body)
			}
			for _, want := range step.has {
				if !strings.Contains(body, want) {
					t.Errorf("%s: the page has no %q\n%.3000s", step.name, want, body)
				}
			}
			for _, not := range step.hasNot {
				if strings.Contains(body, not) {
					t.Errorf("%s: the page has %q", step.name, not)
				}
			}
		}
		var entries []record.Entry
		if err := d.View(t.Context(), func(tx *db.Tx) (err error) {
			entries, err = recordtest.Entries(t.Context(), tx, "answer/parks", "publication")
			return err
		}); err != nil || len(entries) != 2 {
			t.Errorf("the public record has %d entries of the feedback, want 2: %v", len(entries), err)
		}
	})
}
