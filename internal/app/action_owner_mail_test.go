package app_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/crawltest"
)

// Row C3 of docs/faults.md. An action owner of a partner is reminded by email. The link leads to the form of that action, after
// signing in. The partner's own publisher signs off the report from the email about it, and the public page shows it.
func TestPartnerReportsFromTheReminderAndSignsOffItself(t *testing.T) {
	t.Parallel()
	p := newMailSite(t, "", t.TempDir())
	ctx, services := t.Context(), p.app.Services
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(services.Accounts.AddOrg(ctx, actor.System, "partner", "A partner"))
	const password = "seven otters swim north"
	now, err := p.app.DB.Now(ctx)
	must(err)
	secrets := map[string]string{}
	code := func(address string, at time.Time) string {
		t.Helper()
		c, err := totp.GenerateCode(secrets[address], at)
		must(err)
		return c
	}
	for address, role := range map[string]actor.Role{"owner@example.org": actor.ActionOwner, "lead@example.org": actor.Publisher} {
		_, token, err := services.Accounts.Invite(ctx, actor.System, account.InviteRequest{
			Email: address, Name: address, Org: "partner", Roles: []actor.Role{role}})
		must(err)
		p.cookies = map[string]string{}
		p.request("/staff/invitation/"+token, url.Values{"password": {password}})
		setup := regexp.MustCompile(`dir="ltr">([A-Z2-7 ]{32,})<`).FindStringSubmatch(p.request("/staff/authenticator", nil).Body.String())
		if setup == nil {
			t.Fatal("no setup key")
		}
		secrets[address] = strings.ReplaceAll(setup[1], " ", "")
		p.request("/staff/authenticator", url.Values{"code": {code(address, now)}})
		p.request("/staff/notices/emails", url.Values{"action-late": {"at-once"}, "action-reported": {"at-once"}})
	}
	must(services.Action.Define(ctx, actor.System, action.Definition{Actions: []action.Action{{
		Ref: "van", What: "Run a van", Who: "Partnership manager", Measure: "Visits", Unit: "visits", Organisation: "partner",
		Due: now.Truncate(24*time.Hour).AddDate(0, 0, -1),
	}}}))
	person := func(address, at string) *crawltest.Worker {
		t.Helper()
		p.cookies = map[string]string{}
		w := crawltest.BrowseBy(t, p.send)
		w.Visit(at)
		w.Type("Email address", address)
		w.Type("Password", password)
		w.Press("Continue")
		w.Type("Code", code(address, now.Add(30*time.Second))) // each code is taken once
		w.Press("Sign in")
		if w.URL.Path != at {
			t.Fatalf("after signing in: %s", w.URL)
		}
		return w
	}
	linkTo := func(address, about string) string {
		t.Helper()
		p.finishBackground(t)
		for _, m := range p.server.Received() {
			if body := m.Data; strings.Contains(strings.Join(m.To, " "), address) && strings.Contains(body, about) {
				return regexp.MustCompile(`/staff/actions/[a-z]+`).FindString(body)
			}
		}
		t.Fatalf("no email to %s about %q: %v", address, about, p.server.Received())
		return ""
	}
	at := linkTo("owner@example.org", "is late")
	owner := person("owner@example.org", at)
	owner.Select("How is the work going?", "On track")
	owner.Type("What have you done?", "The van runs twice a week.")
	owner.Press("Send for sign-off")
	owner.See("Waiting for sign-off")
	public := func() *browsertest.Document { return p.send("/actions/van", nil) }
	if strings.Contains(public().Text(), "twice a week") {
		t.Error("the report is public before it is signed off")
	}
	lead := person("lead@example.org", linkTo("lead@example.org", "waiting for sign-off"))
	lead.Press("Sign off and publish")
	p.cookies = map[string]string{}
	if !strings.Contains(public().Text(), "The van runs twice a week.") {
		t.Error("the public page does not show the report")
	}
}
