package actionweb

import (
	"bytes"
	"context"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// Row C9 of docs/faults.md. An action plan that is exported and imported again changes nothing. What was changed in the file is
// shown with the words before anything is stored, and then waits for another person's approval. A mistake leads to its row, and
// a check that is out of date is not carried out.
func TestActionPlanIsExportedChangedAndImported(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "example.org/record"})
		if err != nil {
			t.Fatal(err)
		}
		s, cost := &action.Service{DB: d}, action.Pence(125050)
		plan := action.Definition{Actions: []action.Action{
			{Ref: "van", What: "Run a =van", Who: "Head of vans", Measure: "Visits", Due: dbtest.Now, Cost: &cost, Groups: []string{"age", "race"},
				Why: " Two\nlines, \"quoted\". "},
			{Ref: "bus", What: "Ask for buses", Who: "Head of buses", Measure: "Buses", Due: dbtest.Now},
		}}
		if err := s.Define(t.Context(), actor.System, plan); err != nil {
			t.Fatal(err)
		}
		another := func(context.Context, *db.Tx, string) (bool, error) { return false, nil }
		records := &edit.Service{DB: d, Log: log, SamePersonMayApprove: another}
		deps := &web.Deps{DB: d, Slog: slog.New(slog.DiscardHandler), Site: &site.Site{Log: slog.New(slog.DiscardHandler)}}
		feature.Mount(deps, New(deps, s, records, nil, nil))
		officer := actor.Actor{ID: "officer", Org: actor.CouncilOrg, Capabilities: actor.CapabilitiesOf(true, actor.EqualityOfficer)}
		send := func(method, path, kind, body string, want int) string {
			t.Helper()
			r := httptest.NewRequest(method, path, strings.NewReader(body))
			r.Header.Set("Content-Type", kind)
			w := httptest.NewRecorder()
			deps.Site.ServeHTTP(w, site.WithActor(r, officer))
			if w.Code != want {
				t.Fatalf("%s %s: %d, want %d: %s", method, path, w.Code, want, w.Body)
			}
			return w.Body.String()
		}
		check := func(file string, want int, texts ...string) string {
			t.Helper()
			var b bytes.Buffer
			form := multipart.NewWriter(&b)
			part, err := form.CreateFormFile("file", "plan")
			if err != nil {
				t.Fatal(err)
			}
			_, _ = part.Write([]byte(file))
			_ = form.Close()
			body := send("POST", sheetPath, form.FormDataContentType(), b.String(), want)
			for _, text := range texts {
				if !strings.Contains(body, text) {
					t.Errorf("without %q: %s", text, body)
				}
			}
			return body
		}
		file := send("GET", sheetPath+"/download?format=csv", "", "", 200)
		check(file, 200, "2 rows without a change", "The file has no changes.")
		check(send("GET", sheetPath+"/download?format=xlsx", "", "", 200), 200, "2 rows without a change", "The file has no changes.")
		check("Reference\nvan\nvan\nship\n", 200, "Row 3: “van” is in the file twice.", "Row 4: There is no record")
		check(strings.Replace(file, "1250.50", "many", 1), 200, "Row 2, Cost in pounds: ")
		check("Reference,Colour\nvan,red\n", 422, "a column “Colour”")
		changed := strings.Replace(file, "Ask for buses", "Ask for late buses", 1) + `"","A new one","Head of roads","","2027-03-31"` + "\r\n"
		body := check(strings.Replace(changed, "2027-03-31", "", 1), 200, "Row 4, Done by: ")
		if strings.Contains(body, `name="content"`) {
			t.Error("a file with a mistake can be imported")
		}
		body = check("Reference,What we will do\nbus,Ask for late buses\n", 200, "Ask for ", "Added: </span>late ", "0 rows without a change")
		pending := func(want int) {
			t.Helper()
			kind := action.Kind()
			if found, err := records.Pending(t.Context(), officer, &kind, "", ""); err != nil || len(found.Items) != want {
				t.Errorf("%d drafts, want %d: %v", len(found.Items), want, err)
			} else if want > 0 && (found.Items[0].State != edit.Submitted || found.Items[0].Values.Text("what") != "Ask for late buses") {
				t.Errorf("%+v", found.Items[0])
			}
		}
		pending(0)
		hidden := func(name string) string {
			return regexp.MustCompile(`name="` + name + `" value="([^"]+)"`).FindStringSubmatch(body)[1]
		}
		confirm := url.Values{"content": {strings.ReplaceAll(hidden("content"), "&#43;", "+")}, "digest": {hidden("digest")}}
		stale := url.Values{"content": confirm["content"], "digest": {"another"}}
		const encoded = "application/x-www-form-urlencoded"
		send("POST", sheetPath+"/import", encoded, stale.Encode(), http.StatusConflict)
		pending(0)
		send("POST", sheetPath+"/import", encoded, confirm.Encode(), http.StatusSeeOther)
		pending(1)
		check("Reference,What we will do\nbus,Ask for more buses\n", 200, "Row 2: A change to this is not published yet.")
		send("POST", sheetPath+"/import", encoded, "content=x", http.StatusUnprocessableEntity)
		if a, err := s.Get(t.Context(), "bus"); err != nil || a.What != "Ask for buses" {
			t.Errorf("published without approval: %+v, %v", a, err)
		}
	})
}
