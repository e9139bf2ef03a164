package app_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/actor"
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
	signIn := func(address, next string) {
		t.Helper()
		p.cookies = map[string]string{}
		to := p.request(next, nil).Header().Get("Location")
		if want := "/staff/sign-in?next=" + url.QueryEscape(next); to != want {
			t.Fatalf("the link leads to %q, want %q", to, want)
		}
		sent := p.request("/staff/sign-in", url.Values{"email": {address}, "password": {password}, "next": {next}})
		sent = p.request(sent.Header().Get("Location"), url.Values{"code": {code(address, now.Add(30*time.Second))}}) // each code is taken once
		if to := sent.Header().Get("Location"); to != next {
			t.Fatalf("after signing in: %d, %q\n%s", sent.Code, to, sent.Body)
		}
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
	signIn("owner@example.org", at)
	if body := p.request(at, nil).Body.String(); !strings.Contains(body, "What have you done?") {
		t.Fatalf("no form at %s", at)
	}
	today := now.UTC()
	report := url.Values{"version": {"0"}, "status-sent": {"yes"}, "status": {"on-track"}, "date-day": {today.Format("2")},
		"date-month": {today.Format("1")}, "date-year": {today.Format("2006")}, "text": {"The van runs twice a week."}}
	if sent := p.request(at, report); sent.Code != http.StatusSeeOther {
		t.Fatalf("the report: %d", sent.Code)
	}
	if body := p.request("/actions/van", nil).Body.String(); strings.Contains(body, "twice a week") {
		t.Error("the report is public before it is signed off")
	}
	at = linkTo("lead@example.org", "waiting for sign-off")
	signIn("lead@example.org", at)
	p.request(at+"/sign-off", url.Values{"version": {"1"}, "do": {"publish"}})
	p.cookies = map[string]string{}
	if body := p.request("/actions/van", nil).Body.String(); !strings.Contains(body, "The van runs twice a week.") {
		t.Error("the public page does not show the report")
	}
}
