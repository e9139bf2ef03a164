package operationweb

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/jobs"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/operation"
	"github.com/folkmoot/folkmoot/internal/operation/operationtest"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// Row D9 of docs/faults.md. In a browser with script, the page follows the work until its end
// without being loaded again, in one line that is read aloud.
func TestPageFollowsTheWork(t *testing.T) {
	browser := browsertest.Open(t)
	srv := &site.Site{Log: slog.New(slog.DiscardHandler)}
	d := dbtest.Open(t, t.TempDir()+"/operation.db")
	deps := &web.Deps{DB: d, Slog: srv.Log, Site: srv, Operations: operationtest.New(t, d)}
	half, all := make(chan struct{}), make(chan struct{})
	f := New(deps)
	f.Operations = []operation.Kind{{
		Name: "test", Needs: actor.Release, Title: "Test",
		Run: func(ctx context.Context, _ actor.Actor, _ operation.Operation) (r operation.Result, err error) {
			jobs.Progress(ctx, 1, 4)
			for i, next := range []chan struct{}{half, all} {
				select {
				case <-ctx.Done():
					return r, ctx.Err()
				case <-next:
					jobs.Progress(ctx, int64(i)+2, 4)
				}
			}
			return r, nil
		},
		Done: func(*locale.Printer, operation.Operation) string { return "All is done." },
		Path: func(operation.Operation) string { return "/result" },
	}}
	feature.Mount(deps, f)
	by := actor.Actor{ID: "ann", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Staff, actor.Release}}
	o, err := deps.Operations.Start(t.Context(), by, operation.Request{Kind: "test", Subject: "park", Key: "park"}, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { srv.ServeHTTP(w, site.WithActor(r, by)) }))
	t.Cleanup(server.Close)
	tab := browser.Tab(t, browsertest.TabOptions{Width: 320})
	tab.Visit(server.URL + web.OperationsPath + "/" + o.ID)
	const line = `document.querySelector('[data-fm="progress"] [aria-live="polite"]')`
	tab.Evaluate(`(window.line = ` + line + `).textContent`)
	tab.WaitFor(line + `.textContent === "1 of 4"`)
	close(half)
	tab.WaitFor(`window.line.textContent === "2 of 4" && document.querySelector("progress").value === 50`)
	close(all)
	tab.WaitFor(`window.line.isConnected && window.line.textContent === "All is done."`)
	tab.WaitFor(`document.querySelector('a[href="/result"]') !== null`)
}
