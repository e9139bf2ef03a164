package analysisweb

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/analysis/analysistest"
	"github.com/folkmoot/folkmoot/internal/analysis/resultview"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/operation/operationtest"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

func TestPages(t *testing.T) {
	pagetest.Golden(t, "waiting", waitingPage)
	pagetest.Golden(t, "results", resultsPage)
}

// newSite returns a site with results pages and a consultation with responses.
func newSite(t *testing.T, d *db.DB) (get func(path string) *httptest.ResponseRecorder, svc *analysis.Service, at func(days int)) {
	t.Helper()
	ask, svc, at := newAuthenticatedSite(t, d)
	return func(path string) *httptest.ResponseRecorder { return ask(httptest.NewRequest("GET", path, nil)) }, svc, at
}

// newAuthenticatedSite is newSite for requests that may have an actor.
func newAuthenticatedSite(
	t *testing.T,
	d *db.DB,
) (ask func(*http.Request) *httptest.ResponseRecorder, svc *analysis.Service, at func(days int)) {
	t.Helper()
	park := analysistest.NewPark(t, d)
	log, clock := park.Log, park.Clock
	svc = park.Service
	h := &web.Deps{DB: d, Record: log, Slog: slog.New(slog.DiscardHandler), Now: clock, Site: &site.Site{Log: slog.New(slog.DiscardHandler)},
		Operations: operationtest.New(t, d)}
	feature.Mount(h, New(h, svc, &consult.Service{DB: h.DB}, nil))
	ask = func(r *http.Request) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		h.Site.ServeHTTP(w, r)
		return w
	}
	return ask, svc, park.At
}

func TestResultsPageByState(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		get, svc, at := newSite(t, d)
		const results = "/consultations/park/results"
		steps := []struct {
			name    string
			days    int
			release bool
			path    string
			status  int
			text    []string
		}{
			{
				"no results while it is open",
				0,
				false,
				results,
				200,
				[]string{"We will not show any results until it closes", "on this page by <strong>1 April 2026</strong>", "All of this is invented."},
			},
			{"no downloads while it is open", 0, false, results + "/1/results.csv", 404, nil},
			{
				"a promised date after it closed",
				2,
				false,
				results,
				200,
				[]string{"reading and counting", "on this page by <strong>1 April 2026</strong>"},
			},
			{"overdue results", 40, false, results, 200, []string{"They are overdue"}},
			{
				"released",
				40,
				true,
				results,
				200,
				[]string{"667 (67%)", "[c] hidden", "Receipts issued: 1,000", "not a representative sample", `href="/record"`},
			},
			{"by number", 40, false, results + "/1", 200, []string{"Release 1"}},
			{"an unknown number", 40, false, results + "/2", 404, []string{"We cannot find that release"}},
			{"an invalid number", 40, false, results + "/01", 404, nil},
			{"a draft", 40, false, "/consultations/secret/results", 404, []string{"We cannot find that consultation"}},
			{"an unknown consultation", 40, false, "/consultations/nowhere/results", 404, nil},
			{"csv", 40, false, results + "/1/results.csv", 200, []string{"park,1,views,use"}},
			{"its description", 40, false, results + "/1/results.csv-metadata.json", 200, []string{`"url": "results.csv"`}},
			{"json", 40, false, results + "/1/release.json", 200, []string{`"format":"folkmoot/release/v4"`}},
			{"a list of statuses, which would show by whom two releases differ", 40, false, results + "/1/status.csv", 404, nil},
		}
		for _, step := range steps {
			at(step.days)
			if step.release {
				if _, err := svc.Release(t.Context(), actor.System, "park"); err != nil {
					t.Fatal(err)
				}
			}
			w := get(step.path)
			if w.Code != step.status {
				t.Errorf("%s: status %d, want %d", step.name, w.Code, step.status)
			}
			for _, text := range step.text {
				if !strings.Contains(w.Body.String(), text) {
					t.Errorf("%s: %q is not on the page", step.name, text)
				}
			}
		}
	})
}

// What is hidden is hidden everywhere: on the page, in its charts and in every file.
// The hidden numbers of the fixture cannot appear by chance.
func TestHiddenCountAppearsNowhere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		get, svc, at := newSite(t, d)
		at(5)
		f, err := svc.Publish(t.Context(), actor.System, "park", analysis.Terms{GroupBy: "religion"})
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(f.Question("religion").Cells); strings.Count(got, "[c]") != 2 {
			t.Fatalf("nothing is hidden in the fixture: %s", got)
		}
		if table := f.ByGroup.Tables[0]; table.Withheld != disclose.NotWithheld || table.Hidden == 0 {
			t.Fatalf("nothing is hidden by group in the fixture: %+v", table)
		}
		// 373 and, of them, those for and against, as a number, as a percentage or as the length of a bar.
		hidden := regexp.MustCompile(`(^|[^0-9.a-f])(373|37\.3%?|37%|249|124|66\.8%?|33\.2%?)([^0-9a-f]|$)`)
		for _, path := range []string{"", "/1", "/1/results.csv", "/1/results.csv-metadata.json", "/1/release.json"} {
			body := get("/consultations/park/results" + path).Body.String()
			if found := hidden.FindString(body); found != "" {
				t.Errorf("%s contains %q", path, found)
			}
			if strings.Contains(body, analysistest.FreeText) {
				t.Errorf("%s has an answer in a respondent's own words", path)
			}
			if strings.Contains(body, "not released") {
				t.Errorf("%s says that something was not released", path)
			}
		}
		for _, q := range resultview.New(nil, f, "en").MonitoringQuestions {
			if q.Chart.Bars == nil {
				continue
			}
			for _, b := range q.Chart.Bars.Bars {
				if b.Hidden && b.Value != 0 {
					t.Errorf("a hidden bar of %v", b.Value)
				}
			}
		}
	})
}

// results.csv, read by its column names, has the same figures as the release.
func TestCSVMatchesRelease(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		get, svc, at := newSite(t, d)
		at(5)
		f, err := svc.Publish(t.Context(), actor.System, "park", analysis.Terms{GroupBy: "religion"})
		if err != nil {
			t.Fatal(err)
		}
		w := get("/consultations/park/results/1/results.csv")
		rows, err := csv.NewReader(w.Body).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		head := rows[0]
		seen := map[string]bool{}
		for _, row := range rows[1:] {
			at := map[string]string{}
			for i, name := range head {
				at[name] = row[i]
			}
			id := at["section"] + "/" + at["question"] + "/" + at["wording"] + "/" + at["row"] + "/" + at["option"]
			if at["group"] != "" {
				id += "/" + at["group"]
			}
			if seen[id] {
				t.Errorf("the key %s appears twice", id)
			}
			seen[id] = true
			if at["question"] == "" {
				continue
			}
			q := f.Question(at["question"])
			if at["section"] == "by-group" {
				table := f.ByGroup.Tables[slices.IndexFunc(f.ByGroup.Tables, func(g analysis.GroupTable) bool { return g.Question == q.ID })]
				r := slices.IndexFunc(table.Answers, func(g analysis.Group) bool { return g.ID() == at["option"] })
				c := slices.IndexFunc(f.ByGroup.Groups, func(g analysis.Group) bool { return g.ID() == at["group"] })
				if at["by"] != "religion" || at["count"] != table.Cells[r][c].String() || at["share"] != table.Shares[r][c].String() ||
					at["answered"] != table.Bases[c].String() || at["write_ins"] != "[z]" {
					t.Errorf("%s: %v, want %v (%v) of %v", id, row, table.Cells[r][c], table.Shares[r][c], table.Bases[c])
				}
				continue
			}
			if at["answered"] != q.Answered.String() || at["skipped"] != q.Skipped.String() || at["not_asked"] != q.NotAsked.String() ||
				at["prefer_not_to_say"] != q.PreferNotToSay.String() {
				t.Errorf("%s: states %v", id, row)
			}
			if i := slices.IndexFunc(q.Options, func(o analysis.Option) bool { return o.ID == at["option"] }); i >= 0 {
				if at["count"] != q.Cells[i].String() || at["share"] != q.Shares[i].String() {
					t.Errorf("%s: %s %s, want %v %v", id, at["count"], at["share"], q.Cells[i], q.Shares[i])
				}
			} else if at["count"] != "[z]" {
				t.Errorf("%s: a count without an option: %s", id, at["count"])
			}
			if at["option"] == "yes" && at["question"] == "use" && at["option_text"] != "'"+analysistest.Formula {
				t.Errorf("a formula is not escaped: %q", at["option_text"])
			}
			if at["question"] == "visits" && at["mean"] != "-2" {
				t.Errorf("a negative number is %q", at["mean"])
			}
		}
		for _, q := range f.Questions {
			for _, o := range q.Options {
				if section := map[bool]string{true: "who-took-part", false: "views"}[q.Monitoring]; !seen[section+"/"+q.ID+"///"+o.ID] {
					t.Errorf("%s %s is not in the file", q.ID, o.ID)
				}
			}
		}

		for _, table := range f.ByGroup.Tables {
			for _, answer := range table.Answers {
				for _, g := range f.ByGroup.Groups {
					if answer.State == "" && !seen["by-group/"+table.Question+"///"+answer.ID()+"/"+g.ID()] {
						t.Errorf("%s %s of %s is not in the file", table.Question, answer.ID(), g.ID())
					}
				}
			}
		}

		if !bytes.Equal(get("/consultations/park/results/1/release.json").Body.Bytes(), f.Bytes) {
			t.Error("release.json is not the published bytes")
		}
	})
}
