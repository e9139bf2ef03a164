package web

import (
	"cmp"
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/operation"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
)

// OperationsPath is the address of the pages that show how far operations are.
const OperationsPath = "/staff/operations"

// Operate starts an operation for by and waits for a moment. Most are done then, and the
// browser is sent to the page with the result; otherwise to the page with the progress.
// If the operation has ended with an error, Operate returns that and writes nothing. also
// is as for operation.Service.Start.
func (d *Deps) Operate(w http.ResponseWriter, r *http.Request, by actor.Actor, q operation.Request, also func(*db.Tx) error) error {
	q.Language = page.Printer(r).Lang()
	o, err := d.Operations.Start(r.Context(), by, q, also, cmp.Or(d.OperationWait, time.Second))
	if err != nil {
		return err
	}
	if o.Ended() && o.Problem == "" {
		return site.Redirect(w, r, d.Operations.Kind(o.Kind).Path(o))
	}
	return site.Redirect(w, r, OperationsPath+"/"+o.ID)
}
