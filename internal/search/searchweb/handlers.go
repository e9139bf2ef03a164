// Package searchweb has the page on which staff search everything that they may see by its name.
package searchweb

import (
	"embed"
	"net/http"
	"net/url"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/form"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/survey"
)

//go:embed templates/*.html
var files embed.FS

// path is the page. The field for it is in the header of every page of the staff area.
const path = "/staff/search"

// Names of the parameters.
const (
	wordsName = "q"
	kindName  = "kind"
)

const (
	maxWords = 200 // characters of a query
	perKind  = 5   // shown of each kind
	perPage  = 20  // shown of one kind
)

// view is the page with what was found.
type view struct {
	page.StaffView
	Words   string
	Form    form.Form
	Results []result
	All     page.Link // to all kinds, if one is shown
	Nothing bool      // was found
	Reads   bool      // the person may read responses
}

// result is what was found of one kind of records.
type result struct {
	Heading string
	Hits    []hit
	More    page.Link // to all of the kind
	Pages   page.Pagination
}

// hit is something that was found.
type hit struct {
	page.UserText
	Fact string
}

var resultsPage = page.New(files, "templates/results.html", examples[0], examples[1:]...)

var examples = []view{
	{
		Words: "park", Form: queryForm("Search", "park"), Reads: true,
		Results: []result{
			{
				Heading: "Consultations",
				Hits: []hit{
					{page.UserText{Text: "The park", Lang: "en", Href: "/staff/consultations/park"}, "Open"},
					{page.UserText{Text: "Y parc", Lang: "cy", Href: "/staff/consultations/parc"}, ""},
				},
				More: page.Link{Text: "Show all in Consultations", Href: "/staff/search?kind=consultations&q=park"},
			},
			{Heading: "People", Hits: []hit{{page.UserText{Text: "Park Officer", Href: "/staff/people/1"}, "park@example.org"}}},
		},
	},
	{
		Words: "park", Form: queryForm("Search", "park"), All: page.Link{Text: "Show everything", Href: "/staff/search?q=park"},
		Results: []result{{
			Heading: "Consultations", Pages: page.Pagination{Next: "/staff/search?kind=consultations&page=12&q=park"},
			Hits: []hit{{page.UserText{Text: "The park", Lang: "en", Href: "/staff/consultations/park"}, "Closed"}},
		}},
	},
	{Words: "xyzzy", Form: queryForm("Search", "xyzzy"), Nothing: true},
	{Form: queryForm("Search", "")},
}

// New returns the feature with the search of the staff area.
func New(deps *web.Deps) feature.Feature {
	h := &handlers{deps}
	f := feature.Feature{Name: "search"}
	f.AddRoutes(site.Route{Method: http.MethodGet, Pattern: path, Needs: actor.Staff, Handler: h.find})
	f.AddExamples(resultsPage)
	return f
}

type handlers struct{ *web.Deps }

func queryForm(label, words string) form.Form {
	return form.Form{{Kind: form.Text, ID: "words", Name: wordsName, Label: label, LabelSize: "s", Value: words, Width: 30}}
}

func (h *handlers) find(w http.ResponseWriter, r *http.Request) error {
	words, asked, by := page.Printer(r), r.URL.Query(), site.Actor(r)
	query := web.SearchQuery{By: by, Size: perKind, Words: survey.CleanText(strings.TrimSpace(asked.Get(wordsName)))}
	if runes := []rune(query.Words); len(runes) > maxWords {
		query.Words = string(runes[:maxWords])
	}
	only := asked.Get(kindName)
	v := view{Words: query.Words, Form: queryForm(words.Say("Search"), query.Words), Reads: by.May(actor.ReadResponses)}
	if query.Words == "" {
		return resultsPage.Write(w, r, http.StatusOK, v)
	}
	if only != "" {
		query.Size, query.At = perPage, asked.Get(page.CursorName)
		v.All = page.Link{Text: words.Say("Show everything"), Href: address(query.Words, "")}
	}
	found, err := h.Find(r.Context(), query, only)
	if err != nil {
		return err
	}
	for _, of := range found {
		shown := result{Heading: of.Heading.In(words)}
		for _, item := range of.Items {
			shown.Hits = append(shown.Hits, hit{item.UserText, item.Fact.In(words)})
		}
		if only != "" {
			shown.Pages = page.Neighbours(path, url.Values{wordsName: {query.Words}, kindName: {only}}, of.Previous, of.Next)
		} else if of.Next != "" {
			shown.More = page.Link{Text: words.Say("Show all in %s", shown.Heading), Href: address(query.Words, of.Name)}
		}
		v.Results = append(v.Results, shown)
	}
	v.Nothing = len(v.Results) == 0
	return resultsPage.Write(w, r, http.StatusOK, v)
}

// address returns the address of what words find: of a kind, or of all if it is "".
func address(words, kind string) string {
	query := url.Values{wordsName: {words}}
	if kind != "" {
		query.Set(kindName, kind)
	}
	return path + "?" + query.Encode()
}
