package confirmationweb

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/confirmation"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
	"github.com/folkmoot/folkmoot/internal/feature"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/web"
)

func TestPages(t *testing.T) {
	pagetest.Golden(t, "list", listPage)
	pagetest.Golden(t, "request", requestPage)
	pagetest.Golden(t, "irreversible", web.IrreversiblePage())
}

func person(id string, capabilities ...actor.Capability) actor.Actor {
	return actor.Actor{ID: id, Org: actor.CouncilOrg, Capabilities: append(capabilities, actor.Staff)}
}

// An act that cannot be undone shows what goes and how many, offers a copy, asks for who the
// person is and for what they have to type, and above the council's threshold for a second
// person. Only then does it happen, with one entry in the audit log.
//
// Row C2 of docs/faults.md.
func TestActsThatCannotBeUndoneAreConfirmed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		recent, count := true, int64(99)
		srv := &site.Site{
			Log: slog.New(slog.DiscardHandler), ReauthPath: "/staff/confirm-it-is-you",
			RecentlyAuthenticated: func(*http.Request) bool { return recent },
		}
		deps := &web.Deps{DB: d, Slog: slog.New(slog.DiscardHandler), Site: srv}
		f := New(deps)
		f.AddRoutes(site.Route{Method: "POST", Pattern: "/staff/test", Needs: actor.ManageRetention,
			Handler: func(w http.ResponseWriter, r *http.Request) error {
				by, ok, err := deps.Confirm(w, r, web.Irreversible{
					Act: "request-deletion", SubjectKind: "consultation", Subject: "park", Needs: actor.ManageRetention,
					Title: "Delete", Name: "The park", Count: count, Effects: []string{"MARKER-effect"},
					Export: page.Link{Text: "Export", Href: "/staff/export"}, Back: page.Link{Text: "Back", Href: "/staff"},
				})
				if err != nil || !ok {
					return err
				}
				if err := d.Update(r.Context(), func(tx *db.Tx) error {
					return audit.Append(r.Context(), tx, by, "request-deletion", "consultation", "park", r.PostForm.Get("what"))
				}); err != nil {
					return err
				}
				return site.Redirect(w, r, "/done")
			}})
		feature.Mount(deps, f)
		first, second := person("first", actor.ManageRetention), person("second", actor.ManageRetention)
		send := func(by actor.Actor, path string, status int, parts ...string) string {
			t.Helper()
			method, form := "GET", ""
			if i := strings.Index(path, "?"); i >= 0 {
				method, path, form = "POST", path[:i], path[i+1:]
			}
			r := httptest.NewRequest(method, path, strings.NewReader(form))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			out := httptest.NewRecorder()
			srv.ServeHTTP(out, site.WithActor(r, by))
			if out.Code != status {
				t.Errorf("%s %s %s: %d, want %d\n%s", by.ID, path, form, out.Code, status, out.Body)
			}
			for _, part := range parts {
				if !strings.Contains(out.Body.String(), part) {
					t.Errorf("%s %s %s: the page has no %q\n%s", by.ID, path, form, part, out.Body)
				}
			}
			return out.Body.String()
		}
		entries := func(want ...string) {
			t.Helper()
			var got []string
			if err := d.View(t.Context(), func(tx *db.Tx) error {
				all, err := audit.List(t.Context(), tx, actor.System, audit.Filter{})
				for _, e := range all.Items {
					got = append([]string{e.ActorID + " " + e.Act + " " + e.Reason}, got...)
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
			if strings.Join(got, "\n") != strings.Join(want, "\n") {
				t.Errorf("audit log:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		}
		send(first, "/staff/test?what=words", 200, "MARKER-effect", "Keep a copy first:", `href="/staff/export"`,
			"Type “99” to confirm", `name="what" value="words"`)
		send(first, "/staff/test?what=words&confirmation=98", 422, "Type “99” to confirm that you have read")
		send(first, "/staff/test?what=words&confirmation=", 422)
		recent = false
		send(first, "/staff/test?what=words&confirmation=99", 200, "/staff/confirm-it-is-you", `name="what" value="words"`)
		recent = true
		entries()
		send(first, "/staff/test?what=words&confirmation=99", 303)
		entries("first request-deletion words | confirmed: 99")

		count = 1186
		waiting := send(first, "/staff/test?what=words&confirmation=1,186", 202, "a colleague must confirm it too")
		id := regexp.MustCompile(web.ConfirmationsPath + `/([\w-]+)`).FindStringSubmatch(waiting)[1]
		send(first, "/staff/test?what=words&confirmation=1186", 202, id) // the same request
		send(first, web.ConfirmationsPath+"/"+id, 200, "A second person must confirm this. You asked for it.")
		send(first, "/staff/test?what=words&confirmation=1186&second-person="+id, 403)
		send(second, "/staff/test?what=contacts&confirmation=1186&second-person="+id, 409)
		send(second, "/staff/test?what=words&confirmation=1186&second-person=other", 404)
		stranger := person("stranger", actor.ManageRetention)
		stranger.Org = "elsewhere"
		for _, by := range []actor.Actor{person("reader", actor.ReadResponses), stranger} {
			send(by, web.ConfirmationsPath+"/"+id, 404)
			if strings.Contains(send(by, web.ConfirmationsPath, 200), id) {
				t.Errorf("%s sees the request", by.ID)
			}
		}
		for _, by := range []actor.Actor{first, second, person("reader", actor.ReadResponses), stranger} {
			want := int64(0)
			if by.ID == second.ID {
				want = 1
			}
			if err := d.View(t.Context(), func(tx *db.Tx) error {
				n, expires, err := confirmation.CountWaiting(t.Context(), tx, by, dbtest.Now)
				if n != want || (n > 0) == expires.IsZero() {
					t.Errorf("%d requests wait for %s until %s", n, by.ID, expires)
				}
				return err
			}); err != nil {
				t.Error(err)
			}
		}
		send(second, web.ConfirmationsPath, 200, id)
		send(second, web.ConfirmationsPath+"/"+id, 200, `name="second-person" value="`+id+`"`, "MARKER-effect", "Continue")
		send(second, "/staff/test?what=words&second-person="+id, 200, "You are confirming it as the second person", "Type “1186” to confirm")
		send(second, "/staff/test?what=words&confirmation=1186&second-person="+id, 303)
		send(second, "/staff/test?what=words&confirmation=1186&second-person="+id, 404) // it is used up
		const asked = "first ask-second-person request-deletion"
		done := []string{
			"first request-deletion words | confirmed: 99", asked, "second approve-second-person request-deletion",
			"second request-deletion words | confirmed: 1186; asked for by first",
		}
		entries(done...)

		waiting = send(first, "/staff/test?"+url.Values{"what": {"words"}, "confirmation": {"1186"}}.Encode(), 202)
		id = regexp.MustCompile(web.ConfirmationsPath + `/([\w-]+)`).FindStringSubmatch(waiting)[1]
		send(second, web.ConfirmationsPath+"/"+id+"?cancel=", 303)
		send(second, web.ConfirmationsPath+"/"+id, 404)
		entries(append(done, asked, "second cancel-second-person request-deletion")...)
	})
}
