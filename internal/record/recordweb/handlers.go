// Package recordweb shows the public record to people and to programs, and
// checks the receipts that people bring.
package recordweb

import (
	"embed"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

// Handlers answers the requests about the record.
type Handlers struct {
	db   *db.DB
	log  *record.Log
	deps *web.Deps
}

// maxReceipt is enough for a full copy of the longest response.
const maxReceipt = 4 << 20

// New puts the desk in its place.
func New(h *web.Deps) *Handlers {
	d := &Handlers{h.DB, h.Record, h}
	h.Site.Add(
		site.Route{Method: http.MethodGet, Pattern: "/record", Needs: actor.Public, Handler: d.showRecord},
		site.Route{Method: http.MethodGet, Pattern: "/record/key", Needs: actor.Public, Handler: d.serveKeys},
		site.Route{Method: http.MethodGet, Pattern: "/record/{path...}", Needs: actor.Public, Handler: d.serveTile},
		site.Route{Method: http.MethodGet, Pattern: "/receipts", Needs: actor.Public, Handler: d.showReceiptForm},
		site.Route{Method: http.MethodPost, Pattern: "/receipts", Needs: actor.Public, Handler: d.checkReceipt, MaxBody: maxReceipt},
		site.Route{Method: http.MethodGet, Pattern: "/receipts/{code}", Needs: actor.Public, Handler: d.downloadReceipt},
	)
	h.Site.AddToGallery(recordPage, receiptPage)
	return d
}
