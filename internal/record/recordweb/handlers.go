// Package recordweb serves the public record as pages and as C2SP tiles, and
// checks receipts.
package recordweb

import (
	"context"
	"embed"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

//go:embed templates/*.html
var files embed.FS

// Handlers are the HTTP handlers of the public record.
type Handlers struct {
	db   *db.DB
	log  *record.Log
	deps *web.Deps
}

// maxReceipt is the limit in bytes of a posted form, enough for a full copy of
// the longest response.
const maxReceipt = 4 << 20

// New returns the feature with the routes and pages of the public record.
func New(deps *web.Deps) feature.Feature {
	h := &Handlers{deps.DB, deps.Record, deps}
	f := feature.Feature{Name: "record", Unlinkable: record.UnlinkableTables}
	f.AddRoutes(
		site.Route{Method: http.MethodGet, Pattern: "/record", Needs: actor.Public, Handler: h.showRecord},
		site.Route{Method: http.MethodGet, Pattern: "/record/key", Needs: actor.Public, Handler: h.serveKeys},
		site.Route{Method: http.MethodGet, Pattern: "/record/{path...}", Needs: actor.Public, Handler: h.serveTile},
		site.Route{Method: http.MethodGet, Pattern: "/receipts", Needs: actor.Public, Handler: h.showReceiptForm},
		site.Route{Method: http.MethodPost, Pattern: "/receipts", Needs: actor.Public, Handler: h.checkReceipt, MaxBody: maxReceipt},
		site.Route{Method: http.MethodGet, Pattern: "/receipts/{code}", Needs: actor.Public, Handler: h.downloadReceipt},
	)
	f.AddExamples(recordPage, receiptPage)
	f.Nav = []feature.NavLink{{Link: page.Link{Text: locale.Key("Public record"), Href: "/record"}, Order: 50}}
	f.AuditLabels = web.AuditLabels{
		Acts: map[string]string{
			"accept-restore": locale.Key("Accepted a restored database"),
			"replace-keys":   locale.Key("Replaced lost keys of the server"),
			"set-address":    locale.Key("Changed the web address of the service"),
			"start-epoch":    locale.Key("Started a new epoch of the public record"),
		},
		Kinds: map[string]string{"record": locale.Key("Public record")},
	}
	f.Doctor = []feature.Check{{Run: func(ctx context.Context, tx *db.Tx, report func(string)) (string, error) {
		if err := deps.Record.CheckRestored(ctx, tx); err != nil {
			report(err.Error())
		}
		return "", nil
	}}}
	f.Leaves = []feature.LeafKind{{Kind: "epoch"}, {Kind: record.AddressKind, Open: record.EachAddressLeaf}}
	f.Periodic = []feature.Periodic{{
		Name: "show new entries of the public record", Every: record.PublishEvery, Run: deps.Record.PublishDue,
	}, {
		Name: "keep the checkpoints of other servers", Every: record.KeepCheckpointEvery, Run: deps.Record.KeepCheckpoint,
	}}
	f.Audit = []feature.Check{{Run: func(ctx context.Context, tx *db.Tx, report func(string)) (string, error) {
		return "every entry of the public record", deps.Record.Audit(ctx, tx, report)
	}}}
	return f
}
