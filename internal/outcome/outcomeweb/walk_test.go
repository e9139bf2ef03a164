package outcomeweb

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
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/evidence/evidenceweb"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/jsonstat"
	"github.com/folkmoot/folkmoot/internal/outcome"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/internal/place/placeweb"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

var approver = actor.Actor{ID: "u1", Org: actor.CouncilOrg, Capabilities: []actor.Capability{
	actor.Staff, actor.EditRecords, actor.ApproveRecords,
}}

const indicatorFile = `indicators:
  - ref: safe
    title: Feeling safe
    theme: safety
    definition: Residents who say that they feel safe.
    easy-read: Do people feel safe?
    unit: "%"
    direction: higher
    decimals: 1
    interval: 95
    source: {name: A survey, address: "https://example.org/survey", date: 2025-06-01}
    licence: cc-by-4
    target: 80
    target-by: 2030-03-31
    needs: [dark]
    readings: |
      place,period,value,lower,upper,boundary-year,note
      county,2022,60,58,62,2021,
      county,2024,66,64,68,2021,
      north,2024,70,60,80,2021,few answers
  - {ref: pay, title: Pay, theme: income, definition: Pay in a week., unit: "£", direction: higher,
     source: {name: A register, date: 2025-06-01}}
`

// newSite returns a site with the pages of places, evidence and indicators.
func newSite(t *testing.T, d *db.DB) *site.Site {
	t.Helper()
	srv := &site.Site{Log: slog.New(slog.DiscardHandler), RecentlyAuthenticated: func(*http.Request) bool { return true }}
	deps := &web.Deps{DB: d, Slog: slog.New(slog.DiscardHandler), Site: srv}
	service, places, needs := &outcome.Service{DB: d}, &place.Service{DB: d}, &evidence.Service{DB: d}
	records := &edit.Service{DB: d}
	feature.Mount(deps, placeweb.New(deps, places, records), evidenceweb.New(deps, needs, records), New(deps, service))
	log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "folkmoot.invalid/record"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() })
	kinds := append(append(places.Definitions(), needs.Definitions()...), service.Definitions()...)
	if _, err := definition.Load(t.Context(), log, fstest.MapFS{
		"places.yaml": {Data: []byte(`places:
  - {ref: county, code: E10, name: Exampleshire, kind: county}
  - {ref: north, code: E1, name: North, kind: district, within: county, column: 1, row: 1}
  - {ref: south, code: E2, name: South, kind: district, within: county, column: 1, row: 2}
  - {ref: ward, code: E3, name: Ward, kind: ward, within: north}
`)},
		"evidence/a.yaml": {Data: []byte(`needs:
  - {ref: dark, title: People fear the dark, says: They stay at home., source: {name: A study, date: 2024-01-01}}
`)},
		"indicators/a.yaml": {Data: []byte(indicatorFile)},
	}, actor.System, kinds); err != nil {
		t.Fatal(err)
	}
	return srv
}

// browser sends requests of an officer.
type browser struct {
	*testing.T
	srv *site.Site
}

func (b browser) serve(r *http.Request) *httptest.ResponseRecorder {
	return pagetest.ServeConfirmed(b.srv, site.WithActor(r, approver))
}

func (b browser) get(path string) string {
	return b.serve(httptest.NewRequest(http.MethodGet, path, nil)).Body.String()
}

func (b browser) post(path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.serve(r)
}

func (b browser) upload(path, text string) *httptest.ResponseRecorder {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, _ := w.CreateFormFile("file", "new<b>.csv")
	part.Write([]byte(text))
	w.Close()
	r := httptest.NewRequest(http.MethodPost, path, &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return b.serve(r)
}

// has checks that the page at path has all of want.
func (b browser) has(path string, want ...string) {
	b.Helper()
	shown := b.get(path)
	for _, text := range want {
		if !strings.Contains(shown, text) {
			b.Errorf("%s lacks %q", path, text)
		}
	}
}

// The public pages say what a reading is, how it has changed and where it is from; that there is no score and that no project is
// credited with a change. Places and needs lead to the indicator.
func TestPublicPagesOfIndicators(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := browser{t, newSite(t, d)}
		b.has("/quality-of-life", "Do people feel safe?", "66.0%", "Exampleshire", "Higher is better",
			"Better</strong>: 6.0 above the reading for 2022.",
			"There is no reading of Exampleshire as a whole.", "There is no overall score", "we do not claim that a project has changed them",
			"There are no indicators yet of:")
		b.has("/quality-of-life/safe", "Residents who say that they feel safe.", "80.0% by 31 March 2030", "https://example.org/survey",
			"Creative Commons Attribution 4.0", "Readings for 2024, in the boundaries of 2021", "60.0 to 80.0", "few answers",
			"There is no earlier reading.", "We do not claim that a project has changed it.", "People fear the dark", "trend-county-title",
			"58.0% to 62.0%", `aria-label="North 70.0%"`)
		b.has("/quality-of-life/pay", "There are no readings of counties or districts yet.", "Licence not known")
		b.has("/places/north", `href="/quality-of-life/safe"`, "70.0% (2024)")
		b.has("/evidence/dark", "Quality of life, as context", `href="/quality-of-life/safe"`)
		if strings.Contains(b.get("/places/south"), "/quality-of-life/safe") {
			t.Error("a place without a reading leads to the indicator")
		}
	})
}

// The files have what the pages have: CSV with the licence in each row, and JSON-stat that is read again.
func TestReadingsAsFiles(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := browser{t, newSite(t, d)}
		want := "safe,Feeling safe,safety,E10,Exampleshire,county,2024,2024-01-01,2024-12-31,66,64,68,%,higher,2021,,A survey," +
			"https://example.org/survey,https://creativecommons.org/licenses/by/4.0/,Creative Commons Attribution 4.0,"
		b.has("/quality-of-life/safe/readings.csv", want, "few answers")
		b.has("/data/quality-of-life.csv", want)
		b.has("/data/quality-of-life.csv-metadata.json", `"dc:rights": "Data of others: each row names its source and its licence."`)
		if strings.Contains(b.get("/data/quality-of-life.csv-metadata.json"), "dc:license") {
			t.Error("the table has one licence for the data of several sources")
		}
		rows, err := jsonstat.ReadTable([]byte(b.get("/quality-of-life/safe/readings.json")))
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for _, r := range rows {
			lines = append(lines, strings.Join(r, ","))
		}
		if got := strings.Join(lines, "; "); got != "areacd,areacd label,period,value,lower,upper; E10,Exampleshire,2022,60,58,62; "+
			"E10,Exampleshire,2024,66,64,68; E1,North,2024,70,60,80" {
			t.Error(got)
		}
	})
}

// An officer uploads a file, sees what its columns are taken for and what would change, imports it and undoes it, without script.
func TestOfficerImportsReadingsInTheBrowser(t *testing.T) {
	d := dbtest.Open(t, t.TempDir()+"/readings.db")
	b := browser{t, newSite(t, d)}
	const list = "/staff/indicator-imports/safe"
	for file, say := range map[string]string{
		"code\n": "must have a first line",
		`{"class":"dataset","version":"2.0","value":[NaN]}`: "a number cannot be NaN", "": "must have a first line",
	} {
		if out := b.upload(list, file); out.Code != http.StatusUnprocessableEntity || !strings.Contains(out.Body.String(), say) {
			t.Errorf("%q: %d", file, out.Code)
		}
	}
	bad := b.upload(list, "area,year,value\nNorth,2025,12a\nNorth,2025,1\n").Header().Get("Location")
	b.has(bad, "Row 2:", "“12a” is not a number.", "Nothing is imported while a row is wrong.")
	out := b.upload(list, "areacd,period,value,lci,uci\nE1,2024,71,61,81\nE2,2024/25,50,40,60\nE9,2024,1,1,1\n")
	path := out.Header().Get("Location")
	if out.Code != http.StatusSeeOther || !strings.HasPrefix(path, list+"/") {
		t.Fatalf("uploading: %d %s", out.Code, out.Body)
	}
	b.has(path, "“areacd”, because of its name", "1 row is about a place that is not ours", "70 (60 to 80)", "71 (61 to 81)",
		"Import these readings",
		"“2024/25” is 1 April 2024 to 31 March 2025.", "No reading")
	if wrong := b.serve(httptest.NewRequest(http.MethodGet, path+"?place=areacd", nil)); wrong.Code != http.StatusUnprocessableEntity ||
		!strings.Contains(wrong.Body.String(), "Choose the column with places and the column with values.") {
		t.Errorf("a mapping without values: %d", wrong.Code)
	}
	columns := url.Values{"place": {"areacd"}, "period": {"period"}, "value": {"value"}, "lower": {"lci"}, "upper": {"uci"}, "version": {"0"}}
	if late := b.post(path, columns); late.Code != http.StatusConflict {
		t.Errorf("importing what was seen of an earlier version: %d", late.Code)
	}
	columns.Set("version", "1")
	if unexplained := b.post(path, columns); unexplained.Code != http.StatusUnprocessableEntity ||
		!strings.Contains(unexplained.Body.String(), `href="#why"`) {
		t.Errorf("correcting published readings without a reason: %d", unexplained.Code)
	}
	if strings.Contains(b.get("/quality-of-life/safe"), "71.0%") {
		t.Error("readings have changed before the import")
	}
	columns.Set("why", "The survey was corrected.")
	if done := b.post(path, columns); done.Code != http.StatusSeeOther {
		t.Errorf("importing: %d %s", done.Code, done.Body)
	}
	b.has("/quality-of-life/safe", "71.0%", "Corrected readings", "The survey was corrected.", "70.0% (60.0 to 80.0)",
		`href="/quality-of-life/safe/corrections.csv"`)
	if unexplained := b.post(path+"/undo", nil); unexplained.Code != http.StatusUnprocessableEntity {
		t.Errorf("undoing without a reason: %d", unexplained.Code)
	}
	if undone := b.post(path+"/undo", url.Values{"why": {"The wrong file."}}); undone.Code != http.StatusSeeOther {
		t.Errorf("undoing: %d", undone.Code)
	}
	b.has(list, "Undone")
	b.has("/quality-of-life/safe", "Withdrawn", "The wrong file.")
	b.has("/quality-of-life/safe/corrections.csv", "E1,North,2024,70,71,The survey was corrected.", "E2,South,2024/25,50,,The wrong file.")
	if removed := b.post(bad+"/remove", nil); removed.Code != http.StatusSeeOther || strings.Contains(b.get(list), bad) {
		t.Errorf("removing an upload: %d", removed.Code)
	}
}
