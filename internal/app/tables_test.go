package app_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/sheet"
)

// An equality officer counts the answers to the strategy of 2016 by a group, gives the reason where equality monitoring
// answers are counted, and loses nothing that was chosen when it is missing.
func TestEqualityOfficerCountsAnswersByGroup(t *testing.T) {
	t.Parallel()
	s := newStaffSiteOn(t, app.Config{}, smallDemo(t))
	const consultation = "/staff/consultations/equality-strategy-2016-2020"
	ann := colleague("ann")
	if d := s.crawl.Get(ann, consultation); !strings.Contains(string(d.Body), `href="`+consultation+`/tables"`) {
		t.Error("the page of the consultation does not lead to the tables")
	}
	count := func(want int, values url.Values) string {
		t.Helper()
		got := s.crawl.Request(ann, http.MethodPost, consultation+"/tables", values, nil)
		if got.Status != want {
			t.Fatalf("%v: status %d, want %d\n%.2000s", values, got.Status, want, got.Body)
		}
		return string(got.Body)
	}
	form := url.Values{"question": {"role"}, "by": {"sex"}, "only": {"role  resident"}, "and": {""}}
	refused := count(http.StatusUnprocessableEntity, form)
	for _, kept := range []string{`<option value="role" selected`, `<option value="sex" selected`, `<option value="role  resident" selected`,
		"Enter why you need this information"} {
		if !strings.Contains(refused, kept) {
			t.Errorf("the refused form does not have %s", kept)
		}
	}
	form.Set("purpose", "To see who was heard.")
	if body := count(http.StatusOK, form); strings.Count(body, "<table") != 1 || !strings.Contains(body, "Everyone") {
		t.Error("there is not one table")
	}
	if body := count(http.StatusOK, url.Values{"question": {"~all"}, "by": {"~channel"}}); strings.Count(body, "<table") < 4 ||
		strings.Contains(body, "religion or belief") {
		t.Error("there is not a table for each question, or there are tables of equality questions")
	}
	for format, want := range map[string]string{"svg": "<svg", "png": "\x89PNG"} {
		form.Set("format", format)
		got := s.crawl.Request(ann, http.MethodPost, consultation+"/tables/chart", form, nil)
		if name := got.Header.Get("Content-Disposition"); got.Status != http.StatusOK || !strings.Contains(string(got.Body), want) ||
			!strings.Contains(string(got.Body), "Internal: exact numbers") || !strings.Contains(name, "internal-equality-strategy") ||
			got.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("the chart as %s: %d %s", format, got.Status, name)
		}
	}
	form.Del("purpose")
	if got := s.crawl.Request(ann, http.MethodPost, consultation+"/tables/chart", form, nil); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("a chart of equality monitoring answers without a reason: %d", got.Status)
	}
	for _, wrong := range []url.Values{{"question": {"none"}}, {"question": {"~channel"}}, {"question": {"role"}, "by": {"none"}},
		{"question": {"role"}, "only": {"role  none"}}, {}} {
		count(http.StatusUnprocessableEntity, wrong)
	}
}

// An analyst saves what was counted as a view, which a colleague opens, renames and deletes. What is wrong with a name is said
// beside it, and nothing that was chosen is lost.
func TestAnalystsShareViews(t *testing.T) {
	t.Parallel()
	s := newStaffSiteOn(t, app.Config{}, smallDemo(t))
	const tables = "/staff/consultations/equality-strategy-2016-2020/tables"
	ann := colleague("ann")
	send := func(path string, want int, values url.Values) string {
		t.Helper()
		got := s.crawl.Request(ann, http.MethodPost, path, values, nil)
		if got.Status != want {
			t.Fatalf("%s %v: status %d, want %d\n%.2000s", path, values, got.Status, want, got.Body)
		}
		return string(got.Body)
	}
	choice := url.Values{"question": {"role"}, "by": {"~channel"}, "only": {"role  resident"}, "and": {""}}
	if body := send(tables, http.StatusOK, choice); !strings.Contains(body, `action="`+tables+`/views"`) {
		t.Fatal("the tables cannot be saved as a view")
	}
	if body := send(tables+"/views", http.StatusUnprocessableEntity, choice); !strings.Contains(body, "Enter a name for the view") ||
		!strings.Contains(body, `name="only" value="role  resident"`) {
		t.Error("a view without a name is not refused, or what was chosen is lost")
	}
	choice.Set("name", "Residents <b>by channel")
	send(tables+"/views", http.StatusSeeOther, choice)
	page := string(s.crawl.Get(ann, tables).Body)
	at := strings.Index(page, tables+"?view=")
	if at < 0 || !strings.Contains(page, "Residents &lt;b&gt;by channel") {
		t.Fatalf("the view is not listed: %s", page)
	}
	href, _, _ := strings.Cut(page[at:], `"`)
	_, id, _ := strings.Cut(href, "=")
	opened := string(s.crawl.Get(ann, href).Body)
	for _, kept := range []string{`<option value="role" selected`, `<option value="~channel" selected`,
		`<option value="role  resident" selected`} {
		if !strings.Contains(opened, kept) {
			t.Errorf("the view does not have %s", kept)
		}
	}
	if body := send(tables+"/views/"+id, http.StatusUnprocessableEntity, url.Values{"do": {"rename"}, "name": {""}}); !strings.Contains(body,
		`href="#name-`+id+`"`) {
		t.Error("the error summary does not lead to the name")
	}
	send(tables+"/views/"+id, http.StatusSeeOther, url.Values{"do": {"rename"}, "name": {"Residents"}})
	send(tables+"/views/"+id, http.StatusSeeOther, url.Values{"do": {"delete"}})
	if after := string(s.crawl.Get(ann, tables).Body); strings.Contains(after, "?view=") {
		t.Error("the view is still listed")
	}
	send(tables+"/views/"+id, http.StatusNotFound, url.Values{"do": {"rename"}, "name": {"Residents"}})
}

// An equality officer weights the answers as a check, keeps the weights in a view, and downloads the tables. The columns and the
// method say what they are.
func TestEqualityOfficerWeightsAnswersAsACheck(t *testing.T) {
	t.Parallel()
	s := newStaffSiteOn(t, app.Config{}, smallDemo(t))
	const tables = "/staff/consultations/equality-strategy-2016-2020/tables"
	send := func(path string, want int, values url.Values) string {
		t.Helper()
		got := s.crawl.Request(colleague("ann"), http.MethodPost, path, values, nil)
		if got.Status != want {
			t.Fatalf("%s %v: status %d, want %d\n%.2000s", path, values, got.Status, want, got.Body)
		}
		return string(got.Body)
	}
	choice := url.Values{"question": {"role"}, "weight": {"sex", "district"}, "purpose": {"To check the findings."}}
	body := send(tables, http.StatusOK, choice)
	for _, want := range []string{"Everyone, weighted", "Weights do not repair self-selection", "Effective sample size", "Design effect",
		"Census 2021, TS009", `value="sex" checked`, `name="weight" value="sex district"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not have %q", want)
		}
	}
	if body := send(tables, http.StatusOK, url.Values{"question": {"role"}}); strings.Contains(body, "Everyone, weighted") {
		t.Error("there are weights that were not asked for")
	}
	saved := url.Values{"question": {"role"}, "weight": {"sex district"}, "name": {"A check"}}
	send(tables+"/views", http.StatusSeeOther, saved)
	views := string(s.crawl.Get(colleague("ann"), tables).Body)
	_, after, _ := strings.Cut(views, tables+"?view=")
	id, _, _ := strings.Cut(after, `"`)
	if opened := string(s.crawl.Get(colleague("ann"), tables+"?view="+id).Body); !strings.Contains(opened, `value="sex" checked`) {
		t.Error("the view does not keep the weights")
	}
	choice.Set("format", "csv")
	file := send(tables+"/file", http.StatusOK, choice)
	if !strings.Contains(file, `"Weighted share, % (sensitivity check, do not publish)"`) || strings.Count(file, "\n") < 5 {
		t.Errorf("the file is %.500s", file)
	}
	choice.Set("format", "xlsx")
	read, err := sheet.Read([]byte(send(tables+"/file", http.StatusOK, choice)))
	if err != nil || len(read.Sheets) != 2 || !slices.ContainsFunc(read.Sheets[1].Rows, func(r sheet.Row) bool {
		return r.Cell(0) == "Design effect" && r.Cell(1) != ""
	}) {
		t.Errorf("the workbook is %+v, %v", read, err)
	}
	delete(choice, "weight")
	choice.Set("format", "csv")
	if file := send(tables+"/file", http.StatusOK, choice); strings.Contains(file, "eight") {
		t.Errorf("a file without weights is %.500s", file)
	}
}
