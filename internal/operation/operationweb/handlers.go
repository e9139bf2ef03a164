// Package operationweb has the page that shows how far an operation is.
package operationweb

import (
	"embed"
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/operation"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

// Handlers serves the page.
type Handlers struct{ *web.Deps }

// New returns the feature.
func New(deps *web.Deps) feature.Feature {
	h := &Handlers{deps}
	f := feature.Feature{Name: "operation", Work: h.work}
	f.AddRoutes(site.Route{Method: http.MethodGet, Pattern: web.OperationsPath + "/{id}", Needs: actor.Staff, Handler: h.show})
	f.AddExamples(operationPage)
	if deps.Operations != nil {
		f.Periodic = []feature.Periodic{{Name: "delete operations that ended", Every: time.Hour, Run: deps.Operations.DeleteExpired}}
	}
	return f
}

// operationView is the page of an operation: how far it is, its result or why it failed.
type operationView struct {
	page.StaffView
	Title, Self string
	Status      string // how far it is, or what was done
	Share       int64  // of the work that is done, in per cent; -1 if it is not known
	Problem     string // why it failed, or ""
	Running     bool
	Path        string // of the page that started it, which shows the result
}

// Scripts implements what page asks of views: the script follows the work until it ends.
func (v operationView) Scripts(a page.Assets) []string {
	if !v.Running {
		return nil
	}
	return []string{a.Script}
}

var operationPage = page.New(files, "templates/operation.html",
	operationView{Title: "Release the results", Self: web.OperationsPath + "/1", Status: "120,000 of 300,000", Share: 40,
		Running: true, Path: "/staff/consultations/park/results"},
	operationView{Title: "Release the results", Self: web.OperationsPath + "/1", Status: "Not started yet.", Share: -1,
		Running: true, Path: "/staff/consultations/park/results"},
	operationView{Title: "Release the results", Self: web.OperationsPath + "/1", Status: "The results have been released.", Share: -1,
		Path: "/staff/consultations/park/results"},
	operationView{Title: "Release the results", Self: web.OperationsPath + "/1", Share: -1,
		Problem: "Responses changed while we were counting them. Try again in a few minutes.", Path: "/staff/consultations/park/results"},
)

func (h *Handlers) show(w http.ResponseWriter, r *http.Request) error {
	o, err := h.Operations.Get(r.Context(), site.Actor(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	site.AllowFetch(w)
	return operationPage.Write(w, r, http.StatusOK, newOperationView(page.Printer(r), h.Operations.Kind(o.Kind), o))
}

func newOperationView(p *locale.Printer, k operation.Kind, o operation.Operation) operationView {
	v := operationView{Title: p.Say(k.Title), Self: web.OperationsPath + "/" + o.ID, Share: -1, Running: !o.Ended(),
		Problem: o.Problem, Path: k.Path(o)}
	switch {
	case o.Ended() && o.Problem == "":
		v.Status = k.Done(p, o)
	case o.Ended():
	case o.Total > 0:
		v.Status, v.Share = p.Say("%s of %s", p.Number(o.Done), p.Number(o.Total)), min(100*o.Done/o.Total, 100)
	case o.Done > 0:
		v.Status = p.Say("%s so far", p.Number(o.Done))
	default:
		v.Status = p.Say("This has started. There is no progress to show yet.")
	}
	return v
}
