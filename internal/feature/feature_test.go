package feature

import (
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

func step(name string) page.Step { return page.Step{Name: name, State: page.Done} }

// chainWith mounts the base steps A and C, and one more step, and returns the
// names in the chain.
func chainWith(t *testing.T, more Step) (names string, err error) {
	t.Helper()
	deps := &web.Deps{DB: dbtest.Open(t, t.TempDir()+"/feature.db"), Site: &site.Site{}}
	Mount(deps,
		Feature{Name: "new", Steps: []Step{more}},
		Feature{Name: "base", Chain: func(context.Context, *db.Tx, string, string) (Matter, []OrderedStep, error) {
			return Matter{Consultation: "park"}, []OrderedStep{{step("A"), OrderEvidence}, {step("C"), OrderDecision}}, nil
		}})
	chain, err := deps.Chain(t.Context(), "consultation", "park")
	for _, s := range chain {
		names += s.Name
	}
	return names, err
}

// A step of another feature takes its place between the others, knows the matter,
// and may be absent. A step that fails leaves no chain.
func TestChainIncludesRegisteredSteps(t *testing.T) {
	find := func(ctx context.Context, _ *db.Tx, m Matter) (page.Step, error) {
		return step("B" + m.Consultation), nil
	}
	if got, err := chainWith(t, Step{OrderFindings, find}); got != "ABparkC" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	none := func(context.Context, *db.Tx, Matter) (page.Step, error) { return page.Step{}, nil }
	if got, err := chainWith(t, Step{OrderFindings, none}); got != "AC" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	fails := func(context.Context, *db.Tx, Matter) (page.Step, error) {
		return page.Step{}, errors.New("the database is gone")
	}
	if got, err := chainWith(t, Step{OrderFindings, fails}); got != "" || err == nil {
		t.Errorf("%q, %v", got, err)
	}
}

// The navigation is sorted by order and not by who was mounted first.
func TestNavigationIsOrdered(t *testing.T) {
	deps := &web.Deps{Site: &site.Site{}}
	nav := func(text string, order int) Feature {
		f := Feature{Name: text, Nav: []NavLink{{page.Link{Text: text, Href: "/" + text}, order}}}
		f.AddStaffLink(order, text, "/staff/"+text, "staff", "")
		return f
	}
	Mount(deps, nav("c", 30), nav("a", 10), nav("b", 20))
	got := ""
	for _, l := range deps.Site.Nav {
		got += l.Text
	}
	if got != "abc" {
		t.Errorf("navigation %q", got)
	}
	if deps.Chain != nil {
		t.Error("there is a chain without a feature that has one")
	}
}

// What would silently replace something of another feature, or fail only when it
// is requested, stops the program when it starts.
func TestMountRefusesConflictingFeatures(t *testing.T) {
	chain := func(context.Context, *db.Tx, string, string) (m Matter, steps []OrderedStep, err error) {
		return m, nil, nil
	}
	label := func(text string) web.AuditLabels { return web.AuditLabels{Acts: map[string]string{"define": text}} }
	handler := func(http.ResponseWriter, *http.Request) error { return nil }
	route := site.Route{Method: "GET", Pattern: "/a", Needs: actor.Public, Handler: handler}
	noHandler := route
	noHandler.Handler = nil
	for name, features := range map[string][]Feature{
		"no name":                 {{}},
		"two chains":              {{Name: "a", Chain: chain}, {Name: "b", Chain: chain}},
		"two labels":              {{Name: "a", AuditLabels: label("A")}, {Name: "b", AuditLabels: label("B")}},
		"a route twice":           {{Name: "a", Routes: []site.Route{route}}, {Name: "b", Routes: []site.Route{route}}},
		"a route with no handler": {{Name: "a", Routes: []site.Route{noHandler}}},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: it is mounted", name)
				}
			}()
			Mount(&web.Deps{Site: &site.Site{}}, features...)
		}()
	}
	Mount(&web.Deps{Site: &site.Site{}}, Feature{Name: "a", AuditLabels: label("A")}, Feature{Name: "b", AuditLabels: label("A")})
}
