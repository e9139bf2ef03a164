// Package drafttest lets tests use the pages of drafts as officers do.
package drafttest

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/builder"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/survey"
)

// User sends requests to a site on behalf of an actor, as a browser without scripts would.
type User struct {
	T       *testing.T
	Site    *site.Site
	Actor   actor.Actor
	Service *draft.Service
}

// NewOfficers returns two officers of the council who may write drafts. register adds the handlers under
// test to their site. The only definition file that can be read begins with "slug: market".
func NewOfficers(t *testing.T, d *db.DB, register func(*web.Deps, *draft.Service)) (first, second *User) {
	t.Helper()
	log, err := record.Open(t.Context(), d, record.Options{Dir: t.TempDir(), Origin: "consult.example.org"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() })
	logger := slog.New(slog.NewTextHandler(t.Output(), nil))
	pages := &site.Site{Log: logger, RecentlyAuthenticated: func(*http.Request) bool { return true }}
	records := &edit.Service{DB: d, Log: log, SamePersonMayApprove: samePerson}
	service := &draft.Service{DB: d, Consults: &consult.Service{DB: d, Log: log}, Edit: records, ParseDefinition: parseDefinition}
	register(&web.Deps{
		DB:     d,
		Record: log,
		Slog:   logger,
		Site:   pages,
		Now:    time.Now,
		PersonNames: func(context.Context, []string) (map[string]string, error) {
			return map[string]string{"one": "An officer", "two": "Another officer"}, nil
		},
	}, service)
	return &User{t, pages, officer("one"), service}, &User{t, pages, officer("two"), service}
}

// samePerson lets people approve what they wrote themselves.
func samePerson(context.Context, *db.Tx, string) (bool, error) { return true, nil }

func officer(id string) actor.Actor {
	return actor.Actor{
		ID: id, Org: actor.CouncilOrg, Name: "Officer " + id, Capabilities: []actor.Capability{actor.Staff, actor.Draft},
	}
}

func parseDefinition(_ context.Context, file []byte) (consult.Definition, error) {
	if !bytes.HasPrefix(file, []byte("slug: market")) {
		return consult.Definition{}, fault.New(fault.Invalid, "The file cannot be used.")
	}
	return consult.Definition{Slug: "market", Title: "The market", Type: consult.Survey}, nil
}

// Send returns the response to r, sent on behalf of the user's actor.
func (u *User) Send(r *http.Request) *httptest.ResponseRecorder {
	return pagetest.ServeConfirmed(u.Site, site.WithActor(r, u.Actor))
}

// Get returns the page at path. The test ends if its status is not want.
func (u *User) Get(path string, want int) string {
	u.T.Helper()
	out := u.Send(httptest.NewRequest(http.MethodGet, path, nil))
	if out.Code != want {
		u.T.Fatalf("GET %s: %d, want %d\n%s", path, out.Code, want, out.Body)
	}
	return out.Body.String()
}

// Post submits a form to path. The test ends if the status of the response is not want.
func (u *User) Post(path string, typed url.Values, want int) *httptest.ResponseRecorder {
	u.T.Helper()
	out := u.Send(NewForm(path, typed.Encode()))
	if out.Code != want {
		u.T.Fatalf("POST %s %v: %d, want %d\n%s", path, typed, out.Code, want, out.Body)
	}
	return out
}

// NewForm returns a request that submits a form, encoded as in a URL, to path.
func NewForm(path, encoded string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(encoded))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

// Form returns what a browser would submit for the last form at path that has the given field.
func (u *User) Form(path, field string) url.Values {
	u.T.Helper()
	return FormValues(u.T, u.Get(path, http.StatusOK), field)
}

// Submit submits the last form at path that has the given field, with pairs of a name and a value set, and
// returns where the response redirects to.
func (u *User) Submit(path, field string, pairs ...string) (location string) {
	u.T.Helper()
	return u.Post(path, With(u.Form(path, field), pairs...), http.StatusSeeOther).Header().Get("Location")
}

// Start starts a draft as the user's actor and returns its slug.
func (u *User) Start(options draft.StartOptions) consult.Slug {
	u.T.Helper()
	slug, err := u.Service.Start(u.T.Context(), u.Actor, options)
	if err != nil {
		u.T.Fatal(err)
	}
	return slug
}

// Draft returns the draft with the given slug.
func (u *User) Draft(slug consult.Slug) *draft.Draft {
	u.T.Helper()
	d, err := u.Service.Get(u.T.Context(), u.Actor, slug)
	if err != nil {
		u.T.Fatal(err)
	}
	return d
}

// Question returns a question of the draft's original questionnaire.
func (u *User) Question(slug consult.Slug, id string) survey.Question {
	u.T.Helper()
	f := &u.Draft(slug).Definition.Forms[0]
	i, j := builder.QuestionIndex(f, id)
	if i < 0 {
		u.T.Fatalf("the questionnaire has no question %q", id)
	}
	return f.Pages[i].Questions[j]
}

// FormValues returns what a browser would submit for the last form of a page that has the given field.
func FormValues(t *testing.T, page, field string) url.Values {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var found url.Values
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && n.Data == "form" {
			if values := valuesIn(n); values.Has(field) {
				found = values
			}
		}
	}
	if found == nil {
		t.Fatalf("no form has the field %q:\n%s", field, page)
	}
	return found
}

// valuesIn returns the values of the fields inside form.
func valuesIn(form *html.Node) url.Values {
	values := url.Values{}
	for n := range form.Descendants() {
		name, hasName := attribute(n, "name")
		if !hasName || name == "" {
			continue
		}
		switch n.Data {
		case "input":
			kind, _ := attribute(n, "type")
			_, checked := attribute(n, "checked")
			if kind != "radio" && kind != "checkbox" || checked {
				value, _ := attribute(n, "value")
				values.Add(name, value)
			}
		case "textarea":
			text := ""
			if n.FirstChild != nil {
				text = n.FirstChild.Data
			}
			values.Add(name, text)
		case "select":
			values.Add(name, selected(n))
		}
	}
	return values
}

// selected returns the value of the selected option of a select element, or of its first option.
func selected(list *html.Node) (value string) {
	for o := range list.ChildNodes() {
		if _, ok := attribute(o, "selected"); ok || o == list.FirstChild {
			value, _ = attribute(o, "value")
		}
	}
	return value
}

func attribute(n *html.Node, key string) (value string, ok bool) {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

// With sets pairs of a name and a value in values and returns it.
func With(values url.Values, pairs ...string) url.Values {
	for i := 0; i < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	return values
}
