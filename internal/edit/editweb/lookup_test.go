package editweb_test

import (
	"context"
	"fmt"
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/edit/editweb"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// manyActions are more options than a form has; two of them have the same name.
func manyActions(n int) (all []edit.Option) {
	for i := range n {
		all = append(all, edit.Option{Value: fmt.Sprintf("a%d", i), Label: edit.Name(fmt.Sprintf("Action number %d", i))})
	}
	all[n-1].Label = all[n-2].Label
	return all
}

// readInPages is a Lookup of all, which counts the options that it gave.
func readInPages(all []edit.Option, given *int) *edit.Lookup {
	return &edit.Lookup{
		Page: func(_ context.Context, _ *db.Tx, at string, size int) (p db.Page[edit.Option], err error) {
			from, _ := strconv.Atoi(at)
			p.Items = all[from:min(from+size, len(all))]
			if from+size < len(all) {
				p.Next = strconv.Itoa(from + size)
			}
			*given += len(p.Items)
			return p, nil
		},
		Get: func(_ context.Context, _ *db.Tx, values []string) (found []edit.Option, err error) {
			for _, o := range all {
				if slices.Contains(values, o.Value) {
					found = append(found, o)
				}
			}
			*given += len(found)
			return found, nil
		},
	}
}

// openLookup returns the handler of a site with evidence that names one action and several, also in a list.
func openLookup(t *testing.T, given *int) http.Handler {
	t.Helper()
	d := dbtest.Open(t, t.TempDir()+"/test.db")
	deps := &web.Deps{DB: d, Slog: slog.New(slog.DiscardHandler), Site: &site.Site{Log: slog.New(slog.DiscardHandler)}}
	kinds := (&evidence.Service{DB: d}).Records()
	many := readInPages(manyActions(1000), given)
	kinds[0].Fields = append(kinds[0].Fields,
		edit.Field{Name: "one", Kind: edit.Pick, Label: "Only action", Lookup: many},
		edit.Field{Name: "several", Kind: edit.Picks, Label: "Several actions", Lookup: many},
		edit.Field{Name: "listed", Kind: edit.Pick, Label: "Listed action", Options: edit.Choose(manyActions(150)...)},
		edit.Field{Name: "rows", Kind: edit.Rows, Label: "Rows", AddLabel: "Add", Columns: []edit.Field{
			{Name: "words", Kind: edit.Line, Label: "Words"}, {Name: "of", Kind: edit.Pick, Label: "Action", Lookup: many}}})
	feature.Mount(deps, editweb.New(deps, &edit.Service{DB: d}, kinds, nil))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { deps.Site.ServeHTTP(w, site.WithActor(r, officer)) })
}

// In a form with more options than it can list, the names that are typed are looked up: by the script while they are typed,
// and otherwise by a button that lists what was found. Nothing else that was typed is lost, and the form reads few options.
//
// Row D9 of docs/faults.md.
func TestManyOptionsAreLookedUp(t *testing.T) {
	given := 0
	h := openLookup(t, &given)
	ask := func(method, path string, typed url.Values) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, "http://localhost"+path, strings.NewReader(typed.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", "http://localhost")
		answer := httptest.NewRecorder()
		h.ServeHTTP(answer, r)
		return answer
	}
	first := ask(http.MethodGet, "/staff/evidence/new", nil).Body.String()
	if n := strings.Count(first, "Action number"); n > 0 || given > edit.MaxSuggested {
		t.Errorf("the form names %d options and reads %d", n, given)
	}
	for path, want := range map[string]string{
		"?find=one&words=number+ACTION+987":     `[{"name":"Action number 987"}]`,
		"?find=listed&words=148":                `[{"name":"Action number 148 (a148)"},{"name":"Action number 148 (a149)"}]`,
		"?find=of&words=nothing":                `[]`,
		"?find=title&words=a":                   `[]`,
		"?find=several&words=Action+number+998": `[{"name":"Action number 998 (a998)"},{"name":"Action number 998 (a999)"}]`,
	} {
		if got := strings.TrimSpace(ask(http.MethodGet, "/staff/evidence/new"+path, nil).Body.String()); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
	input := func(page, name string) (values []string) {
		for _, tag := range regexp.MustCompile(`<input[^>]* name="`+name+`"[^>]*>`).FindAllString(page, -1) {
			value := html.UnescapeString(regexp.MustCompile(` value="([^"]*)"`).FindStringSubmatch(tag)[1])
			if strings.Contains(tag, " checked") {
				value += "+"
			}
			values = append(values, value)
		}
		return values
	}
	key := input(first, "key")[0]
	expect := func(page, name string, want ...string) {
		t.Helper()
		if got := input(page, name); !slices.Equal(got, want) {
			t.Errorf("%s has %q, want %q", name, got, want)
		}
	}
	typed := url.Values{"key": {key}, "version": {"0"}, "title": {"Kept"}, "one": {"Action number 7"}, "several": {"a3"},
		"several-more": {"number 991"}, "listed": {"action  number 12"}, "rows-3-words": {"Third"}, "rows-3-of": {"number 555"},
		"rows-2-words": {""}}
	search := func(button string) string { // and note what the page would submit
		typed.Set("do", button)
		page := ask(http.MethodPost, "/staff/evidence/new", typed).Body.String()
		expect(page, "title", "Kept")
		return page
	}
	page := search("find-several-more")
	expect(page, "one", "Action number 7")
	expect(page, "listed", "Action number 12")
	expect(page, "several", "a3+", "a991")
	expect(page, "several-more", "number 991")
	expect(page, "rows-1-of", "number 555")
	typed["several"], typed["several-asked"] = []string{"a3", "a991"}, []string{"number 991"}
	page = search("find-rows-3-of")
	expect(page, "several", "a3+", "a991+")
	expect(page, "rows-1-of-found", "a555")
	typed["rows-3-of-asked"], typed["rows-3-of-found"], typed["rows-3-of-was"] = []string{"number 555"}, []string{"a555"}, []string{""}
	page = search("find-one")
	expect(page, "one-was", "a7")
	if n := len(input(page, "one-found")); n != 20 || !strings.Contains(page, "first 20") {
		t.Errorf("%d matches", n)
	}
	typed.Set("one-asked", "Action number 7") // none of the matches is picked
	typed.Set("one-was", "a7")
	typed.Set("do", "save")
	saved := ask(http.MethodPost, "/staff/evidence/new", typed)
	if saved.Code != http.StatusSeeOther {
		t.Fatalf("not saved: %d", saved.Code)
	}
	given = 0
	page = ask(http.MethodGet, saved.Header().Get("Location"), nil).Body.String()
	expect(page, "one", "Action number 7")
	expect(page, "several", "a3+", "a991+")
	expect(page, "rows-1-of", "Action number 555")
	if given > edit.MaxSuggested+10 {
		t.Errorf("the form reads %d options", given)
	}
	typed = url.Values{"version": {input(page, "version")[0]}, "seen": {input(page, "seen")[0]}, "title": {"Kept"}, "do": {"autosave"},
		"one": {"Action number 7"}, "one-was": {"a7"}, "several": {"a3", "a991"}}
	path, _, _ := strings.Cut(saved.Header().Get("Location"), "?")
	if given = 0; ask(http.MethodPost, path, typed).Code != http.StatusOK || given > edit.MaxSuggested+10 {
		t.Errorf("saving what was picked before reads %d options", given)
	}
	page = ask(http.MethodGet, path, nil).Body.String()
	// A name that two have is not taken for one of them.
	typed = url.Values{"version": {input(page, "version")[0]}, "seen": {input(page, "seen")[0]}, "title": {"Kept"}, "do": {"save"},
		"one": {"Action number 998"}, "several-more": {"Action number 998 (a999)"}}
	page = ask(http.MethodGet, ask(http.MethodPost, path, typed).Header().Get("Location"), nil).Body.String()
	expect(page, "one", "Action number 998")
	expect(page, "several", "a999+")
	if record := ask(http.MethodGet, strings.TrimSuffix(path, "/edit"), nil).Body.String(); !strings.Contains(record, "We cannot find") {
		t.Error("the record does not say that a name is no option")
	}
}
