package staffnoticeweb

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/jobs"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/staffnotice"
	"github.com/folkmoot/folkmoot/internal/web"
)

func TestPages(t *testing.T) {
	pagetest.Golden(t, "list", listPage)
	pagetest.Golden(t, "choices", choicesPage)
}

var officer = actor.Actor{ID: "ann", Org: actor.CouncilOrg, Name: "Ann", Capabilities: []actor.Capability{actor.Staff, actor.Draft}}

// people are the officer.
type people struct{}

func (people) EachStaff(_ context.Context, _ string, fn func(staffnotice.Person) error) error {
	return fn(staffnotice.Person{Actor: officer, NoMail: true})
}

func (people) GetStaff(context.Context, *db.Tx, string) (staffnotice.Person, error) {
	return staffnotice.Person{Actor: officer, NoMail: true}, nil
}

// The navigation says how many notifications are new, the list has them, and a person marks them as read and chooses
// which emails they get.
func TestNotificationsAreListedAndMarkedAsRead(t *testing.T) {
	d := dbtest.Open(t, t.TempDir()+"/notices.db")
	log := slog.New(slog.DiscardHandler)
	service := &staffnotice.Service{DB: d, People: people{}}
	deps := &web.Deps{DB: d, Slog: log, StaffNotices: service, Site: &site.Site{Log: log}}
	deps.Site.SessionMiddleware = func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(w, site.WithActor(r, officer))
		})
	}
	f := New(deps, service)
	f.Notices = []staffnotice.Kind{
		{Name: "asked", Say: "A record is waiting for your approval", Needs: []actor.Capability{actor.Draft}},
		{Name: "danger", Say: "Danger", Needs: []actor.Capability{actor.ReadResponses}, Required: true},
	}
	feature.Mount(deps, f)
	ctx := t.Context()
	if err := d.Update(ctx, func(tx *db.Tx) error {
		return staffnotice.Append(ctx, tx, staffnotice.Event{
			Kind: "asked", Key: "1", Org: actor.CouncilOrg, Audience: staffnotice.Audience{Can: []actor.Capability{actor.Draft}},
			Title: "Buses <b>", Link: "/staff/evidence/buses", Due: dbtest.Now,
		})
	}); err != nil {
		t.Fatal(err)
	}
	runner := &jobs.Runner{DB: d, Log: log, Lease: time.Minute, MaxAttempts: 2}
	service.RegisterJobs(runner)
	if worked, err := runner.RunOne(ctx); !worked || err != nil {
		t.Fatal(worked, err)
	}
	ask := func(method, path string, form url.Values, want int) string {
		t.Helper()
		r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		deps.Site.ServeHTTP(w, r)
		if w.Code != want {
			t.Fatalf("%s %s: %d", method, path, w.Code)
		}
		return w.Body.String()
	}
	has := func(body string, want ...string) {
		t.Helper()
		for _, s := range want {
			if !strings.Contains(body, s) {
				t.Errorf("%q is missing in\n%s", s, body)
			}
		}
	}
	body := ask("GET", listPath, nil, http.StatusOK)
	has(body, "1 new", "Buses &lt;b&gt;", `href="/staff/evidence/buses"`,
		"A record is waiting for your approval", "Mark all as read")
	ask("POST", listPath, url.Values{}, http.StatusSeeOther)
	body = ask("GET", listPath, nil, http.StatusOK)
	if strings.Contains(body, `name="notice"`) || strings.Contains(body, "Mark all") || strings.Contains(body, "1 new") {
		t.Errorf("it is still new:\n%s", body)
	}
	body = ask("GET", choicesPath, nil, http.StatusOK)
	has(body, `<option value="daily" selected>`)
	if strings.Contains(body, "Danger") {
		t.Error("it offers what cannot concern the officer")
	}
	ask("POST", choicesPath, url.Values{"asked": {"never"}, "danger": {"never"}}, http.StatusSeeOther)
	has(ask("GET", choicesPath, nil, http.StatusOK), `<option value="never" selected>`)
}
