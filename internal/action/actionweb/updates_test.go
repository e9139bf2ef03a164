package actionweb

import (
	"fmt"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/decision"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

// The page of an action has a page of its updates, and the path of an update leads to the page that has it.
func TestPathOfAnUpdateLeadsToItsPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := &action.Service{DB: d}
		lamps := action.Action{Ref: "lamps", What: "Lamps", Who: "Roads team", Due: dbtest.Now, Measure: "Lamps"}
		const updates = 3*action.UpdatesPageSize + 1
		for i := range updates {
			on := time.Date(2020, 1, 1+7*i, 0, 0, 0, 0, time.UTC)
			lamps.Updates = append(lamps.Updates, action.Update{Date: on, Status: action.OnTrack, Text: fmt.Sprintf("Lamp %d is lit.", i)})
		}
		if err := s.Define(t.Context(), actor.System, action.Definition{Actions: []action.Action{lamps}}); err != nil {
			t.Fatal(err)
		}
		h := &web.Deps{DB: d, Site: &site.Site{Log: slog.New(slog.DiscardHandler)}}
		feature.Mount(h, New(h, s, &edit.Service{DB: d}, nil, (&decision.Service{DB: d}).Causes))
		ask := func(path string) string {
			t.Helper()
			w := httptest.NewRecorder()
			h.Site.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
			if w.Code != 200 {
				t.Errorf("%s: status %d", path, w.Code)
			}
			_, shown, _ := strings.Cut(w.Body.String(), `id="updates"`)
			if n := strings.Count(shown, `<article id="update-`); n > action.UpdatesPageSize {
				t.Errorf("%s has %d updates", path, n)
			}
			return shown
		}
		first := ask("/actions/lamps")
		for i, u := range lamps.Updates {
			u.Action = lamps.Ref
			path, place, _ := strings.Cut(u.Path(), "#")
			body := ask(path)
			if !strings.Contains(body, `<article id="`+place+`">`) || !strings.Contains(body, fmt.Sprintf("Lamp %d is lit.", i)) {
				t.Errorf("%s leads to a page without the update", u.Path())
			}
			if recent := i >= updates-action.UpdatesPageSize; recent != (body == first) {
				t.Errorf("%s leads to the first page: %t", u.Path(), !recent)
			}
		}
		if ask("/actions/lamps?update=soon") != first {
			t.Error("an update of no date does not lead to the first page")
		}
	})
}
