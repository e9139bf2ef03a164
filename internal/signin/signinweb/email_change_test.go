package signinweb

import (
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
)

// A person who changes their email address confirms their sign-in, follows the link
// while signed in, and is signed out everywhere else.
func TestChangeOwnEmail(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTestSite(t, d, testOrigin, false)
		g, m := b.addMember("editor", account.Editor)
		elsewhere := b.newClient()
		elsewhere.signIn(m, "")
		thief, n := b.addMember("other", account.Viewer)
		b.now = b.now.Add(11 * time.Minute)
		g.get("/staff/account/address")
		g.check(303, "/staff/confirm")
		g.post("/staff/confirm", "password", goodPassword, "next", "/staff/account/address")
		g.get("/staff/account/address")
		g.check(200, "You currently sign in with editor@example.org.")
		g.post("/staff/account/address", "email", "not an address")
		g.check(422, `value="not an address"`)
		g.post("/staff/account/address", "email", n.email) // in use by another account
		g.check(303, "/staff/account")
		g.get("/staff/account")
		told := g.last.Body.String()
		b.now = b.now.Add(time.Second)
		g.post("/staff/account/address", "email", "new@example.org")
		g.check(303, "/staff/account")
		g.get("/staff/account")
		if got := g.last.Body.String(); got != told || !strings.Contains(got, "We have sent a link to your new email address.") {
			t.Errorf("a free address has a different page:\n%s\n%s", got, told)
		}
		link := strings.TrimPrefix(b.emailLink("email-confirm"), testOrigin)
		stranger := b.newClient()
		stranger.get(link)
		stranger.check(303, "/staff/sign-in?next=")
		thief.get(link)
		thief.check(404, "This link has been used")
		thief.post(link)
		thief.check(404, "This link has been used")
		g.get(link)
		g.check(200, "From now on, sign in with new@example.org")
		g.get("/staff/account")
		g.check(200, "editor@example.org") // viewing the page changes nothing
		was := g.cookie()
		g.post(link)
		g.check(303, "/staff/account")
		g.get("/staff/account")
		g.check(200, "Your email address has been changed.")
		g.check(200, "new@example.org")
		if g.cookie() == was {
			t.Error("the session has the old token")
		}
		g.post(link)
		g.check(404, "This link has been used")
		elsewhere.get("/staff/secret")
		elsewhere.check(303, "/staff/sign-in")
		elsewhere.post("/staff/sign-in", "email", m.email, "password", goodPassword)
		elsewhere.check(422, "is wrong")
		m.email = "new@example.org"
		elsewhere.signIn(m, "")
		elsewhere.check(303, "/staff")
	})
}

func TestAdministratorChangesEmail(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTestSite(t, d, testOrigin, false)
		boss, _ := b.addMember("boss", account.Administrator)
		g, m := b.addMember("clerk", account.EntryClerk)
		path := "/staff/people/" + m.id
		boss.get(path)
		boss.check(200, path+"/address")
		boss.post(path+"/address", "email", "nobody", "reason", "The mailbox is gone.")
		boss.check(422, "The mailbox is gone.")
		boss.post(path+"/address", "email", "clerk2@example.org", "reason", " ")
		boss.check(422, "Enter a reason.")
		boss.post(path+"/address", "email", "Boss@example.org", "reason", "The mailbox is gone.")
		boss.check(422, "You cannot use this email address for this account")
		boss.post(path+"/address", "email", "clerk2@example.org", "reason", "The mailbox is gone.")
		boss.check(303, path)
		boss.get(path)
		boss.check(200, "The email address has been changed.")
		boss.check(200, "clerk2@example.org")
		g.get("/staff")
		g.check(303, "/staff/sign-in")
	})
}

func TestSuspendAndRestorePartner(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTestSite(t, d, testOrigin, false)
		b.must(b.accounts.AddOrg(t.Context(), actor.System, "partner", "A partner"))
		boss, _ := b.addMember("boss", account.Administrator)
		_, _, err := b.accounts.Invite(
			t.Context(),
			actor.System,
			account.InviteRequest{Org: "partner", Email: "theirs@example.org", Name: "Theirs", Roles: []account.Role{account.Administrator}},
		)
		b.must(err)
		theirs := b.newClient()
		theirs.acceptInvitation("theirs@example.org")
		theirs.get("/staff/people")
		theirs.check(200, "Theirs")
		if strings.Contains(theirs.last.Body.String(), "Suspend this") {
			t.Error("a partner has a link to suspend itself")
		}
		for _, path := range []string{"/staff/organisations/partner/suspend", "/staff/organisations/council/suspend"} {
			theirs.get(path)
			theirs.check(404, "")
			theirs.post(path, "reason", "x")
			theirs.check(404, "")
		}
		boss.get("/staff/people")
		if strings.Contains(boss.last.Body.String(), "Suspend this") {
			t.Error("the council has a link to suspend itself")
		}
		boss.post("/staff/organisations/council/suspend", "reason", "x")
		boss.check(422, "cannot be suspended")
		boss.get("/staff/people?org=partner")
		boss.check(200, "/staff/organisations/partner/suspend")
		boss.get("/staff/organisations/partner/suspend")
		boss.check(200, "Suspend A partner")
		boss.post("/staff/organisations/partner/suspend", "reason", "")
		boss.check(422, "Enter a reason.")
		boss.post("/staff/organisations/partner/suspend", "reason", "The agreement has ended.")
		boss.check(303, "/staff/people?org=partner")
		theirs.get("/staff")
		theirs.check(303, "/staff/sign-in")
		boss.get("/staff/people?org=partner")
		boss.check(200, "Reason: The agreement has ended.")
		boss.check(200, "Theirs")
		boss.get("/staff/organisations")
		boss.check(200, "Partner (suspended)")
		boss.post("/staff/people/invite", "org", "partner", "name", "N", "email", "n@example.org", "roles", "viewer")
		boss.check(422, "This organisation is suspended.")
		boss.post("/staff/organisations/partner/restore", "reason", "There is a new agreement.")
		boss.check(303, "/staff/people?org=partner")
		boss.get("/staff/people?org=partner")
		if strings.Contains(boss.last.Body.String(), "Reason:") {
			t.Error("it is shown as suspended")
		}
		theirs.get("/staff")
		theirs.check(303, "/staff/sign-in") // the session stays ended
	})
}
