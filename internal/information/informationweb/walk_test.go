package informationweb

import (
	"bytes"
	"html"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/information"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

var officer = actor.Actor{ID: "ann", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Staff, actor.EditRecords}}

// An officer uploads a payroll with headings and codes of their own, is shown the lines with errors and the columns, says how
// to read them, sees the figures before anything is saved, and saves them.
func TestFileIsCheckedBeforeItsFiguresAreSaved(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "example.org/record"})
		if err != nil {
			t.Fatal(err)
		}
		srv := &site.Site{Log: slog.New(slog.DiscardHandler), RecentlyAuthenticated: func(*http.Request) bool { return true }}
		now := func() time.Time { return time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC) }
		deps := &web.Deps{DB: d, Record: log, Slog: srv.Log, Site: srv, Now: now}
		service := &information.Service{DB: d, Log: log, Secret: []byte("secret")}
		feature.Mount(deps, New(deps, service, &edit.Service{DB: d, Log: log}))
		serve := func(r *http.Request) *httptest.ResponseRecorder {
			w := httptest.NewRecorder()
			srv.ServeHTTP(w, site.WithActor(r, officer))
			return w
		}
		upload := func(file string, fields url.Values) (int, string) {
			var body bytes.Buffer
			w := multipart.NewWriter(&body)
			for name, values := range fields {
				for _, v := range values {
					_ = w.WriteField(name, v)
				}
			}
			if file != "" {
				part, _ := w.CreateFormFile("file", "pay.csv")
				_, _ = part.Write([]byte(file))
			}
			w.Close()
			r := httptest.NewRequest(http.MethodPost, figuresPath+"/new", &body)
			r.Header.Set("Content-Type", w.FormDataContentType())
			out := serve(r)
			return out.Code, html.UnescapeString(out.Body.String())
		}
		fields := url.Values{"kind": {"payroll"}, "as-at-day": {"31"}, "as-at-month": {"3"}, "as-at-year": {"2026"}}
		file := "surname,gender code,paid in full,rate,bonus\n" +
			strings.Repeat("Zebulon,1,yes,20,\nAbigail,2,yes,18,\nAbigail,2,yes,17,50\nZebulon,1,yes,21,\n", 20)
		expect := func(what string, code, want int, body string, texts ...string) {
			t.Helper()
			for _, text := range texts {
				if code != want || !strings.Contains(body, text) {
					t.Fatalf("%s: status %d, want %d with %q:\n%.6000s", what, code, want, text, body)
				}
			}
		}
		code, body := upload("", fields)
		expect("no file", code, 422, body, "Choose a file to upload.")
		code, body = upload(file, url.Values{"kind": {"payroll"}})
		expect("no date", code, 422, body, "Enter the date of the figures")
		code, body = upload(file, fields)
		expect("unknown headings", code, 422, body, "Choose the column for “On full pay (yes or no)”", `<option value="gender code">`)
		fields.Set("mapped", "yes")
		for name, head := range map[string]string{
			"full_pay": "paid in full", "hourly_rate": "rate", "bonus_in_year": "bonus", "sex": "gender code",
		} {
			fields.Set("column-"+name, head)
		}
		code, body = upload(strings.Replace(file, ",20,", ",twenty,", 1), fields)
		expect("a wrong rate", code, 422, body, `Line 2: hourly_rate must be a number such as 1234.50, not "twenty".`)
		fields.Set("values-sex", "1 = Men\n2 = Women")
		code, body = upload(file, fields)
		expect("the figures", code, 200, body, "Nothing has been saved yet", "Women", "14.6%") // (20.50 − 17.50) ÷ 20.50
		sealed := regexp.MustCompile(`name="figures" value="([^"]+)"`).FindStringSubmatch(body)
		stored := func() (all []string) {
			if err := d.View(t.Context(), func(tx *db.Tx) (err error) {
				all, err = db.All(t.Context(), tx, db.Text, `SELECT content FROM information_figures`)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return all
		}
		if len(sealed) != 2 || len(stored()) != 0 {
			t.Fatalf("the figures are stored before they are saved, or cannot be: %q", stored())
		}
		r := httptest.NewRequest(http.MethodPost, figuresPath, strings.NewReader(url.Values{"figures": {sealed[1]}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		out := serve(r)
		if out.Code != http.StatusSeeOther || len(stored()) != 1 || strings.Contains(stored()[0], "Zebulon") {
			t.Fatalf("%d %q", out.Code, stored())
		}
		list := serve(httptest.NewRequest(http.MethodGet, out.Header().Get("Location"), nil))
		if got := list.Body.String(); !strings.Contains(got, "Saved: Payroll, 31 March 2026.") {
			t.Error(got)
		}
	})
}
