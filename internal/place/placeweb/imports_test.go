package placeweb

import (
	"bytes"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

var approver = actor.Actor{ID: "u1", Org: actor.CouncilOrg, Capabilities: []actor.Capability{
	actor.Staff, actor.EditRecords, actor.ApproveRecords,
}}

// newSite returns a site with the pages of places, and two places with figures about their people.
func newSite(t *testing.T, d *db.DB) *site.Site {
	t.Helper()
	srv := &site.Site{Log: slog.New(slog.DiscardHandler), RecentlyAuthenticated: func(*http.Request) bool { return true }}
	deps := &web.Deps{DB: d, Slog: slog.New(slog.DiscardHandler), Site: srv}
	service := &place.Service{DB: d}
	feature.Mount(deps, New(deps, service, &edit.Service{DB: d}))
	log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "folkmoot.invalid/record"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() })
	if _, err := definition.Load(t.Context(), log, fstest.MapFS{
		"places.yaml": {Data: []byte(`places:
  - {ref: north, code: E1, name: North, kind: district, column: 1, row: 1}
  - {ref: south, code: E2, name: South, kind: district, column: 1, row: 2}
`)},
		"figures/sex.yaml": {Data: []byte(`tables:
  - {ref: sex, title: Sex, measure: parts, source: A census, date: 2021-03-21,
     figures: "place,category,value\nE1,Women,30\nE1,Men,20\nE2,Women,5\n"}
`)},
	}, actor.System, service.Definitions()); err != nil {
		t.Fatal(err)
	}
	return srv
}

// An officer uploads a file, chooses its columns, sees the differences, imports it and undoes it, without script. The public
// pages show the figures as they are then.
func TestOfficerImportsFiguresInTheBrowser(t *testing.T) {
	d := dbtest.Open(t, t.TempDir()+"/figures.db")
	srv := newSite(t, d)
	serve := func(r *http.Request) *httptest.ResponseRecorder {
		return pagetest.ServeConfirmed(srv, site.WithActor(r, approver))
	}
	get := func(path string) string { return serve(httptest.NewRequest(http.MethodGet, path, nil)).Body.String() }
	post := func(path string, form url.Values) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return serve(r)
	}
	upload := func(text string) *httptest.ResponseRecorder {
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		part, _ := w.CreateFormFile("file", "new<b>.csv")
		part.Write([]byte(text))
		w.Close()
		r := httptest.NewRequest(http.MethodPost, "/staff/figure-imports/sex", &body)
		r.Header.Set("Content-Type", w.FormDataContentType())
		return serve(r)
	}
	if out := upload("code\n"); out.Code != http.StatusUnprocessableEntity || !strings.Contains(out.Body.String(), "must have a first line") {
		t.Errorf("a file without figures: %d", out.Code)
	}
	out := upload("code,group,n\nE1,Women,33\nE9,Women,1\n")
	path := out.Header().Get("Location")
	if out.Code != http.StatusSeeOther || !strings.HasPrefix(path, "/staff/figure-imports/sex/") {
		t.Fatalf("uploading: %d %s", out.Code, out.Body)
	}
	wrong := serve(httptest.NewRequest(http.MethodGet, path+"?place=code", nil))
	if wrong.Code != http.StatusUnprocessableEntity ||
		!strings.Contains(wrong.Body.String(), "Choose the column with places and the column with figures.") {
		t.Errorf("a mapping without figures: %d", wrong.Code)
	}
	shown := get(path + "?place=code&category=group&value=n")
	for _, want := range []string{
		"What would change", "1 place in the file is not one of ours", ">30</td>", ">33</td>", "Import these figures",
	} {
		if !strings.Contains(shown, want) {
			t.Errorf("the differences lack %q", want)
		}
	}
	if strings.Contains(get("/places/north"), "33 (") {
		t.Error("the figures have changed before the import")
	}
	columns := url.Values{"place": {"code"}, "category": {"group"}, "value": {"n"}, "version": {"0"}}
	if late := post(path, columns); late.Code != http.StatusConflict {
		t.Errorf("importing what was seen of an earlier version: %d", late.Code)
	}
	columns.Set("version", "1")
	if unexplained := post(path, columns); unexplained.Code != http.StatusUnprocessableEntity ||
		!strings.Contains(unexplained.Body.String(), `href="#why"`) {
		t.Errorf("correcting published figures without a reason: %d", unexplained.Code)
	}
	columns.Set("why", "The census was corrected.")
	if done := post(path, columns); done.Code != http.StatusSeeOther || !strings.Contains(get("/places/north"), "33 (62.3%)") ||
		!strings.Contains(get("/figures/sex?category=Women"), "North 62.3%") {
		t.Errorf("importing: %d %s", done.Code, done.Body)
	}
	north := get("/places/north")
	for _, want := range []string{"The census was corrected.", ">30</td>", ">33</td>", `href="/figures/sex/corrections.csv"`} {
		if !strings.Contains(north, want) {
			t.Errorf("the page of the place does not say %q of the correction", want)
		}
	}
	if strings.Contains(get("/places/south"), "corrected.") || !strings.Contains(get("/figures/sex"), "corrections.csv") {
		t.Error("the correction is shown of another place, or not with the table")
	}
	if unexplained := post(path+"/undo", nil); unexplained.Code != http.StatusUnprocessableEntity {
		t.Errorf("undoing without a reason: %d", unexplained.Code)
	}
	if undone := post(path+"/undo", url.Values{"why": {"The wrong file."}}); undone.Code != http.StatusSeeOther ||
		!strings.Contains(get("/places/north"), "30 (60.0%)") ||
		!strings.Contains(get("/staff/figure-imports/sex"), "Undone") {
		t.Errorf("undoing: %d", undone.Code)
	}
	if csv := get("/figures/sex/corrections.csv"); !strings.Contains(csv, `"E1","Women","30","33","The census was corrected."`) ||
		!strings.Contains(csv, `"E1","Women","33","30","The wrong file."`) {
		t.Errorf("corrections: %q", csv)
	}
	other := upload("code,group,n\nE1,Women,99\n").Header().Get("Location")
	if !strings.Contains(get(other), `action="`+other+`/remove"`) {
		t.Error("an upload cannot be removed")
	}
	if removed := post(other+"/remove", nil); removed.Code != http.StatusSeeOther ||
		strings.Contains(get("/staff/figure-imports/sex"), other) {
		t.Errorf("removing an upload: %d", removed.Code)
	}
	if csv := get("/figures/sex/figures.csv"); csv != "\"code\",\"place\",\"category\",\"value\"\r\n\"E1\",\"North\",\"Women\",\"30\"\r\n"+
		"\"E1\",\"North\",\"Men\",\"20\"\r\n\"E2\",\"South\",\"Women\",\"5\"\r\n" {
		t.Errorf("download: %q", csv)
	}
}
