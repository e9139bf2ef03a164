package progressreportweb

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/progressreport"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/strategy"
	"github.com/folkmoot/folkmoot/internal/web"
)

// An owner without the right to write reports reads their part of a draft and signs it, after confirming who they are; once it
// is published, the report is a page, and data.
// is published, the report is a page, and data.
func TestOwnerSignsAndReportIsPublished(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "example.org/record"})
		if err != nil {
			t.Fatal(err)
		}
		baseline, target := 10.0, 20.0
		if err := (&strategy.Service{DB: d, Log: log}).Define(t.Context(), actor.System, strategy.Strategy{
			Slug: "green", Title: "Green", From: exampleDay(2024, 1, 1), To: exampleDay(2027, 12, 31),
			Versions: []strategy.Version{{Kind: strategy.Adopted, Date: exampleDay(2024, 1, 1)}},
			Aims: []strategy.Aim{{Ref: "trees", Title: "Trees", Objectives: []strategy.Objective{{
				Ref: "plant", Title: "More trees", Measure: "Trees", Baseline: &baseline, Target: &target, By: exampleDay(2027, 1, 1),
				Owner: "Head of parks",
			}}}},
		}); err != nil {
			t.Fatal(err)
		}
		service := &progressreport.Service{DB: d, Edit: &edit.Service{DB: d, Log: log}, Accounts: account.New(d, nil)}
		if err := service.Accounts.CreateDemoAccounts(t.Context()); err != nil {
			t.Fatal(err)
		}
		officer := func(id string) actor.Actor {
			return actor.Actor{ID: id, Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Staff, actor.EditRecords, actor.ApproveRecords}}
		}
		ann, bob, kind := officer("ann"), officer("bob"), service.Records()[0]
		owner := actor.Actor{ID: "invented-action-owner", Org: actor.CouncilOrg, Capabilities: actor.CapabilitiesOf(true, actor.ActionOwner)}
		by, recent := ann, false
		deps := &web.Deps{DB: d, Record: log, Site: &site.Site{Log: slog.New(slog.DiscardHandler), ReauthPath: "/staff/confirm",
			RecentlyAuthenticated: func(*http.Request) bool { return recent },
			SessionMiddleware: func(next http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(w, site.WithActor(r, by)) })
			}}}
		feature.Mount(deps, New(deps, service))
		send := func(method, path, form string) *httptest.ResponseRecorder {
			r := httptest.NewRequest(method, path, strings.NewReader(form))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			w := httptest.NewRecorder()
			deps.Site.ServeHTTP(w, r)
			return w
		}
		c, err := service.Edit.Start(t.Context(), ann, &kind, db.NewID(), edit.Save{Values: edit.Values{
			"title": {"Trees 2024"}, "kind": {"annual"}, "strategy": {"green"}, "from": {"2024-01-01"}, "to": {"2024-12-31"},
			"foreword": {"A year."}, "easy-read": nil,
		}})
		if err != nil {
			t.Fatal(err)
		}
		path := progressreport.RecordsPath + "/" + c.Address() + "/sign-off"
		if w := send("GET", path, ""); !strings.Contains(w.Body.String(), "1 owner has not signed yet") ||
			!strings.Contains(w.Body.String(), "Action owner, ") || strings.Contains(w.Body.String(), `name="part"`) {
			t.Fatalf("the page for those who write reports: %d\n%s", w.Code, w.Body)
		}
		if w := send("POST", path+"/signer", "owner=Head+of+parks&signer="+owner.ID); w.Code != http.StatusSeeOther {
			t.Fatalf("choosing who signs: %d\n%s", w.Code, w.Body)
		}
		by = owner
		if w := send("GET", path, ""); w.Code != http.StatusNotFound {
			t.Errorf("the owner sees the page of those who write reports: %d", w.Code)
		}
		before := send("GET", progressreport.SignPath, "")
		part := regexp.MustCompile(`name="part" value="([^"]+)"`).FindStringSubmatch(before.Body.String())
		if part == nil || !strings.Contains(before.Body.String(), "More trees") {
			t.Fatalf("the page to sign: %d\n%s", before.Code, before.Body)
		}
		signature := "report=" + c.Address() + "&owner=Head+of+parks&part=" + part[1]
		if w := send("POST", progressreport.SignPath, signature); w.Code == http.StatusSeeOther &&
			!strings.Contains(w.Header().Get("Location"), "confirm") {
			t.Fatal("signed without confirming who signs")
		}
		recent = true
		if w := send("POST", progressreport.SignPath, signature); w.Code != http.StatusSeeOther {
			t.Fatalf("signing: %d\n%s", w.Code, w.Body)
		}
		by = bob
		if after := send("GET", path, ""); !strings.Contains(after.Body.String(), "Every owner has signed.") {
			t.Errorf("after signing: %d\n%s", after.Code, after.Body)
		}
		if c, err = service.Edit.Submit(t.Context(), ann, &kind, c.Address(), c.Version); err == nil {
			c, err = service.Edit.ApproveAndPublish(t.Context(), bob, &kind, c.Address(), c.Version)
		}
		if err != nil {
			t.Fatal(err)
		}
		for at, want := range map[string]string{
			"/progress-reports": "Trees 2024", "/progress-reports/" + c.Record: "Head of parks",
			"/progress-reports/" + c.Record + "/data.csv":  `"objective","plant","More trees"`,
			"/progress-reports/" + c.Record + "/data.json": `"title":"Trees 2024"`,
		} {
			if w := send("GET", at, ""); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s: %d, without %q\n%.800s", at, w.Code, want, w.Body)
			}
		}
		if w := send("GET", "/progress-reports/"+c.Record+"/easy-read", ""); w.Code != http.StatusNotFound {
			t.Errorf("a summary that was not written: %d", w.Code)
		}
	})
}
