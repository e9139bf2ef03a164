package followweb

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/follow"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
	"github.com/folkmoot/folkmoot/internal/seal"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

func TestPages(t *testing.T) {
	pagetest.Golden(t, "show", showPage)
	pagetest.Golden(t, "mine", minePage)
}

// A thing that a feature registers is followed by email, feed and calendar, and the answer to a request is the same whether
// or not the address follows it already.
func TestRegisteredThingIsFollowed(t *testing.T) {
	dbtest.Each(t, testRegisteredThing)
}

func testRegisteredThing(t *testing.T, d *db.DB) {
	box, err := seal.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer box.Close()
	deps := &web.Deps{DB: d, Site: &site.Site{Log: slog.New(slog.DiscardHandler)}, BaseURL: "https://c.example.org",
		Now: func() time.Time { return dbtest.Now }, Follows: &follow.Service{DB: d, Queue: &notify.Queue{Box: box}}}
	feature.Mount(deps, New(deps, deps.Follows), feature.Feature{Name: "park", Follows: []follow.Kind{{
		Name: "park",
		Get: func(_ context.Context, _ *db.Tx, ref string) (follow.Subject, error) {
			return follow.Subject{Title: "Park", Path: "/parks/" + ref}, nil
		},
		News: func(context.Context, *db.Tx, string, int) ([]follow.Item, error) {
			return []follow.Item{{Key: "a", Say: locale.Lazy("Opened"), Title: "Gate", Path: "/parks/main", At: dbtest.Now}}, nil
		},
		Dates: func(context.Context, *db.Tx, string) ([]follow.Date, error) {
			return []follow.Date{{ID: "close", Say: locale.Lazy("Closed"), Path: "/parks/main", Day: dbtest.Now}}, nil
		},
	}}})
	send := func(method, path, form string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, path, strings.NewReader(form))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		deps.Site.ServeHTTP(w, r)
		return w
	}
	const path = "/follow/park/main"
	for at, want := range map[string]string{
		path + "/feed.atom": "Gate: Opened", path + "/dates.ics": "park-main-close", path: `name="email"`,
	} {
		if w := send("GET", at, ""); w.Code != 200 || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d, without %q\n%s", at, w.Code, want, w.Body)
		}
	}
	for _, form := range []string{"email=nobody&often=daily", "email=a@example.org&often=hourly"} {
		if w := send("POST", path, form); w.Code != 422 || !strings.Contains(w.Body.String(), "govuk-error-summary") {
			t.Errorf("%s: %d", form, w.Code)
		}
	}
	first := send("POST", path, "email=a@example.org&often=daily")
	var link string
	if err := d.View(t.Context(), func(tx *db.Tx) error {
		sealed, err := db.One(t.Context(), tx, func(r db.Row) (b []byte, err error) { return b, r.Scan(&b) },
			`SELECT data FROM notify_notification`)
		if err != nil {
			return err
		}
		text, err := box.Open(seal.Followers, sealed)
		_, link, _ = strings.Cut(text, `"link":"`)
		link, _, _ = strings.Cut(link, `"`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if w := send("GET", link, ""); w.Code != 200 || !strings.Contains(w.Body.String(), "Yes, send me updates") {
		t.Errorf("the link: %d", w.Code)
	}
	w := send("POST", link, "")
	_, mine, _ := strings.Cut(w.Body.String(), `action="`)
	if mine, _, _ = strings.Cut(mine, `"`); w.Code != 200 || !strings.HasPrefix(mine, follow.MinePath) {
		t.Fatalf("confirming: %d\n%s", w.Code, w.Body)
	}
	if w := send("POST", link, ""); w.Code == 200 {
		t.Errorf("the link confirms twice")
	}
	second := send("POST", path, "email=a@example.org&often=daily")
	if first.Code != 200 || second.Code != first.Code || first.Body.String() != second.Body.String() {
		t.Errorf("the answers differ:\n%s\n%s", first.Body, second.Body)
	}
	if w := send("POST", mine, "do=save&often=monthly"); w.Code != 303 {
		t.Errorf("saving: %d", w.Code)
	}
	w = send("POST", mine, "List-Unsubscribe=One-Click")
	if w.Code != 200 || !strings.Contains(w.Body.String(), "deleted your email address") {
		t.Errorf("one click: %d", w.Code)
	}
}
