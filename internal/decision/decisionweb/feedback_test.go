package decisionweb

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/record/recordtest"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// Feedback is a record with drafts: a preview shows its figures and names those that do not exist, which also keep it from
// being submitted, each at its field. Only the text that another person approved becomes public, with an entry in the public
// record.
//
// Row C8 of docs/faults.md.
// Row C15 of docs/faults.md.
func TestFeedbackIsWrittenAsADraftAndChecked(t *testing.T) {
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
		records, service := &edit.Service{DB: d, Log: log}, &decision.Service{DB: d, Log: log, Figures: figures}
		feature.Mount(h, New(h, service, records))
		kind, version, seen := service.FeedbackKind(), int64(0), ""
		person := func(id, org string, may ...actor.Capability) actor.Actor {
			return actor.Actor{ID: id, Org: org, Capabilities: append(may, actor.Staff)}
		}
		officer := person("officer", actor.CouncilOrg, actor.Draft, actor.Decide)
		get := func(by actor.Actor, path string, status int, has ...string) {
			t.Helper()
			w := httptest.NewRecorder()
			h.Site.ServeHTTP(w, site.WithActor(httptest.NewRequest("GET", path, nil), by))
			if w.Code != status {
				t.Errorf("%s: %d, want %d", path, w.Code, status)
			}
			for _, want := range has {
				if !strings.Contains(w.Body.String(), want) {
					t.Errorf("%s has no %q\n%.3000s", path, want, w.Body)
				}
			}
		}
		save := func(slug, said, did string) {
			t.Helper()
			c, err := records.SaveDraft(t.Context(), officer, &kind, slug, edit.Save{Version: version, Seen: seen,
				Values: edit.Values{"asked": {"What should change?"}, "said": {said}, "did": {did}}})
			if err != nil {
				t.Fatal(err)
			}
			version = c.Version
		}
		mistakes := func(slug, field, want string) {
			t.Helper()
			_, err := records.Submit(t.Context(), officer, &kind, slug, version)
			wrong := edit.AsMistakes(err)
			if len(wrong) != 1 || wrong[0].Field != field || !strings.Contains(fault.Message(wrong[0].Err), want) {
				t.Errorf("submitting says %v, want %q at %q", err, want, field)
			}
		}
		const preview = "/staff/consultations/parks/feedback/preview"
		save("parks", "Lights, said {{figure:parks#1/use/no}}.", "<b>Lights</b>")
		get(officer, preview, 200, "The figure &#34;parks#1/use/no&#34; does not exist.", "&lt;b&gt;Lights")
		mistakes("parks", "said", "does not exist")
		save("parks", "Lights, said {{x}}.", "Lights.")
		mistakes("parks", "said", "is not a figure")
		save("parks", "Lights.", "")
		mistakes("parks", "did", "Enter what you did, or what happens next.")
		save("parks", "Lights, said {{figure:parks#1/use/yes}}.", "Lights.")
		get(officer, preview, 200, `href="/consultations/parks/results/1#q-use"><strong>62% (412 of 668)</strong></a>`)
		get(person("clerk", actor.CouncilOrg, actor.EnterResponses), preview, 404)
		get(person("partner", "partner", actor.AllCapabilities...), preview, 404)
		for i, do := range []func(context.Context, actor.Actor, *edit.Kind, string, int64) (*edit.Copy, error){
			records.Submit, records.Approve, records.Publish,
		} {
			if _, err := do(t.Context(), officer, &kind, "parks", version); i == 1 != fault.Is(err, fault.Forbidden) || i != 1 && err != nil {
				t.Errorf("step %d by the writer: %v", i, err)
			}
			if i == 1 {
				_, err := do(t.Context(), person("head", actor.CouncilOrg, actor.Draft, actor.Decide), &kind, "parks", version)
				if err != nil {
					t.Error(err)
				}
			}
			version++
			get(actor.Actor{}, "/feedback/parks", map[bool]int{true: 200, false: 404}[i == 2])
		}
		get(actor.Actor{}, "/feedback/parks", 200, "412 of 668")
		version = 0
		save("open", "Lights.", "Lights.")
		mistakes("open", "", "Responses can change the outcome until a consultation closes.")
		var entries []record.Entry
		if err := d.View(t.Context(), func(tx *db.Tx) (err error) {
			entries, err = recordtest.Entries(t.Context(), tx, "answer/parks", "publication")
			return err
		}); err != nil || len(entries) != 1 {
			t.Errorf("the public record has %d entries of the feedback, want 1: %v", len(entries), err)
		}
	})
}
