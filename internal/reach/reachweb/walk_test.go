package reachweb

import (
	"bytes"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/edit/editweb"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
	"github.com/folkmoot/folkmoot/internal/reach"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

var officer = actor.Actor{ID: "u1", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Staff, actor.Engage}}

// An officer uploads a file, sees why each row is taken as it is, chooses groups, checks it and makes it a draft, without script.
func TestOfficerUploadsWhoIsAffected(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "folkmoot.invalid/record"})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { log.Close() })
		if err := (&consult.Service{DB: d, Log: log}).Define(t.Context(), actor.System, consult.Definition{
			Slug: "library", Title: "The library", Type: consult.Engagement, Opens: "2026-02-01 09:00", Closes: "2026-03-03 09:30",
		}); err != nil {
			t.Fatal(err)
		}
		srv := &site.Site{Log: slog.New(slog.DiscardHandler), RecentlyAuthenticated: func(*http.Request) bool { return true }}
		deps := &web.Deps{DB: d, Slog: srv.Log, Site: srv}
		records := &edit.Service{DB: d, Log: log}
		feature.Mount(deps, New(deps, &reach.Service{DB: d, Edit: records}), editweb.New(deps, records, []edit.Kind{reach.ProfileKind()}, nil))
		send := func(r *http.Request, want int) *httptest.ResponseRecorder {
			t.Helper()
			out := pagetest.ServeConfirmed(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				srv.ServeHTTP(w, site.WithActor(r, officer))
			}), r)
			if out.Code != want {
				t.Fatalf("%s %s: %d, want %d: %s", r.Method, r.URL, out.Code, want, out.Body)
			}
			return out
		}
		get := func(path string) string {
			t.Helper()
			return send(httptest.NewRequest(http.MethodGet, path, nil), http.StatusOK).Body.String()
		}
		post := func(path string, typed url.Values, want int) *httptest.ResponseRecorder {
			t.Helper()
			r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(typed.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			return send(r, want)
		}
		const files = "/staff/consultations/library/affected-users/files"
		upload := func(text string, want int) *httptest.ResponseRecorder {
			t.Helper()
			var body bytes.Buffer
			parts := multipart.NewWriter(&body)
			part, _ := parts.CreateFormFile("file", "cards.csv")
			_, _ = part.Write([]byte(text))
			parts.Close()
			r := httptest.NewRequest(http.MethodPost, files, &body)
			r.Header.Set("Content-Type", parts.FormDataContentType())
			return send(r, want)
		}
		if out := upload("Group,People\n\"F,1", http.StatusUnprocessableEntity).Body.String(); !strings.Contains(out, "Row 2") {
			t.Errorf("the row of a bad file is not named: %s", out)
		}
		at := upload("Question,Group,People\nSex,F,1200\nSex,M,4\nDisability,Yes,300\nDisability,No,900\nShoes,44,many\n",
			http.StatusSeeOther).Header().Get("Location")
		page := get(at)
		for _, want := range []string{"The question and the answer have these words.", "Choose one.", "There is no number.",
			`value="sex/female" selected`, "2 numbers are small"} {
			if !strings.Contains(page, want) {
				t.Errorf("the page does not say %q", want)
			}
		}
		typed := url.Values{"question": {"0"}, "group": {"1"}, "people": {"2"}, "target-2": {"sex/female"}, "target-3": {"sex/male"},
			"target-4": {"disability/disabled"}, "target-5": {"disability/not-disabled"}, "target-6": {"sex/male"}, "do": {"save"}}
		if out := post(at, typed, http.StatusUnprocessableEntity).Body.String(); !strings.Contains(out, `href="#target-6"`) {
			t.Errorf("the problem does not lead to its row: %s", out)
		}
		typed.Set("target-6", "")
		typed.Set("do", "check")
		if out := post(at, typed, http.StatusOK).Body.String(); !strings.Contains(out, "Disability under the Equality Act") {
			t.Error("the check does not show what would be stored")
		}
		typed.Set("do", "save")
		form := post(at, typed, http.StatusSeeOther).Header().Get("Location")
		if draft := get(form); !strings.Contains(draft, `value="1200"`) || !strings.Contains(draft, `value="Disabled"`) {
			t.Error("the draft does not have the numbers")
		}
		if strings.Contains(get(files), "cards.csv</bdi>") {
			t.Error("the used file is still listed")
		}
		second := upload("Group,People\nF,1\n", http.StatusSeeOther).Header().Get("Location")
		post(second+"/remove", nil, http.StatusSeeOther)
		if strings.Contains(get(files), "cards.csv</bdi>") {
			t.Error("the removed file is still listed")
		}
	})
}
