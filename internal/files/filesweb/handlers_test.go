package filesweb

import (
	"bytes"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/files"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

func TestPages(t *testing.T) { pagetest.Golden(t, "list", listPage) }

var officer = actor.Actor{ID: "u1", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Staff, actor.Draft}}

func uploadRequest(name, content string) *http.Request {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, _ := w.CreateFormFile("file", name)
	part.Write([]byte(content))
	w.Close()
	r := httptest.NewRequest("POST", "/staff/files", &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return r
}

// Hostile inputs 36, 43 and 46: a file is sent under a safe name, to people who may
// download it, and browsers never display it as a page of this site.
// Row B13 of docs/faults.md. A file is sent to be saved and never to be shown, and the page
// for uploads says that nobody checked whether it is safe.
func TestFilesAreOnlyOfferedForDownload(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		srv := &site.Site{Log: slog.New(slog.DiscardHandler), RecentlyAuthenticated: func(*http.Request) bool { return true }}
		deps := &web.Deps{DB: d, Slog: slog.New(slog.DiscardHandler), Site: srv}
		feature.Mount(deps, New(deps, &files.Service{DB: d, Temp: t.TempDir()}))
		as := func(by actor.Actor, r *http.Request) *httptest.ResponseRecorder {
			return pagetest.ServeConfirmed(srv, site.WithActor(r, by))
		}
		if out := as(officer, uploadRequest("../../x\r\nSet-Cookie: a=b<svg onload=1>ફાઇલ.txt", "Come to the hall.")); out.Code != 303 {
			t.Fatalf("uploading: %d %s", out.Code, out.Body)
		}
		list := as(officer, httptest.NewRequest("GET", "/staff/files", nil)).Body.String()
		path := regexp.MustCompile(`/files/[A-Z2-7]{26}`).FindString(list)
		if !strings.Contains(list, "we cannot tell whether a file is safe to open") {
			t.Error("the page does not say that files are not proven safe")
		}
		if path == "" || strings.Contains(list, "<svg onload") {
			t.Fatalf("the list has no file, or a name that is not escaped:\n%s", list)
		}
		out := as(officer, httptest.NewRequest("GET", path, nil))
		h := out.Header()
		if out.Code != 200 || out.Body.String() != "Come to the hall." || h.Get("X-Content-Type-Options") != "nosniff" ||
			!strings.HasPrefix(h.Get("Content-Disposition"), "attachment;") ||
			!strings.Contains(h.Get("Content-Disposition"), "filename*=utf-8''") ||
			!strings.Contains(h.Get("Content-Security-Policy"), "sandbox") ||
			h.Get("Cache-Control") != "no-store" || len(h["Set-Cookie"]) > 0 {
			t.Errorf("the download has status %d and headers %v", out.Code, h)
		}
		for name, by := range map[string]actor.Actor{
			"the public":           {},
			"another organisation": {ID: "u2", Org: "partner", Capabilities: actor.AllCapabilities},
		} {
			if out := as(by, httptest.NewRequest("GET", path, nil)); out.Code != 404 {
				t.Errorf("%s downloads it: %d, want 404", name, out.Code)
			}
			if out := as(by, httptest.NewRequest("POST", "/staff"+path+"/delete", nil)); out.Code != 404 {
				t.Errorf("%s deletes it: %d, want 404", name, out.Code)
			}
		}
		for say, r := range map[string]*http.Request{
			"Choose a file to upload":    httptest.NewRequest("POST", "/staff/files", nil),
			"a web page or a program":    uploadRequest("a.pdf", "<html>"),
			"must be 20 MB or smaller":   uploadRequest("a.txt", strings.Repeat("a", files.MaxBytes+1)),
			"The selected file is empty": uploadRequest("a.txt", ""),
		} {
			if out := as(officer, r); out.Code != 422 || !strings.Contains(out.Body.String(), say) {
				t.Errorf("status %d, want 422 with %q", out.Code, say)
			}
		}
		if out := as(officer, httptest.NewRequest("POST", "/staff"+path+"/delete", nil)); out.Code != 303 {
			t.Errorf("deleting: %d, want 303", out.Code)
		}
		if out := as(officer, httptest.NewRequest("GET", path, nil)); out.Code != 404 {
			t.Errorf("a deleted file: %d, want 404", out.Code)
		}
	})
}
