package moderationweb

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/survey"
)

// Row D9 of docs/faults.md. A file with many responses is prepared outside the request. Only the
// officer who asked, in the browser that asked, can read it, and once; the database holds it
// encrypted. The export is in the audit log.
func TestLargeExportIsForTheBrowserThatAskedForIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTestSite(t, d)
		w.service.MaxExportedAtOnce = 1
		const at, secret = "/staff/consultations/park/export", "MARKER-gates"
		for range 2 {
			w.send(survey.Raw{"use": {"yes"}, "why": {secret}, "consent": {"no"}, "sex": {"female"}})
		}
		ask := func(method, path string, form url.Values, cookies []*http.Cookie) *httptest.ResponseRecorder {
			r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			for _, c := range cookies {
				r.AddCookie(c)
			}
			out := httptest.NewRecorder()
			w.site.ServeHTTP(out, site.WithActor(r, w.by))
			return out
		}
		page := ask("GET", at, nil, nil)
		browser := page.Result().Cookies()
		address := regexp.MustCompile(`name="file" value="([^"]+)"`).FindStringSubmatch(page.Body.String())
		if len(browser) != 1 || !browser[0].HttpOnly || address == nil {
			t.Fatalf("%v\n%s", browser, page.Body)
		}
		form := url.Values{"purpose": {"For the committee."}, "format": {"csv"}, "file": {address[1]}}
		sent := ask("POST", at, form, browser)
		path := sent.Header().Get("Location")
		if sent.Code != 303 || !strings.HasPrefix(path, at+"/") || len(sent.Result().Cookies()) != 0 {
			t.Fatalf("%d to %q, %v\n%s", sent.Code, path, sent.Result().Cookies(), sent.Body)
		}
		var stored []byte
		if err := d.View(t.Context(), func(tx *db.Tx) error {
			all, err := db.All(t.Context(), tx, func(r db.Row) (b []byte, err error) { return b, r.Scan(&b) }, `SELECT bytes FROM operation_chunk`)
			stored = bytes.Join(all, nil)
			return err
		}); err != nil || len(stored) == 0 || bytes.Contains(stored, []byte(secret)) {
			t.Errorf("%d bytes, %v: the file is not encrypted", len(stored), err)
		}
		try := func(who, method string, cookies []*http.Cookie, status int, has string) {
			t.Helper()
			got := ask(method, path, url.Values{}, cookies)
			if got.Code != status || !strings.Contains(got.Body.String(), has) || strings.Contains(got.Body.String(), secret) != (has == secret) {
				t.Errorf("%s: %d, want %d and %q\n%s", who, got.Code, status, has, got.Body)
			}
		}
		const offer, gone = "Download file", "Export the responses again."
		try("another browser", "GET", nil, 200, gone)
		try("another browser", "POST", nil, 410, gone)
		officer := w.by
		w.by.ID = "colleague"
		try("a colleague", "GET", browser, 404, "")
		try("a colleague", "POST", browser, 404, "")
		w.by = officer
		try("the page", "GET", browser, 200, offer)
		try("the file", "POST", browser, 200, secret)
		try("a second time", "GET", browser, 200, gone)
		try("a second time", "POST", browser, 410, gone)
		if err := d.View(t.Context(), func(tx *db.Tx) error {
			all, err := audit.List(t.Context(), tx, actor.System, audit.Filter{Act: "export-responses"})
			if len(all.Items) != 1 || all.Items[0].ActorID != officer.ID || all.Items[0].Reason != "For the committee." {
				t.Errorf("%+v", all)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}
